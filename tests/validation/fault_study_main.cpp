// backstep_faults [SEED [STRIDES [soft]]]: prints the study of generated walks, or of those with soft landings. For
// developing; the report that counts is written by backstep_validate --write with a seed of its own.
#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

#include "tests/validation/fault_report.h"
#include "tests/validation/landing_report.h"

int main(int argc, char** argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const std::size_t strides = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 5000;
  namespace validation = backstep::validation;
  if (argc > 3 && std::string_view(argv[3]) == "soft") {
    fmt::print("{}",
               validation::landing_report(validation::run_study(seed, strides, validation::draw_soft_walk), seed));
    return 0;
  }
  fmt::print("{}", validation::fault_report(validation::run_study(seed, strides), seed));
}
