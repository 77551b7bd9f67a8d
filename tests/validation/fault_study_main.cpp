// backstep_faults [SEED [STRIDES]]: prints the study of generated walks. For developing; the report that counts is
// written by backstep_validate --write with a seed of its own.
#include <fmt/format.h>

#include <cstdlib>

#include "tests/validation/fault_report.h"

int main(int argc, char** argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const std::size_t strides = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 5000;
  fmt::print("{}", backstep::validation::fault_report(backstep::validation::run_study(seed, strides), seed));
}
