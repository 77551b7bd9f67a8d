// backstep_bench_delays [SEED [STRIDES]]: how long after the true instant a contact is told and a row leaves the
// pipeline, on generated walks with faults and lost packets.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/validation/fault_figures.h"
#include "tests/validation/fault_study.h"

using namespace backstep::validation;

namespace {

void print_distribution(const std::string& what, const std::vector<double>& delays_s) {
  constexpr std::array kShares = {0.01, 0.05, 0.25, 0.50, 0.75, 0.95, 0.99, 1.0};
  fmt::print("\n{}, of {}\n", what, delays_s.size());
  for (const double share : kShares) {
    fmt::print("  {:>4.0f} % within {:>5.0f} ms\n", 100 * share, 1000 * quantile(delays_s, share));
  }
  constexpr double kBin_s = 0.02;
  constexpr std::size_t kBins = 15;
  std::array<std::size_t, kBins> counts{};
  for (const double s : delays_s) {
    counts[static_cast<std::size_t>(std::clamp(s / kBin_s, 0.0, kBins - 1.0))] += 1;
  }
  for (std::size_t i = 0; i < kBins; ++i) {
    const double share =
        static_cast<double>(counts[i]) / static_cast<double>(std::max<std::size_t>(1, delays_s.size()));
    const bool last = i + 1 == kBins;
    fmt::print("  {} {:>3.0f} ms {:>6.2f} % {}\n", last ? "from " : "below",
               1000 * kBin_s * static_cast<double>(last ? i : i + 1), 100 * share,
               std::string(static_cast<std::size_t>(60 * share), '#'));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const std::size_t strides = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 2000;
  const Study study = run_study(seed, strides);
  print_distribution("contact told, after the true initial contact", contact_delays_s(study));
  print_distribution("row, after the true foot flat", row_delays_s(study));
}
