// Where the program stands with motions that are no walking: a row for each kind.
//   backstep_no_walking [SEEDS]

#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <string>

#include "tests/motions/analysed.h"
#include "tests/motions/no_walking.h"

using namespace backstep;
using namespace backstep::motions;

namespace {

constexpr std::array<std::string_view, 6> kDirections = {"uncertain", "forward", "backward",
                                                         "left",      "right",   "in_place"};

struct Tally {
  std::size_t recordings = 0, recordings_with_used = 0, rows = 0, used = 0;
  double used_m = 0;
  std::map<std::string, std::size_t> marks;  ///< of the used rows

  void add(const std::vector<Stride>& found) {
    const std::size_t before = used;
    ++recordings;
    rows += found.size();
    for (const Stride& s : found) {
      if (!s.used) continue;
      ++used;
      used_m += static_cast<double>(s.stride_length_m.value_or(0));
      ++marks[std::string(kDirections[static_cast<std::size_t>(s.direction)])];
      for (std::size_t q = 0; q < kQualityNames.size(); ++q) {
        if (s.quality.has(static_cast<Quality>(q))) ++marks[std::string(kQualityNames[q])];
      }
    }
    recordings_with_used += used > before ? 1 : 0;
  }

  void print(std::string_view kind, std::string_view worn) const {
    std::string text;
    for (const auto& [mark, count] : marks) text += fmt::format(" {} {}", count, mark);
    fmt::print("| {} | {} | {} of {} | {} | {} | {:.1f} |{} |\n", kind, worn, recordings_with_used, recordings, rows,
               used, used_m, text);
  }
};

}  // namespace

int main(int argc, char** argv) {
  const auto seeds = static_cast<std::uint64_t>(argc > 1 ? std::atoi(argv[1]) : 10);
  fmt::print(
      "| kind | toes | recordings with used rows | rows | used | metres used | of the used: direction, marks |\n");
  fmt::print("|---|---|---|---|---|---|---|\n");
  const auto row = [&](std::string_view name, const auto& make) {
    Tally declared, undeclared;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const Readings readings = make(seed);
      declared.add(analysed(readings, kRate_hz, {{true, true}, true}));
      undeclared.add(analysed(readings, kRate_hz, {{true, true}, false}));
    }
    declared.print(name, "declared");
    undeclared.print(name, "not");
  };
  for (const NoWalking& kind : no_walking()) {
    row(kind.name, [&](std::uint64_t seed) { return recorded(kind, seed); });
  }
  row("resting, 5 min", [](std::uint64_t seed) { return resting(300, seed); });
}
