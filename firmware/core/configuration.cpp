#include "firmware/core/configuration.h"

#include <cstring>
#include <type_traits>

#include "schemas/crc32c.h"

namespace backstep::firmware {
namespace {

constexpr std::uint8_t kVersion = 1;

/// As it lies in flash, little-endian, in the first bytes of a slot.
struct Stored {
  std::uint8_t version;
  wire::Side side;
  wire::Axis toes_axis;
  std::uint8_t samples_per_packet;
  std::uint16_t rate_hz;
  std::uint16_t gyr_range_dps;
  std::uint8_t acc_range_g;
  std::uint8_t has_calibration;
  std::uint16_t padding;
  std::uint32_t generation;  ///< +1 with each write
  wire::Calibration calibration;
  std::uint32_t crc;  ///< of what comes before
};
static_assert(std::is_trivially_copyable_v<Stored> && sizeof(Stored) == 104);
static_assert(sizeof(Stored) <= ConfigStore::kSlotBytes);

std::uint32_t crc_of(const Stored& stored) {
  std::array<std::uint8_t, sizeof stored - sizeof stored.crc> bytes{};
  std::memcpy(bytes.data(), &stored, bytes.size());
  return wire::crc32c(bytes);
}

std::optional<Stored> read(ConfigStore& store, int slot) {
  ConfigStore::Slot bytes{};
  Stored stored{};
  if (!store.read(slot, bytes)) {
    return std::nullopt;
  }
  std::memcpy(&stored, bytes.data(), sizeof stored);
  const bool good = stored.version == kVersion && stored.crc == crc_of(stored) && stored.side <= wire::Side::right &&
                    stored.toes_axis <= wire::Axis::MAX &&
                    (stored.has_calibration == 0 || wire::is_plausible(stored.calibration));
  return good ? std::optional(stored) : std::nullopt;
}

/// The slot whose content is newest, generations counted on a circle; -1: neither is whole.
int newest(const std::array<std::optional<Stored>, 2>& slots) {
  if (slots[0] && slots[1]) {
    return static_cast<std::int32_t>(slots[1]->generation - slots[0]->generation) > 0 ? 1 : 0;
  }
  return slots[0] ? 0 : slots[1] ? 1 : -1;
}

}  // namespace

std::optional<Configuration> load(ConfigStore& store) {
  const std::array slots = {read(store, 0), read(store, 1)};
  const int slot = newest(slots);
  if (slot < 0) {
    return std::nullopt;
  }
  const Stored& stored = *slots[static_cast<std::size_t>(slot)];
  Configuration configuration;
  configuration.side = stored.side;
  configuration.toes_axis = stored.toes_axis;
  configuration.sampling = {stored.rate_hz, stored.acc_range_g, stored.gyr_range_dps, stored.samples_per_packet};
  if (stored.has_calibration != 0) {
    configuration.calibration = stored.calibration;
  }
  return configuration;
}

bool save(ConfigStore& store, const Configuration& configuration) {
  const std::array slots = {read(store, 0), read(store, 1)};
  const int before = newest(slots);
  Stored stored{};
  stored.version = kVersion;
  stored.side = configuration.side;
  stored.toes_axis = configuration.toes_axis;
  stored.samples_per_packet = configuration.sampling.samples_per_packet;
  stored.rate_hz = configuration.sampling.rate_hz;
  stored.gyr_range_dps = configuration.sampling.gyr_range_dps;
  stored.acc_range_g = configuration.sampling.acc_range_g;
  stored.has_calibration = configuration.calibration ? 1 : 0;
  stored.calibration = configuration.calibration.value_or(wire::Calibration{});
  stored.generation = before < 0 ? 0 : slots[static_cast<std::size_t>(before)]->generation + 1;
  stored.crc = crc_of(stored);
  ConfigStore::Slot bytes{};
  std::memcpy(bytes.data(), &stored, sizeof stored);
  return store.write(before == 0 ? 1 : 0, bytes);
}

}  // namespace backstep::firmware
