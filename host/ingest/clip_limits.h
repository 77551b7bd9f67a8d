#pragma once

#include "host/recording/gait_header.h"
#include "schemas/packet.h"

namespace backstep::host {

/// Where a sensor's range ends, in counts: at its stated range, or at the end of int16 (32767 on either side).
class ClipLimits {
 public:
  explicit ClipLimits(const SensorScales& scales);

  bool acc_clipped(const wire::ImuRaw& raw) const;
  bool gyr_clipped(const wire::ImuRaw& raw) const;
  const SensorScales& scales() const { return scales_; }

 private:
  SensorScales scales_;
  int acc_count_, gyr_count_;
};

}  // namespace backstep::host
