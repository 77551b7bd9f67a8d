#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "dsp/base/imu_sample.h"
#include "dsp/calibration/foot_calibration.h"
#include "schemas/control_generated.h"

namespace backstep::host {

/// What one count of a sensor means, and where its range ends.
struct SensorScales {
  double acc_lsb_mps2 = 16 * kGravity_mps2 / 32768;         ///< default: +-16 g on int16
  double gyr_lsb_radps = deg_to_rad(Real(2000.0 / 32768));  ///< default: +-2000 deg/s on int16
  double acc_range_mps2 = 16 * kGravity_mps2;               ///< a value this large is clipped
  double gyr_range_radps = deg_to_rad(Real(2000));
};

/// One shoe's sensor as a recording knows it. Texts longer than 16 bytes are cut.
struct RecordedDevice {
  std::string sensor;    ///< "LSM6DS3TR-C"; for imported data what is known, or ""
  std::string serial;    ///< or ""
  std::string firmware;  ///< "0.1.0", or ""
  std::uint32_t boot_id = 0;
  /// Number of the first packet that belongs to the recording. Empty: of the first one that arrived.
  std::optional<std::uint32_t> first_sequence;
  double rate_hz = 0;  ///< nominal, samples per second; as it was told, possible or not: rate_fault()
  SensorScales scales;
  wire::Axis toes_axis = wire::Axis::unknown;  ///< sensor axis declared to point most nearly to the toes
  std::uint8_t samples_per_packet = 19;
  std::optional<FootCalibration> calibration;  ///< in use when the recording began

  /// Session time minus device clock. Simulated and imported walks: clock_offset_us(time of the first sample).
  /// Empty (live): the first packet's arrival sets it.
  std::optional<std::int64_t> clock_offset_us;
};

/// The clock_offset_us of a device whose clock is session time itself: a multiple of 2^32 us (the device clock is 32
/// bits and begins its first turn with the first sample).
std::int64_t clock_offset_us(std::int64_t first_t_us);

/// What a .gait file says before its first packet.
struct RecordingHeader {
  std::string software;                      ///< "backstep 0.1.0"
  std::string origin;                        ///< "simulated: backward-good, seed 1", "imported from left.csv"
  std::optional<std::int64_t> start_utc_us;  ///< wall clock at session time 0, where known
  bool common_clock = false;                 ///< both feet's device clocks are one
  std::string configuration;                 ///< settings in use, TOML; or ""
  std::array<std::optional<RecordedDevice>, 2> devices;  ///< by index(Foot)
};

/// Which sensor has a rate that no walk can be told from, and what was expected; "" where none has.
std::string rate_fault(const RecordingHeader& header);

inline constexpr wire::Side side_of(Foot foot) { return foot == Foot::left ? wire::Side::left : wire::Side::right; }
inline constexpr Foot foot_of(wire::Side side) { return side == wire::Side::right ? Foot::right : Foot::left; }

}  // namespace backstep::host
