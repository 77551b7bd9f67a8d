#pragma once

#include "dsp/base/imu_sample.h"

namespace backstep::host {

/// One sample of one foot, in the order a session hears them (both feet merged by time or by arrival).
struct Reading {
  Foot foot = Foot::left;
  ImuSample sample;
};

}  // namespace backstep::host
