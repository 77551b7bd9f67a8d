#pragma once

#include <array>
#include <string>
#include <string_view>

#include "dsp/alert/alert.h"
#include "dsp/calibration/foot_calibration.h"
#include "dsp/parameters/left_out.h"
#include "dsp/parameters/stride.h"
#include "dsp/pipeline/foot_diagnosis.h"
#include "dsp/summary/session_summary.h"
#include "dsp/summary/variability.h"

/// The words that files and people see for the values of dsp: those of the stride table.
namespace backstep::host {

constexpr std::string_view name(Foot v) {
  constexpr std::array<std::string_view, 2> kNames = {"left", "right"};
  return kNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name(Direction v) {
  constexpr std::array<std::string_view, 6> kNames = {"uncertain", "forward", "backward", "left", "right", "in_place"};
  return kNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name(ContactClass v) {
  constexpr std::array<std::string_view, 4> kNames = {"uncertain", "ball_first", "flat", "heel_first"};
  return kNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name(RollFault v) {
  constexpr std::array<std::string_view, 6> kNames = {"none", "abrupt", "hesitant", "slapping", "broken", "shallow"};
  return kNames[static_cast<std::size_t>(v)];
}
/// As a sentence begins with it.
constexpr std::string_view in_words(RollFault v) {
  constexpr std::array<std::string_view, 6> kWords = {"Faultless", "Abrupt", "Hesitant",
                                                      "Slapping",  "Broken", "Shallow"};
  return kWords[static_cast<std::size_t>(v)];
}
constexpr std::string_view name(LastPart v) {
  constexpr std::array<std::string_view, 3> kNames = {"heel", "toe", "flat"};
  return kNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name(Overstride v) {
  constexpr std::array<std::string_view, 3> kNames = {"none", "caution", "alert"};
  return kNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name(ToeSource v) {
  constexpr std::array<std::string_view, 4> kNames = {"unknown", "signal", "stored", "declared"};
  return kNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name(AlertKind v) {
  constexpr std::array<std::string_view, 5> kNames = {"heel_first", "overstride_caution", "overstride_alert",
                                                      "overstride_personal", "too_fast"};
  return kNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name(LeftOut v) {
  constexpr std::array<std::string_view, kLeftOutReasons> kNames = {
      "start",        "stop", "implausible", "gap",        "turn",      "gyr_clipped", "too_long",
      "uncalibrated", "slip", "in_place",    "unmeasured", "half_step", "pause"};
  return kNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name(NoVariability v) {
  constexpr std::array<std::string_view, 3> kNames = {"none", "too_few_strides", "several_speeds"};
  return kNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name(Contradiction v) {
  constexpr std::array<std::string_view, 4> kNames = {"none", "stuck_axis", "rotation_against_force", "no_walking"};
  return kNames[static_cast<std::size_t>(v)];
}

/// Names of the bits that are set, joined by ';'.
inline std::string names(QualityBits quality) {
  std::string joined;
  for (std::size_t i = 0; i < kQualityNames.size(); ++i) {
    if (quality.has(static_cast<Quality>(i))) {
      joined += joined.empty() ? "" : ";";
      joined += kQualityNames[i];
    }
  }
  return joined;
}

/// Names of the reasons, joined by ';'.
inline std::string names(LeftOutReasons reasons) {
  std::string joined;
  for (int i = 0; i < kLeftOutReasons; ++i) {
    if (const auto why = static_cast<LeftOut>(i); reasons.has(why)) {
      joined += joined.empty() ? "" : ";";
      joined += name(why);
    }
  }
  return joined;
}

}  // namespace backstep::host
