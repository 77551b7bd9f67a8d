// chip_test QEMU PROGRAM DATA SCRATCH: runs the walks in DATA on the shoe's chip, emulated, and compares its strides
// with the host's (2 mm, 0.2 deg, one sample, the same classes), its packets with the samples, and all that it sends,
// also again, with what the same shoe sends on the host, byte for byte. Prints what it costs.
// Exit codes: 0 as it should be, 1 not (each difference is told), 2 wrong use.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tests/firmware/chip_walk.h"

namespace {

using namespace backstep;
using namespace backstep::chip;
using firmware::ChipReport;
using firmware::ChipStride;

// Goals of the shoe. An instruction is taken for a cycle: most of a Cortex-M4's are, but loads take up to two, a
// division or square root fourteen, and code in flash may wait.
constexpr double kCore_hz = 64e6, kRate_hz = 208, kCoreShare = 0.10;
constexpr double kMostInstructions = kCoreShare * kCore_hz / kRate_hz;  // a sample
constexpr std::uint32_t kKiB = 1024;
constexpr std::uint32_t kMostFlash = 256 * kKiB, kMostRam = 64 * kKiB, kMostState = 48 * kKiB;

constexpr double kLength_m = 0.002, kAngle_deg = 0.2;

/// What differs between chip and host, all walks together. Problems are told as they are found.
struct Differences {
  int problems = 0;
  std::size_t strides = 0;
  double worst_samples = 0, worst_m = 0, worst_deg = 0;

  void problem(const std::string& what) {
    fmt::print("  {}\n", what);
    ++problems;
  }

  /// Empty values must be empty on both sides.
  void compare(const std::string& place, std::optional<double> host, std::optional<double> chip, double allowed,
               const char* unit, double& worst) {
    if (!host || !chip) {
      if (host.has_value() != chip.has_value()) {
        problem(fmt::format("{}: {}", place, host ? "empty on the chip alone" : "empty on the host alone"));
      }
      return;
    }
    const double difference = std::abs(*host - *chip);
    worst = std::max(worst, difference);
    if (difference > allowed) {
      problem(fmt::format("{}: host {:.5g} {}, chip {:.5g}", place, *host, unit, *chip));
    }
  }
};

std::optional<double> number(float x, double scale = 1) {
  return std::isnan(x) ? std::nullopt : std::optional(static_cast<double>(x) * scale);
}

std::optional<double> time(std::int64_t t_us, double rate_hz) {
  return t_us == ChipStride::kNoTime ? std::nullopt : std::optional(static_cast<double>(t_us) * 1e-6 * rate_hz);
}

void compare_stride(const std::string& name, const ChipStride& host, const ChipStride& chip, double rate_hz,
                    Differences& d) {
  const double one_sample = 1.001, two_samples = 2.001;  // times are microseconds
  const auto place = [&](const char* column) { return fmt::format("{} stride {}: {}", name, host.classes[0], column); };
  for (std::size_t i = 0; i < host.t_us.size(); ++i) {
    d.compare(place(ChipStride::kTimeNames[i]), time(host.t_us[i], rate_hz), time(chip.t_us[i], rate_hz), one_sample,
              "samples", d.worst_samples);
  }
  double worst_duration = 0;  // between two instants, of which each may differ by a sample
  for (std::size_t i = 0; i < host.s.size(); ++i) {
    d.compare(place(ChipStride::kSecondNames[i]), number(host.s[i], rate_hz), number(chip.s[i], rate_hz), two_samples,
              "samples", worst_duration);
  }
  for (std::size_t i = 0; i < host.m.size(); ++i) {
    d.compare(place(ChipStride::kMetreNames[i]), number(host.m[i]), number(chip.m[i]), kLength_m, "m", d.worst_m);
  }
  for (std::size_t i = 0; i < host.rad.size(); ++i) {
    const double deg = static_cast<double>(rad_to_deg(1));
    d.compare(place(ChipStride::kAngleNames[i]), number(host.rad[i], deg), number(chip.rad[i], deg), kAngle_deg, "deg",
              d.worst_deg);
  }
  for (std::size_t i = 0; i < host.classes.size(); ++i) {
    if (host.classes[i] != chip.classes[i]) {
      d.problem(
          fmt::format("{}: host {}, chip {}", place(ChipStride::kClassNames[i]), host.classes[i], chip.classes[i]));
    }
  }
}

void compare_strides(const FootWalk& walk, const std::vector<ChipStride>& chip, Differences& d) {
  const auto host = strides_on_host(walk);
  if (host.empty() || host.size() != chip.size()) {
    d.problem(fmt::format("{}: {} strides on the host, {} on the chip", walk.name, host.size(), chip.size()));
  }
  for (std::size_t i = 0; i < std::min(host.size(), chip.size()); ++i) {
    compare_stride(walk.name, host[i], chip[i], walk.device.rate_hz, d);
    ++d.strides;
  }
}

void compare_packets(const FootWalk& walk, const ChipResult& chip, Differences& d) {
  if (chip.packets != packets_on_host(walk)) {
    d.problem(fmt::format("{}: the chip sends other bytes than the host", walk.name));
  }
  std::vector<wire::Packet> packets = parse_packets(chip.packets);
  if (chip.report.resent == 0 || packets.size() != chip.report.packets) {
    d.problem(fmt::format("{}: {} packets, {} of them sent again", walk.name, packets.size(), chip.report.resent));
  }
  // Those sent again come last, and some a second time.
  const auto number = [](const wire::Packet& a) { return a.sequence; };
  std::ranges::stable_sort(packets, {}, number);
  const auto twice = std::ranges::unique(packets, {}, number);
  packets.erase(twice.begin(), twice.end());
  std::size_t next = 0;
  for (std::size_t i = 0; i < packets.size(); ++i) {
    const wire::Packet& packet = packets[i];
    const bool first_right =
        next < walk.samples.size() && packet.sequence == i &&
        packet.first_us == static_cast<std::uint32_t>(walk.samples[next].t_us) &&
        packet.has(wire::PacketStatus::samples_lost) == ((walk.samples[next].flags & kAfterGap) != 0);
    bool right = first_right && next + packet.count <= walk.samples.size();
    for (std::size_t k = 0; right && k < packet.count; ++k) {
      right = std::memcmp(&packet.samples[k], &walk.samples[next + k].counts, sizeof(wire::ImuRaw)) == 0;
    }
    if (!right) {
      d.problem(fmt::format("{}: packet {} does not hold the samples from {} on", walk.name, i, next));
      return;
    }
    next += packet.count;
  }
  if (next != walk.samples.size()) {
    d.problem(fmt::format("{}: {} of {} samples in packets", walk.name, next, walk.samples.size()));
  }
}

void compare_distance(const FootWalk& walk, const ChipResult& chip, Differences& d) {
  double walked_m = 0;
  for (const ChipStride& stride : chip.strides) {
    walked_m += number(stride.m[0]).value_or(0);
  }
  const double shown_m = 0.1 * chip.report.distance_dm;
  if (std::abs(walked_m - shown_m) > 0.051) {
    d.problem(fmt::format("{}: walked {:.2f} m, a watch shows {:.1f}", walk.name, walked_m, shown_m));
  }
}

/// The costs of all walks: sums of instructions and samples, peaks of the rest.
void add(ChipReport& all, const ChipReport& one) {
  all.samples += one.samples;
  all.packets += one.packets;
  all.pipeline_instructions += one.pipeline_instructions;
  all.shoe_instructions += one.shoe_instructions;
  all.driver_instructions += one.driver_instructions;
  all.driver_samples += one.driver_samples;
  all.resent += one.resent;
  all.worst_instructions = std::max(all.worst_instructions, one.worst_instructions);
  all.stack_bytes = std::max(all.stack_bytes, one.stack_bytes);
  all.thousand_rounds = one.thousand_rounds;
  all.state_bytes = one.state_bytes;
  all.flash_bytes = one.flash_bytes;
  all.variable_bytes = one.variable_bytes;
  all.resend_bytes = one.resend_bytes;
}

void judge_cost(const ChipReport& r, std::size_t walks, Differences& d) {
  const double samples = r.samples;
  const double pipeline = static_cast<double>(r.pipeline_instructions) / samples;
  const double shoe = static_cast<double>(r.shoe_instructions) / samples;
  const double driver = static_cast<double>(r.driver_instructions) / std::max(r.driver_samples, 1U);
  const double instructions = pipeline + shoe + driver;
  const std::uint32_t ram = r.variable_bytes + r.stack_bytes;
  const auto kib = [](std::uint32_t bytes) { return static_cast<double>(bytes) / kKiB; };
  fmt::print(
      "instructions a sample {:8.0f}   goal {:.0f}: {:.1f} % of a 64 MHz core at 208 Hz, one instruction a cycle\n",
      instructions, kMostInstructions, 100 * instructions * kRate_hz / kCore_hz);
  fmt::print("  of the shoe         {:8.0f}   packets and resend buffer\n", shoe);
  fmt::print("  of the driver       {:8.0f}   without the bus\n", driver);
  fmt::print("  most, one sample    {:8.0f}   {:.0f} ms: the end of a stride\n",
             static_cast<double>(r.worst_instructions), 1e3 * static_cast<double>(r.worst_instructions) / kCore_hz);
  fmt::print("flash, KiB            {:8.1f}   goal {}\n", kib(r.flash_bytes), kMostFlash / kKiB);
  fmt::print("RAM, KiB              {:8.1f}   goal {}: variables {:.1f}, stack at its peak {:.1f}\n", kib(ram),
             kMostRam / kKiB, kib(r.variable_bytes), kib(r.stack_bytes));
  fmt::print("resend buffer, KiB    {:8.1f}   beside it; {} of {} packets sent again, as on the host\n",
             kib(r.resend_bytes), r.resent, r.packets);
  fmt::print("state of a foot, KiB  {:8.1f}   goal {}\n", kib(r.state_bytes), kMostState / kKiB);
  if (std::abs(static_cast<double>(r.thousand_rounds) - 2000) > 2) {
    d.problem(fmt::format("instructions are not counted right: a loop of 2000 measures {}", r.thousand_rounds));
  }
  // All of the RAM in use is too much: the stack has grown into the variables.
  if (instructions > kMostInstructions || r.flash_bytes > kMostFlash || ram >= kMostRam || r.state_bytes > kMostState) {
    d.problem("beyond a goal");
  }
  if (r.driver_samples < 9 * kRate_hz * static_cast<double>(walks)) {
    d.problem(fmt::format("the sensor's driver told {} samples in ten seconds a walk", r.driver_samples));
  }
}

int test(const std::string& qemu, const std::string& program, const std::string& data, const std::string& scratch) {
  Differences d;
  ChipReport all;
  std::size_t walks = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    if (entry.path().extension() != ".gait") {
      continue;
    }
    const auto feet = read_walks(entry.path());
    if (!feet) {
      d.problem(feet.error().message());
      continue;
    }
    for (const FootWalk& walk : *feet) {
      const auto result = run_on_chip(walk, qemu, program, scratch);
      if (!result) {
        d.problem(result.error().message());
        continue;
      }
      compare_strides(walk, result->strides, d);
      compare_packets(walk, *result, d);
      compare_distance(walk, *result, d);
      add(all, result->report);
      ++walks;
    }
  }
  if (walks == 0) {
    d.problem(fmt::format("{}: no walk went through", data));
    return 1;
  }
  fmt::print(
      "{} walks of one foot, {} samples, {} strides. Chip (float) against host (double), at most:\n"
      "  {:.4f} mm, {:.5f} deg, {:.2f} samples\n",
      walks, all.samples, d.strides, 1e3 * d.worst_m, d.worst_deg, d.worst_samples);
  judge_cost(all, walks, d);
  return d.problems == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "Usage: chip_test QEMU PROGRAM DATA SCRATCH\n");
    return 2;
  }
  return test(argv[1], argv[2], argv[3], argv[4]);
}
