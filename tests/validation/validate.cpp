// backstep_validate [--write]: measures the program against recordings with a reference ($BACKSTEP_RECORDINGS), and
// checks that no floor is broken and that the README's table is what is measured now; --write makes that table and
// RESULTS.md anew, with 20,000 strides of generated walks (minutes with sanitizers, one in a release build). Exit
// codes: 0 good, 1 not, 2 wrong use, 77 skipped: there are no recordings.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <future>
#include <iterator>
#include <string_view>

#include "host/recording/csv_source.h"
#include "tests/validation/analysis.h"
#include "tests/validation/fault_report.h"
#include "tests/validation/report.h"
#include "tests/validation/truth.h"

namespace backstep::validation {

namespace {

constexpr int kSkipped = 77;
// Of the generated walks in the report. No change was ever tried on this seed.
constexpr std::uint64_t kReportSeed = 20261122;
constexpr std::size_t kReportStrides = 20000;
constexpr std::string_view kBegin = "<!-- accuracy:begin -->\n";
constexpr std::string_view kEnd = "<!-- accuracy:end -->";

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

RecordingResult measure(const Recording& recording) {
  RecordingResult result{recording, {}, 0, {}};
  auto source = host::CsvSource::open({recording.csv[0], recording.csv[1], 0, false, {}});
  if (!source) {
    result.failure = source.error().message;
    return result;
  }
  const std::vector<Stride> strides = analyse(**source, recording.setup);
  const Truth truth = read_truth(recording.folder / "truth_strides.csv", recording.folder / "truth_events.csv");
  result.rows = strides.size();
  result.comparison = compare(truth, strides, recording.truth_use);
  return result;
}

/// Two at a time: each holds a whole recording in memory.
std::vector<RecordingResult> measure_all(const std::vector<Recording>& recordings) {
  std::vector<RecordingResult> results(recordings.size());
  const auto every_other = [&](std::size_t first) {
    for (std::size_t i = first; i < recordings.size(); i += 2) {
      results[i] = measure(recordings[i]);
    }
  };
  auto odd = std::async(std::launch::async, every_other, 1);
  every_other(0);
  odd.get();
  return results;
}

/// The README with the text between its two marks replaced; empty when the marks are missing.
std::string with_table(const std::string& readme, const std::string& table) {
  const std::size_t begin = readme.find(kBegin), end = readme.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin) {
    return {};
  }
  return readme.substr(0, begin + kBegin.size()) + table + readme.substr(end);
}

int validate(const std::filesystem::path& collection, bool write) {
  const auto recordings = read_index(collection);
  if (!recordings) {
    fmt::print(stderr, "{}\n", recordings.error().message);
    return 1;
  }
  const std::vector<RecordingResult> results = measure_all(*recordings);
  const std::string table = short_table(results);
  fmt::print("{}", table);

  int code = 0;
  for (const std::string& floor : broken_floors(results)) {
    fmt::print(stderr, "Floor broken: {}.\n", floor);
    code = 1;
  }
  const std::filesystem::path root = BACKSTEP_SOURCE_DIR;
  const std::string readme = read_text(root / "README.md");
  const std::string wanted = with_table(readme, table);
  if (wanted.empty()) {
    fmt::print(stderr, "README.md lacks the two marks between which the table stands.\n");
    return 1;
  }
  if (write) {
    std::ofstream(root / "README.md") << wanted;
    std::ofstream(root / "tests/validation/RESULTS.md")
        << full_report(results, BACKSTEP_VERSION) << '\n'
        << fault_report(run_study(kReportSeed, kReportStrides), kReportSeed);
  } else if (wanted != readme) {
    fmt::print(stderr,
               "The table in README.md is not what is measured now (above). Look at the difference, then make it anew "
               "with: build/dev/backstep_validate --write\n");
    code = 1;
  }
  return code;
}

}  // namespace

}  // namespace backstep::validation

int main(int argc, char** argv) {
  const bool write = argc == 2 && std::string_view(argv[1]) == "--write";
  if (argc > 1 && !write) {
    fmt::print(stderr, "Usage: backstep_validate [--write]\n");
    return 2;
  }
  const char* folder = std::getenv("BACKSTEP_RECORDINGS");
  if (folder == nullptr || !std::filesystem::exists(std::filesystem::path(folder) / "index.json")) {
    fmt::print(stderr, "Skipped: BACKSTEP_RECORDINGS names no folder with recordings of real walks.\n");
    return backstep::validation::kSkipped;
  }
  return backstep::validation::validate(folder, write);
}
