#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "tests/validation/comparison.h"
#include "tests/validation/recordings.h"
#include "tests/validation/truth_motion.h"
#include "tests/validation/walk_data.h"

namespace backstep::validation {

/// A foot's pitch at an instant, as `--trajectory` gives it.
struct PitchAt {
  double time_s = 0;
  double pitch_deg = 0;
};

/// What is known of one foot of a recording.
struct FootResult {
  std::vector<PitchAt> pitch;
  std::vector<TrueMotion> truth;
  std::optional<double> pitch_rmse_deg;  ///< against the truth's, sample by sample
  // Without the declared axis, of the strides whose true way is forward or backward:
  bool way_known = false;           ///< there are such
  bool mounting_wrong = false;      ///< more than half go the opposite way
  bool mounting_uncertain = false;  ///< more than half go no known way
};

/// Where a walk ends that ended where it began.
struct LoopEnd {
  double horizontal_m = 0, vertical_m = 0;
  double strides_m = 0;  ///< sum of the stride lengths

  double percent() const { return strides_m > 0 ? 100 * horizontal_m / strides_m : 100; }
};

/// What came out for one recording.
struct RecordingResult {
  Recording recording;
  std::string failure;  ///< why it could not be analysed; empty: it was
  WalkData walk;
  std::vector<Stride> strides;
  Comparison comparison;
  std::array<FootResult, 2> feet;  ///< by index(Foot)
  std::optional<LoopEnd> loop;
  Comparison without_mounting;  ///< the same with no axis declared
  Share told_as_row;            ///< contacts whose class was told at once as their row has it
};

/// Analyses a recording as `backstep analyze` does by default, with the mounting declared and without, and compares.
RecordingResult measure(const Recording& recording);

/// The pitch found at an instant: that of the last sample before it; empty where there is none within 20 ms.
std::optional<double> pitch_at(const std::vector<PitchAt>& pitch, double at_s);

}  // namespace backstep::validation
