#pragma once

#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "dsp/base/math.h"
#include "dsp/parameters/stride.h"
#include "tests/validation/truth.h"

namespace backstep::validation {

/// A true stride turning by more than this is no straight one: its length depends on where on the foot one measures.
inline constexpr double kTurning_rad = deg_to_rad(45);

/// What a reference is good for, and what it says of the walk as a whole.
struct TruthUse {
  bool lengths = true;              ///< its lengths are better than a few centimetres
  bool complete = true;             ///< between its first and its last stride it knows every one
  bool events = true;               ///< its contacts and lift-offs are those of a real foot
  std::optional<Direction> travel;  ///< of events within no true stride of known direction
};

/// Forward and backward, in either order.
bool opposite_ways(Direction a, Direction b);

/// So many of so many.
struct Share {
  std::size_t count = 0, of = 0;

  void add(bool counts) {
    count += static_cast<std::size_t>(counts);
    ++of;
  }
  void add(Share other) {
    count += other.count;
    of += other.of;
  }
  /// 1 of none: nothing was wrong.
  double value() const { return of == 0 ? 1 : static_cast<double>(count) / static_cast<double>(of); }
};

/// A measured value minus the true one, and what the program gave as its standard deviation.
struct Deviation {
  double error = 0;
  std::optional<double> sd;
};

/// A true stride whose length was measured.
struct LengthError {
  TrueStride truth;
  std::size_t row = 0;  ///< of the strides compared: which one it was
  Deviation m;

  bool turning() const { return std::abs(truth.turn_rad) > kTurning_rad; }
};

/// A true contact or lift-off.
struct EventCheck {
  Foot foot = Foot::left;
  double time_s = 0;              ///< true
  bool backward = false;          ///< the foot walks backward there
  std::optional<double> error_s;  ///< empty: not found
  std::optional<double> sd_s;     ///< what the program gave
};

/// Strike angle of a contact that was found: pitch at the contact measured, minus the true one at the true contact.
struct AngleError {
  Foot foot = Foot::left;
  double time_s = 0;  ///< true
  bool backward = false;
  Deviation rad;
};

struct DirectionCheck {
  Foot foot = Foot::left;
  double end_s = 0;  ///< of the true stride
  Direction truth = Direction::uncertain;
  std::optional<Direction> found;  ///< empty: the stride was not found
  bool clean = false;              ///< straight, at least 0.20 m long and more than 10 deg inside its sector

  bool right() const { return found == truth; }
  /// Forward taken for backward or the other way round: the worst of errors.
  bool reversed() const;
};

struct ContactCheck {
  Foot foot = Foot::left;
  double time_s = 0;                ///< true
  std::optional<double> pitch_rad;  ///< true
  ContactClass truth = ContactClass::uncertain;
  std::optional<ContactClass> found;  ///< empty: the contact was not found
  bool far = false;                   ///< the true pitch is more than 3 deg from the limits, on the side of its class

  bool right() const { return found == truth; }
  bool opposite() const;
};

/// How a table of strides compares with the truth. The sums of several walks are made by add().
struct Comparison {
  std::size_t true_strides = 0, found = 0, invented = 0;
  Share with_length,
      with_strike;  ///< of the strides found: those that carry a length where the truth has one, an angle
  std::vector<LengthError> lengths;
  std::vector<DirectionCheck> directions;
  std::vector<EventCheck> contacts_in_time, lift_offs;
  std::vector<AngleError> strikes;
  std::vector<ContactCheck> contacts;

  void add(const Comparison& other);
};

/// For each true stride the index of the measured one that it is: the middle of its swing lies within the true stride,
/// the nearest pair first, one to one.
std::vector<std::optional<std::size_t>> match_strides(const Truth& truth, std::span<const Stride> strides);

/// Compares measured strides with the truth:
/// - a stride is found when match_strides() pairs it; it is invented when it matches none although the truth covers its
///   time, turns of the foot excepted;
/// - a contact or lift-off is found when one of the same foot lies within 0.25 s, the nearest pair first, one to one;
/// - contact classes are judged where a true stride tells that the foot was walking (or where no strides are known).
Comparison compare(const Truth& truth, std::span<const Stride> strides, const TruthUse& use);

}  // namespace backstep::validation
