// backstep_validate [--write]: measures the program against recordings with a reference ($BACKSTEP_RECORDINGS), and
// checks that no floor is broken and that the README's table is what is measured now; --write makes that table and
// RESULTS.md anew, with more packets lost and with 20,000 strides of generated walks (minutes with sanitizers, one in a
// release build). Exit codes: 0 good, 1 not, 2 wrong use, 77 skipped: there are no recordings.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <future>
#include <iterator>
#include <sstream>
#include <string_view>

#include "tests/validation/fault_report.h"
#include "tests/validation/perturbation_table.h"
#include "tests/validation/report.h"

namespace backstep::validation {

namespace {

constexpr int kSkipped = 77;
// Of the generated walks in the report. No change was ever tried on this seed.
constexpr std::uint64_t kReportSeed = 2917305568;
constexpr std::size_t kReportStrides = 20000;
constexpr std::string_view kBegin = "<!-- accuracy:begin -->\n";
constexpr std::string_view kEnd = "<!-- accuracy:end -->";
constexpr double kLostShare = 0.01;
constexpr unsigned kSeeds = 20, kFewSeeds = 1;
constexpr unsigned kAllCopies = 1000;

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Results measure_all(const std::vector<Recording>& recordings) {
  Results results(recordings.size());
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
std::string with_block(const std::string& readme, const std::string& block) {
  const std::size_t begin = readme.find(kBegin), end = readme.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin) {
    return {};
  }
  return readme.substr(0, begin + kBegin.size()) + block + readme.substr(end);
}

/// The recordings of every folder of a list "A:B".
host::Result<std::vector<Recording>> read_folders(const std::string& list) {
  std::vector<Recording> all;
  std::istringstream folders(list);
  for (std::string folder; std::getline(folders, folder, ':');) {
    auto recordings = read_index(folder);
    if (!recordings) {
      return recordings;
    }
    all.insert(all.end(), recordings->begin(), recordings->end());
  }
  return all;
}

/// Those of the list "A,B"; all of them when it is empty. Nothing when one has no such name.
std::vector<Perturbation> chosen(const std::string& list) {
  if (list.empty()) {
    return perturbations();
  }
  std::vector<Perturbation> some;
  std::istringstream names(list);
  for (std::string name; std::getline(names, name, ',');) {
    const auto found = std::find_if(perturbations().begin(), perturbations().end(),
                                    [&](const Perturbation& p) { return p.name == name; });
    if (found == perturbations().end()) {
      fmt::print(stderr, "No perturbation is called {}. There are:", name);
      for (const Perturbation& p : perturbations()) {
        fmt::print(stderr, " {}", p.name);
      }
      fmt::print(stderr, "\n");
      return {};
    }
    some.push_back(*found);
  }
  return some;
}

int perturb_all(const std::string& folders, const std::string& names, bool verbose) {
  const auto recordings = read_folders(folders);
  if (!recordings) {
    fmt::print(stderr, "{}\n", recordings.error().message);
    return 1;
  }
  const std::vector<Perturbation> ways = chosen(names);
  if (ways.empty()) {
    return 2;
  }
  const auto rows = perturb(*recordings, ways, kAllCopies);
  fmt::print("{}", perturbation_table(ways, rows));
  for (std::size_t i = 0; verbose && i < rows.size(); ++i) {
    fmt::print("{}", perturbation_details(ways[i], rows[i]));
  }
  return 0;
}

int validate(const std::filesystem::path& collection, bool write) {
  const auto recordings = read_index(collection);
  if (!recordings) {
    fmt::print(stderr, "{}\n", recordings.error().message);
    return 1;
  }
  Report report;
  report.results = measure_all(*recordings);
  report.loss = lose_packets(report.results, kLostShare, write ? kSeeds : kFewSeeds);
  report.quantities = accuracy(report.results, report.loss);
  report.version = BACKSTEP_VERSION;
  report.date = fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
  const std::string block = readme_block(report.results);
  fmt::print("{}", block);

  int code = 0;
  for (const std::string& floor : broken_floors(report.results, report.quantities)) {
    fmt::print(stderr, "Floor broken: {}.\n", floor);
    code = 1;
  }
  const std::filesystem::path root = BACKSTEP_SOURCE_DIR;
  const std::string readme = read_text(root / "README.md");
  const std::string wanted = with_block(readme, block);
  if (wanted.empty()) {
    fmt::print(stderr, "README.md lacks the two marks between which the table stands.\n");
    return 1;
  }
  if (write) {
    std::ofstream(root / "README.md") << wanted;
    std::ofstream(root / "tests/validation/RESULTS.md")
        << full_report(report) << '\n'
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
  bool write = false, perturb = false, verbose = false, wrong = false;
  std::string names;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--write") {
      write = true;
    } else if (word == "--perturb") {
      perturb = true;
    } else if (word == "-v" || word == "--verbose") {
      verbose = true;
    } else if (perturb && names.empty()) {
      names = word;
    } else {
      wrong = true;
    }
  }
  if (wrong || (write && perturb) || (verbose && !perturb)) {
    fmt::print(stderr, "Usage: backstep_validate [--write | --perturb [NAME,...] [-v]]\n");
    return 2;
  }
  const char* folder = std::getenv("BACKSTEP_RECORDINGS");
  if (folder == nullptr) {
    fmt::print(stderr, "Skipped: BACKSTEP_RECORDINGS names no folder with recordings of real walks.\n");
    return backstep::validation::kSkipped;
  }
  if (perturb) {
    return backstep::validation::perturb_all(folder, names, verbose);
  }
  return backstep::validation::validate(folder, write);
}
