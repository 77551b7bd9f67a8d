#pragma once

#include <cstdint>
#include <string_view>

#include "dsp/alert/alert.h"
#include "dsp/parameters/stride.h"
#include "dsp/parameters/trajectory_point.h"

namespace backstep::host {

/// Hears what a session finds, in order. One of the two virtual interfaces; each function does nothing by default.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void on_contact(const Contact& /*contact*/) {}
  virtual void on_withdrawn(const Withdrawn& /*withdrawn*/) {}
  virtual void on_stride(const Stride& /*stride*/) {}
  virtual void on_alert(const Alert& /*alert*/) {}
  virtual void on_alert_end(const AlertEnd& /*end*/) {}

  /// Somebody marked this instant of the walk; before the strides that are complete after it.
  virtual void on_mark(std::int64_t /*t_us*/, std::string_view /*text*/) {}

  /// Whether on_trajectory() is to be called at all: the motion is integrated once more for it.
  virtual bool wants_trajectory() const { return false; }

  /// Smoothed motion, one call a sample: in order of time within a foot, a stride at a time.
  virtual void on_trajectory(Foot /*foot*/, const TrajectoryPoint& /*point*/) {}
};

}  // namespace backstep::host
