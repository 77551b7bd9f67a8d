#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/calibration/foot_calibration.h"
#include "dsp/contact/roll.h"
#include "dsp/parameters/overstride.h"
#include "dsp/pipeline/foot_diagnosis.h"
#include "host/base/source_info.h"

namespace backstep::host {

enum class Surface : std::uint8_t { unknown, overground, treadmill };

constexpr std::string_view name(Surface v) {
  constexpr std::array<std::string_view, 3> kNames = {"unknown", "overground", "treadmill"};
  return kNames[static_cast<std::size_t>(v)];
}

/// What the user says about a walk. Nothing is scaled by it: it is shown beside what was measured.
struct WalkConditions {
  Surface surface = Surface::unknown;
  std::optional<double> belt_speed_mps;
  std::optional<double> incline_pct;  ///< rise per horizontal distance walked, uphill positive
};

/// A threshold that an analysis was done with, in the words and the unit of the settings file.
struct Setting {
  std::string section, key;
  double value = 0;
};

/// What is known about an analysed walk beside its strides: what a summary tells with them.
struct WalkReport {
  std::string software;  ///< "backstep 0.1.0"
  SourceInfo info;
  SourceReport source;
  std::optional<std::int64_t> begin_us, end_us;  ///< first and last sample that was analysed
  std::array<std::optional<FootCalibration>, 2> calibration;
  std::array<FootDiagnosis, 2> diagnosis;
  /// Evidence of this walk that the toes are where the calibration has them: natural log of the odds. Empty: the signal
  /// was not asked.
  std::array<std::optional<double>, 2> toe_log_odds;
  /// One sentence for each foot that has samples but no strides, unless its signal contradicts itself.
  std::array<std::string, 2> no_strides_because;
  std::array<std::uint32_t, 2> unfinished_swings{};
  WalkConditions conditions;
  OverstrideConfig overstride;
  double roll_min_rate_hz = RollConfig{}.min_rate_hz;  ///< below, there is no roll
  std::string profile = "general";
  std::vector<Setting> settings;
  std::vector<std::string> marks;  ///< what was written beside each mark, in their order
  bool as_live = false;
};

}  // namespace backstep::host
