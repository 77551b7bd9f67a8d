#pragma once

#include <cstdint>
#include <optional>

#include "dsp/base/math.h"

namespace backstep {

/// Settings of WalkingSigns. Feet that walk: the recordings, of both folders; what is no walking: models of it that
/// know nothing of this file (tests/motions).
struct WalkingSignsConfig {
  /// The least of a stride that a walking or running foot stands (sprinters 0.22; recordings 0.31 and more). What
  /// swings to and fro or round like a pedal is slow for a moment only: by this measure 0.13 of the time.
  Real least_stance_share = Real(0.2);
  /// How far from flat, as this foot usually stands, it may rest: toe-walkers 31 to 50 deg on the recordings. Feet that
  /// kick lying or sitting rest farther.
  Real steepest_sole_rad = Real(1.0);
  /// How differently the sole may lie at two rests in a row: the floor is the same, and stairs, kerbs and ramps are
  /// level or nearly so (recordings up to 39 deg, of feet that hardly rest; 28 of those that do). Legs that are
  /// stretched and bent 60 deg and more.
  Real most_tilt_change_rad = Real(0.75);
  /// How steeply a step may lead up or down: flights of stairs up to 45 deg (a rise of 0.22 m in a going of 0.22).
  Real steepest_way = Real(1.2);
  Real least_height_m = Real(0.1);  // below, a height is no way
  /// A foot that gets this far turns: with its leg, rolling off, and over its ankle. Its RMS angular rate in the swing
  /// is above one of these, the second as a share of its fastest speed (recordings 0.7 rad/s and 0.57 rad/m and more;
  /// the walker's flattest feet 0.6 rad/s). What is carried, or rests on a pedal, may not. Shuffles are shorter.
  Real flat_reach_m = Real(0.35);
  /// A foot that stands quite still at both ends is put down, not carried, and may be held level in between.
  Real still_radps = Real(0.2);
  Real least_turn_radps = Real(0.55);
  Real least_turn_radpm = Real(0.45);
  /// A foot that comes back to where it was: of the longer of two steps in a row, what their sum is at most.
  Real return_share = Real(0.3);
  std::uint32_t unlike = 3;  ///< so many steps unlike walking, and most of all: no walking
};

/// What one foot did from one rest to the next.
struct Step {
  Vec3 up_before, up_after;  ///< specific force at the rests, sensor axes
  Vec3 up_usual;             ///< and where the foot usually stands
  Vec3 displacement_m;       ///< world, the heading carried on from the step before
  Real unrest_radps = 0;     ///< of the less still of both rests
  Real rms_rate_radps = 0;   ///< of all three axes
  Real peak_speed_mps = 0;
  std::optional<Real> stance_s;  ///< since the initial contact before
  Real swing_s = 0;
};

/// Tells what is no walking from walking: pedalling, kicking, swinging the legs, being carried. Each step by itself,
/// and the whole. A value; fixed memory.
class WalkingSigns {
 public:
  explicit WalkingSigns(const WalkingSignsConfig& config = {}) : config_(config) {}

  /// Whether the foot walks, as far as this step and the one before tell: one unlike walking makes the next doubtful.
  bool add(const Step& step);

  /// The foot was lost sight of: where it came from is not known.
  void interrupt();

  /// Whether most of what was seen is no walking.
  bool no_walking() const { return unlike_ >= config_.unlike && 2 * unlike_ > steps_; }

 private:
  bool walks(const Step& step) const;

  WalkingSignsConfig config_;
  std::uint32_t unlike_ = 0, steps_ = 0;
  bool last_unlike_ = false, last_returned_ = false;
  std::optional<Vec3> last_m_;
};

}  // namespace backstep
