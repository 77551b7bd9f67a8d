// backstep_bench_load [SAMPLES [WALKERS]]: how many shoes at 208 Hz one host process serves before its loop stalls:
// before the 99th percentile of how late a 5 ms tick comes passes 20 ms. SAMPLES a packet: 19 or 6. With WALKERS: only
// so many.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "tests/bench/load_run.h"

using namespace backstep::bench;

namespace {

constexpr double kStall_s = 0.020;
constexpr std::size_t kMostWalkers = 2048;

/// Runs, prints a line, and says whether the loop kept its time.
bool kept_time(std::size_t walkers, std::uint8_t samples_per_packet) {
  LoadSetting setting;
  setting.walkers = walkers;
  setting.samples_per_packet = samples_per_packet;
  setting.folder = std::filesystem::temp_directory_path() / fmt::format("backstep_bench_load_{}", ::getpid());
  std::filesystem::create_directories(setting.folder);
  const LoadFigures f = run_load(setting);
  std::filesystem::remove_all(setting.folder);
  const auto late_ms = [&](double share) {
    return 1e3 * f.late_s[static_cast<std::size_t>(share * static_cast<double>(f.late_s.size() - 1))];
  };
  const double shoe_seconds = 2 * static_cast<double>(walkers) * setting.seconds;
  const double loop = f.loop_cpu_s / shoe_seconds, writers = f.writers_cpu_s / shoe_seconds;
  fmt::print("| {} | {} | {:.2f} | {:.2f} | {:.2f} | {:.0f} | {:.1f} | {:.3f} | {:.3f} | {:.0f} | {} |\n",
             samples_per_packet, 2 * walkers, late_ms(0.5), late_ms(0.99), late_ms(1),
             100 * f.loop_cpu_s / setting.seconds, 100 * f.loop_waited_s / setting.seconds, 100 * loop, 100 * writers,
             1 / (loop + writers), f.dropped);
  std::fflush(stdout);
  return late_ms(0.99) <= 1e3 * kStall_s;
}

/// Twice, if need be: what else the machine does may have been at fault.
bool keeps_time(std::size_t walkers, std::uint8_t samples_per_packet) {
  return kept_time(walkers, samples_per_packet) || kept_time(walkers, samples_per_packet);
}

}  // namespace

int main(int argc, char** argv) {
  const auto samples = static_cast<std::uint8_t>(argc > 1 ? std::atoi(argv[1]) : 19);
  fmt::print(
      "| samples a packet | shoes | tick late p50 ms | p99 ms | max ms | loop busy % | without a core % | loop % of a "
      "core a shoe | "
      "writers % "
      "| shoes a core | dropped |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
  if (argc > 2) {
    kept_time(static_cast<std::size_t>(std::atoi(argv[2])), samples);
    return 0;
  }
  std::size_t good = 0, bad = 16;
  while (bad <= kMostWalkers && keeps_time(bad, samples)) {
    good = bad;
    bad *= 2;
  }
  while (bad - good > std::max<std::size_t>(1, good / 16)) {
    const std::size_t middle = (good + bad) / 2;
    (keeps_time(middle, samples) ? good : bad) = middle;
  }
  fmt::print("\n{} shoes keep the loop's p99 below {:.0f} ms; {} do not.\n", 2 * good, 1e3 * kStall_s, 2 * bad);
}
