#pragma once

#include <string>
#include <vector>

#include "dsp/parameters/stride.h"

/// What the tests of what is written of rows share.
namespace backstep::test {

inline Stride backward_stride(Foot foot = Foot::left) {
  Stride s;
  s.foot = foot;
  s.number = 7;
  s.bout = 1;
  s.direction = Direction::backward;
  s.t_ic_us = 1'234'567;
  s.t_ff_us = 1'334'567;
  s.stride_time_s = 1.25;
  s.stance_time_s = 0.8;
  s.stride_length_m = 0.8123;
  s.forward_m = -0.81;
  s.speed_mps = 0.65;
  s.strike_angle_rad = deg_to_rad(-16.25);
  s.contact = ContactClass::ball_first;
  s.contact_confidence = 0.998;
  s.roll_fault = RollFault::none;
  s.smooth_roll = true;
  s.roll_course = RollCourse{0.01, 0.0712, 0.35};
  s.t_ic_sd_s = 0.0103;
  s.t_tc_sd_s = 0.025;
  s.stride_length_sd_m = 0.008;
  s.strike_angle_sd_rad = deg_to_rad(1.9);
  return s;
}

/// `line` cut at every `at`; an end of line is left out.
inline std::vector<std::string> split(const std::string& line, char at) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == at) {
      cells.emplace_back();
    } else if (c != '\n' || at == '\n') {
      cells.back() += c;
    }
  }
  return cells;
}

}  // namespace backstep::test
