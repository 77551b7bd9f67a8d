#pragma once

#include "host/base/output.h"
#include "host/sink/sink.h"

namespace backstep::host {

/// Writes the smoothed motion as CSV, one row a sample: t_s, foot, pitch, roll and yaw in degrees, position in m and
/// velocity in m/s (world: z up, heading arbitrary, each foot from its own origin), still 0/1. In order of time within
/// a foot; the feet alternate a stride at a time.
class TrajectoryCsvSink : public Sink {
 public:
  explicit TrajectoryCsvSink(Output& out);
  bool wants_trajectory() const override { return true; }
  void on_trajectory(Foot foot, const TrajectoryPoint& point) override;

 private:
  Output& out_;
};

}  // namespace backstep::host
