// What the program makes of stairs and slopes: a row for each kind of walk.
//   backstep_steep [SEEDS]

#include <fmt/format.h>

#include <cstdlib>
#include <string>

#include "tests/motions/steep.h"

using namespace backstep;
using namespace backstep::motions;

int main(int argc, char** argv) {
  const auto seeds = static_cast<std::uint64_t>(argc > 1 ? std::atoi(argv[1]) : 6);
  fmt::print(
      "| walk | strides | found | used | right way | length cm, mean (worst) | height cm, mean (worst) | marks |\n");
  fmt::print("|---|---|---|---|---|---|---|---|\n");
  for (const SteepWalk& walk : steep_walks()) {
    SteepFigures f;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) add(f, walk, seed);
    std::string marks;
    for (std::size_t q = 0; q < kQualityNames.size(); ++q) {
      if (f.marks.has(static_cast<Quality>(q))) marks += fmt::format(" {}", kQualityNames[q]);
    }
    fmt::print("| {} | {} | {} | {} | {} | {:.2f} ({:.1f}) | {:.2f} ({:.1f}) |{} |\n", walk.name, f.strides, f.found,
               f.used, f.right_way, 100 * f.mean_length_error_m(), 100 * f.worst_length_m,
               100 * f.mean_height_error_m(), 100 * f.worst_height_m, marks);
  }
}
