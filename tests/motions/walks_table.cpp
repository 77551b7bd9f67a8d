// What the program makes of walks that are not a brisk one on the level: a row for each kind.
//   backstep_walks [SEEDS]

#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "tests/motions/walk_figures.h"
#include "tests/motions/walks.h"

using namespace backstep;
using namespace backstep::motions;

namespace {

void print(std::string_view name, const WalkFigures& f) {
  std::string marks;
  for (std::size_t q = 0; q < kQualityNames.size(); ++q) {
    if (f.marks.has(static_cast<Quality>(q))) marks += fmt::format(" {}", kQualityNames[q]);
  }
  const double share = f.found > 0 ? 100.0 * static_cast<double>(f.within_2_sd) / static_cast<double>(f.found) : 0;
  fmt::print("| {} | {} | {} | {} | {} | {:.2f} ({:.1f}) | {:.2f} ({:.1f}) | {:.0f} |{} |\n", name, f.strides, f.found,
             f.used, f.right_way, 100 * f.mean_length_error_m(), 100 * f.worst_length_m, 100 * f.mean_height_error_m(),
             100 * f.worst_height_m, share, marks);
}

}  // namespace

int main(int argc, char** argv) {
  const auto seeds = static_cast<std::uint64_t>(argc > 1 ? std::atoi(argv[1]) : 6);
  fmt::print("| walk | strides | found | used | right way | length cm, mean (worst) | height cm, mean (worst) | ");
  fmt::print("within 2 sd % | marks |\n|---|---|---|---|---|---|---|---|---|\n");
  for (const auto& walks : {stairs(), slopes(), short_steps(), jogs()}) {
    for (const StraightWalk& kind : walks) {
      const Direction way = kind.bout.travel == walker::Travel::backward ? Direction::backward : Direction::forward;
      WalkFigures whole, cut;
      for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const walker::WalkerConfig made = config(kind, seed);
        const walker::Walk walk = walker::walk(made, seed);
        whole += figures(walk, made.sensor.rate_hz, way);
        cut += figures(walk, made.sensor.rate_hz, way, mid_swing_s(walk));
      }
      print(kind.name, whole);
      print(fmt::format("{}, begun in mid-swing", kind.name), cut);
    }
  }
}
