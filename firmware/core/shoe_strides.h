#pragma once

#include <cstdint>
#include <optional>

#include "dsp/pipeline/foot_pipeline.h"
#include "dsp/summary/stride_speed.h"
#include "schemas/control_generated.h"
#include "schemas/packet.h"
#include "schemas/running_speed_cadence.h"

namespace backstep::firmware {

/// A sample in the pipeline's units. `flags`: SampleFlag bits.
ImuSample imu_sample(const wire::ImuRaw& counts, std::int64_t t_us, std::uint8_t flags, const wire::DeviceInfo& device);

/// The mounting that the device declares.
FootSetup foot_setup(const wire::DeviceInfo& device);

/// As a watch reads it.
wire::RunningSpeedCadence measurement_of(const WalkingSpeed& speed);

/// Strides told by the shoe itself, for watches: the pipeline of one foot and the speed of its rows, which come 0.14 s
/// after foot flat (dsp/README.md). Fixed memory, on the shoe 47 KiB.
class ShoeStrides {
 public:
  /// Begins anew, with the rate and scales of `device`; the distance stays.
  void begin(const wire::DeviceInfo& device);

  /// True: a stride has been told with it.
  bool sample(const wire::ImuRaw& counts, std::uint64_t sampled_us);
  void samples_lost() { after_gap_ = true; }

  wire::RunningSpeedCadence measurement(std::uint64_t now_us) const {
    return measurement_of(speed_.at(static_cast<std::int64_t>(now_us)));
  }
  void set_distance(double distance_m) { speed_.set_distance(distance_m); }

 private:
  std::optional<FootPipeline> pipeline_;
  StrideSpeed speed_;
  wire::DeviceInfo device_;
  bool after_gap_ = false;
};

}  // namespace backstep::firmware
