// backstep_validate [--write]: measures the program against recordings with a reference (the folders a:b of
// $BACKSTEP_RECORDINGS), and checks that no floor is broken and that the README's tables are what is measured now;
// --write makes those and RESULTS.md anew, with more packets lost, with the recordings made worse and with 20,000
// strides of generated walks (two minutes in a release build, many more with sanitizers).
// backstep_validate --perturb [NAME,...] [-v]: shows what becomes of the recordings when they are made worse.
// backstep_validate --perturb-sample: the same of a few, in every way, with floors.
// Exit codes: 0 good, 1 not, 2 wrong use, 77 skipped: there are no recordings.
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
#include "tests/validation/folders.h"
#include "tests/validation/landing_report.h"
#include "tests/validation/perturbation_goals.h"
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

int perturb_all(const std::vector<Folder>& folders, const std::string& names, bool verbose) {
  const std::vector<Perturbation> ways = chosen(names);
  if (ways.empty()) {
    return 2;
  }
  const auto rows = perturb(together(folders), ways, kAllCopies);
  fmt::print("{}", perturbation_table(ways, rows));
  for (std::size_t i = 0; verbose && i < rows.size(); ++i) {
    fmt::print("{}", perturbation_details(ways[i], rows[i]));
  }
  return 0;
}

int perturb_sample(std::vector<Folder> folders) {
  for (Folder& folder : folders) {
    folder.recordings = perturbation_sample(folder.recordings);
  }
  const auto rows = perturb(together(folders), perturbations(), 1);
  fmt::print("{}", perturbation_table(perturbations(), rows));
  // Its floors are of both folders.
  if (const auto absent = missing(folders); !absent.empty()) {
    fmt::print(stderr, "Skipped: the limits of the sample, without {}.\n", fmt::join(absent, ", "));
    return kSkipped;
  }
  int code = 0;
  for (const std::string& floor : broken_floors(rows)) {
    fmt::print(stderr, "Floor broken: {}.\n", floor);
    code = 1;
  }
  return code;
}

FolderReport measure_folder(const Folder& folder, unsigned seeds) {
  FolderReport report;
  report.name = folder.name;
  report.results = measure_all(folder.recordings);
  report.loss = lose_packets(report.results, kLostShare, seeds);
  report.quantities = accuracy(report.results, report.loss);
  return report;
}

void write_results(Report& report, const std::vector<Folder>& folders, const std::filesystem::path& file) {
  report.perturbations = perturbation_section(perturbations(), perturb(together(folders), perturbations(), kAllCopies));
  std::ofstream(file) << full_report(report) << '\n'
                      << fault_report(run_study(kReportSeed, kReportStrides), kReportSeed) << '\n'
                      << landing_report(run_study(kReportSeed, kReportStrides, draw_soft_walk), kReportSeed);
}

int validate(const std::vector<Folder>& folders, bool write) {
  const auto absent = missing(folders);
  const bool whole = absent.empty() && folders.size() == kReported.size();
  if (write && !whole) {
    fmt::print(stderr, "README.md and RESULTS.md are written of the folders {}, and of these only.\n",
               fmt::join(kReported, " and "));
    return 2;
  }
  const std::filesystem::path root = BACKSTEP_SOURCE_DIR;
  Report report;
  report.version = BACKSTEP_VERSION;
  report.date = fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
  report.constants = constants_set_on_recordings(root / "dsp");
  int code = 0;
  for (const Folder& folder : folders) {
    report.folders.push_back(measure_folder(folder, write ? kSeeds : kFewSeeds));
    for (const std::string& floor : broken_floors(report.folders.back())) {
      fmt::print(stderr, "Floor broken: {}.\n", floor);
      code = 1;
    }
  }
  const std::string block = readme_block(report);
  fmt::print("{}", block);
  for (const std::string& name : absent) {
    fmt::print(stderr, "Skipped: {}, which is not there.\n", name);
  }
  if (!whole) {
    fmt::print(stderr, "Skipped: the README's table, which shows {}.\n", fmt::join(kReported, " and "));
    return code;
  }
  const std::string readme = read_text(root / "README.md");
  const std::string wanted = with_block(readme, block);
  if (wanted.empty()) {
    fmt::print(stderr, "README.md lacks the two marks between which the table stands.\n");
    return 1;
  }
  if (write) {
    std::ofstream(root / "README.md") << wanted;
    write_results(report, folders, root / "tests/validation/RESULTS.md");
  } else if (wanted != readme) {
    fmt::print(stderr,
               "The table in README.md is not what is measured now (above). Look at the difference, then make it anew "
               "with: build/dev/backstep_validate --write\n");
    code = 1;
  }
  return code;
}

/// What the command line asks for.
struct Wishes {
  bool write = false, perturb = false, sample = false, verbose = false, wrong = false;
  std::string names;
};

Wishes read_words(int argc, char** argv) {
  Wishes w;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--write") {
      w.write = true;
    } else if (word == "--perturb") {
      w.perturb = true;
    } else if (word == "--perturb-sample") {
      w.sample = true;
    } else if (word == "-v" || word == "--verbose") {
      w.verbose = true;
    } else if (w.perturb && w.names.empty()) {
      w.names = word;
    } else {
      w.wrong = true;
    }
  }
  w.wrong = w.wrong || (w.write ? 1 : 0) + (w.perturb ? 1 : 0) + (w.sample ? 1 : 0) > 1 || (w.verbose && !w.perturb);
  return w;
}

int run(const Wishes& wishes) {
  const char* list = std::getenv("BACKSTEP_RECORDINGS");
  if (list == nullptr) {
    fmt::print(stderr, "Skipped: BACKSTEP_RECORDINGS names no folder with recordings of real walks.\n");
    return kSkipped;
  }
  const auto folders = read_folders(list);
  if (!folders) {
    fmt::print(stderr, "{}\n", folders.error().message());
    return 1;
  }
  if (wishes.perturb) {
    return perturb_all(*folders, wishes.names, wishes.verbose);
  }
  return wishes.sample ? perturb_sample(*folders) : validate(*folders, wishes.write);
}

}  // namespace

}  // namespace backstep::validation

int main(int argc, char** argv) {
  const auto wishes = backstep::validation::read_words(argc, argv);
  if (wishes.wrong) {
    fmt::print(stderr, "Usage: backstep_validate [--write | --perturb [NAME,...] [-v] | --perturb-sample]\n");
    return 2;
  }
  return backstep::validation::run(wishes);
}
