#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/core/sampling_plan.h"
#include "schemas/control.h"

namespace backstep::firmware {

/// What a shoe remembers without power. Bonds are the radio stack's own.
struct Configuration {
  wire::Side side = wire::Side::left;
  wire::Axis toes_axis = wire::Axis::unknown;
  SamplingWish sampling;
  std::optional<wire::Calibration> calibration;
};

/// Two places of flash that survive a loss of power, each written as a whole or, when the power goes, damaged.
class ConfigStore {
 public:
  static constexpr std::size_t kSlotBytes = 128;
  using Slot = std::array<std::uint8_t, kSlotBytes>;

  ConfigStore() = default;
  ConfigStore(const ConfigStore&) = delete;
  ConfigStore& operator=(const ConfigStore&) = delete;

  /// Slot 0 or 1. False: the flash did not answer.
  virtual bool read(int slot, Slot& bytes) = 0;
  virtual bool write(int slot, const Slot& bytes) = 0;

 protected:
  ~ConfigStore() = default;  // nobody deletes through it: there is no heap
};

/// The newer of the two that are whole (version, CRC-32C, values that can be); empty: none is, take the defaults.
std::optional<Configuration> load(ConfigStore& store);

/// Writes over the older one, so that losing power in between keeps the newer. False: not stored.
bool save(ConfigStore& store, const Configuration& configuration);

}  // namespace backstep::firmware
