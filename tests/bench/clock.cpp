// backstep_bench_clock [WALKS]: how far the two feet's times are from one another after the clock fit, against jitter
// of packets and exchanges, drift, and what is known of the clocks. A table to paste.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/dsp/clock_fixture.h"

using namespace backstep::test;

namespace {

double percentile(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void print_row(const std::string& name, const ClockAir& air, double duration_s, unsigned walks) {
  std::vector<double> all, first;
  for (unsigned seed = 1; seed <= walks; ++seed) {
    const auto apart = feet_apart_ms(air, duration_s, seed);
    all.insert(all.end(), apart.begin(), apart.end());
    const auto five_s = static_cast<std::ptrdiff_t>(5 * air.rate_hz / air.samples);
    first.insert(first.end(), apart.begin(), apart.begin() + five_s);
  }
  fmt::print("| {} | {:.0f} | {:.0f} | {:.2f} | {:.2f} | {:.2f} | {:.2f} |\n", name, 2 * air.drift_ppm, duration_s,
             percentile(first, 0.95), percentile(all, 0.5), percentile(all, 0.95), percentile(all, 1));
}

}  // namespace

int main(int argc, char** argv) {
  const auto walks = static_cast<unsigned>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 60);
  struct Kind {
    const char* name;
    std::function<double(std::mt19937&)> jitter_ms;
    double down_ms = 5;
    double exchange_every_s = 1;
    int exchanges_before = ClockAir().exchanges_before;
  };
  const auto bell = [](std::mt19937& random) {
    return std::max(0.0, std::normal_distribution<double>(25, 12)(random));
  };
  const auto stalls = [](std::mt19937& random) {
    return uniform_ms(50)(random) + (std::bernoulli_distribution(0.05)(random) ? 300 : 0);
  };
  const std::vector<Kind> kinds = {{"none", uniform_ms(0)},
                                   {"0-20 ms", uniform_ms(20)},
                                   {"0-50 ms", uniform_ms(50)},
                                   {"0-50 ms, 5 % stalls of 300 ms", stalls},
                                   {"0-50 ms, 5 ms up and 25 ms down at least", uniform_ms(50), 25},
                                   {"25 +- 12 ms (hardly ever little)", bell},
                                   {"0-50 ms, exchanges before only", uniform_ms(50), 5, 0},
                                   {"0-50 ms, no exchange", uniform_ms(50), 5, 0, 0}};
  fmt::print("| jitter, each way | clocks apart, ppm | walk, s | first 5 s p95, ms | p50 | p95 | max |\n");
  fmt::print("|---|---:|---:|---:|---:|---:|---:|\n");
  for (const Kind& kind : kinds) {
    for (const double drift_ppm : {0.0, 100.0}) {
      for (const double duration_s : {20.0, 60.0, 600.0}) {
        ClockAir air;
        air.jitter_ms = kind.jitter_ms;
        air.down_ms = kind.down_ms;
        air.exchange_every_s = kind.exchange_every_s;
        air.exchanges_before = kind.exchanges_before;
        air.drift_ppm = drift_ppm;
        print_row(kind.name, air, duration_s, walks);
      }
    }
  }
}
