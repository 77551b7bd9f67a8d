#pragma once

#include <cstdint>
#include <optional>
#include <random>

namespace backstep::firmware {

/// Faults that a virtual shoe can be told to have. The same seed makes the same ones.
struct Misbehaviour {
  double drop_pct = 0;                          ///< packets that the radio takes and that never arrive
  double duplicate_pct = 0;                     ///< packets that arrive twice
  double delay_ms = 0;                          ///< packets wait up to so long before they leave, in order
  double drift_ppm = 0;                         ///< the device clock runs fast by so much
  std::optional<double> reboot_at_s, die_at_s;  ///< after the program's start
  std::uint64_t seed = 1;
};

/// Draws what happens to each packet.
class FaultDraw {
 public:
  explicit FaultDraw(const Misbehaviour& faults) : faults_(faults), random_(faults.seed) {}

  bool drops() { return draw() < faults_.drop_pct / 100; }
  bool duplicates() { return draw() < faults_.duplicate_pct / 100; }
  std::uint64_t delay_us() { return static_cast<std::uint64_t>(draw() * faults_.delay_ms * 1000); }

 private:
  double draw() { return std::uniform_real_distribution<double>(0, 1)(random_); }

  Misbehaviour faults_;
  std::mt19937_64 random_;
};

}  // namespace backstep::firmware
