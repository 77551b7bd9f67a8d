#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "dsp/pipeline/foot_pipeline.h"
#include "schemas/control_generated.h"
#include "schemas/packet.h"
#include "schemas/running_speed_cadence.h"

namespace backstep::firmware {

/// A sample in the pipeline's units. `flags`: SampleFlag bits.
ImuSample imu_sample(const wire::ImuRaw& counts, std::int64_t t_us, std::uint8_t flags, const wire::DeviceInfo& device);

/// The mounting that the device declares.
FootSetup foot_setup(const wire::DeviceInfo& device);

/// Makes what a watch shows (Running Speed and Cadence) of the strides of one foot: speed, stride length and cadence
/// are means over the last three, in whatever direction; backward has a positive speed too. Running is when the foot
/// stands for less than half of its stride. Distance is the sum of all known stride lengths, also of those that the
/// tables leave out (turns).
class StrideSpeed {
 public:
  static constexpr std::uint64_t kStanding_us = 4'000'000;  ///< without a stride for so long: all is zero

  void add(const Stride& stride);
  wire::RunningSpeedCadence measurement(std::uint64_t now_us) const;

  void set_distance(double distance_m) { distance_m_ = distance_m; }
  void forget_strides();  ///< the distance stays

 private:
  static constexpr std::size_t kMean = 3;  // strides

  struct Recent {
    Real time_s = 0, length_m = 0, stance_s = 0;
  };

  std::array<Recent, kMean> recent_{};  ///< the newest last
  std::size_t count_ = 0;
  std::optional<std::int64_t> last_ff_us_;
  double distance_m_ = 0;  ///< a float would stop growing
};

/// Strides told by the shoe itself, for watches: the pipeline of one foot and the speed of its rows, which come 0.14 s
/// after foot flat (dsp/README.md). Fixed memory, on the shoe 47 KiB.
class ShoeStrides {
 public:
  /// Begins anew, with the rate and scales of `device`; the distance stays.
  void begin(const wire::DeviceInfo& device);

  void sample(const wire::ImuRaw& counts, std::uint64_t sampled_us);
  void samples_lost() { after_gap_ = true; }

  wire::RunningSpeedCadence measurement(std::uint64_t now_us) const { return speed_.measurement(now_us); }
  void set_distance(double distance_m) { speed_.set_distance(distance_m); }

 private:
  std::optional<FootPipeline> pipeline_;
  StrideSpeed speed_;
  wire::DeviceInfo device_;
  bool after_gap_ = false;
};

}  // namespace backstep::firmware
