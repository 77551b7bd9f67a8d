#pragma once

#include <cstdint>

namespace backstep::firmware {

/// Counts instructions. QEMU with `-icount shift=0` lets 1 ns pass with each, and the board's first timer (CMSDK APB
/// timer at 25 MHz; Arm application note AN386 and DDI 0479) counts down every 40 ns: one tick is 40 instructions.
/// Without -icount it counts the host's time.
class InstructionCounter {
 public:
  static constexpr std::uint32_t kPerTick = 40;

  InstructionCounter() {
    at(kReload) = UINT32_MAX;
    at(kValue) = UINT32_MAX;
    at(kControl) = 1;
  }

  /// Ticks since the start, modulo 2^32.
  std::uint32_t ticks() const { return UINT32_MAX - at(kValue); }

 private:
  static constexpr std::uintptr_t kControl = 0x40000000, kValue = 0x40000004, kReload = 0x40000008;
  static volatile std::uint32_t& at(std::uintptr_t address) {
    return *reinterpret_cast<volatile std::uint32_t*>(address);
  }
};

}  // namespace backstep::firmware
