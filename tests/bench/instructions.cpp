// backstep_bench_instructions chain|filter: does that work once, for callgrind to count (instructions.sh), and prints
// the number of samples.
#include <cstdio>
#include <string_view>

#include "tests/bench/workload.h"

using namespace backstep;

int main(int argc, char** argv) {
  const std::string_view what = argc == 2 ? argv[1] : "";
  const auto& samples = bench::minute().feet[0].measured;
  bool done = false;
  if (what == "chain") {
    done = bench::through_chain(samples) > 40;  // a minute of walking holds more; fewer is less work than meant
  } else if (what == "filter") {
    done = bench::through_orientation_filter(samples).norm() > 0;
  }
  std::printf("%zu\n", samples.size());
  return done ? 0 : 1;
}
