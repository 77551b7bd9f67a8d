#pragma once

#include <optional>
#include <span>
#include <vector>

#include "dsp/base/math.h"
#include "dsp/parameters/stride.h"
#include "tests/validation/truth.h"

namespace backstep::validation {

/// A true stride turning by more than this is no straight one: its length depends on where on the foot one measures.
inline constexpr double kTurning_rad = deg_to_rad(45);

/// What a reference is good for.
struct TruthUse {
  bool lengths = true;   ///< its lengths are better than a few centimetres
  bool complete = true;  ///< between its first and its last stride it knows every one
  bool events = true;    ///< its contacts and lift-offs are those of a real foot
};

/// A measured value minus the true one, and what the program gave as its standard deviation.
struct Deviation {
  double error = 0;
  std::optional<double> sd;
};

/// The error of one stride's length, and where to find it.
struct LengthError {
  Foot foot = Foot::left;
  double at_s = 0;  ///< end of the true stride
  double true_m = 0;
  Deviation m;
};

struct DirectionCheck {
  Direction truth = Direction::uncertain;
  std::optional<Direction> found;  ///< empty: the stride was not found
  bool clean = false;              ///< straight, at least 0.20 m long and more than 10 deg inside its sector

  bool right() const { return found == truth; }
  /// Forward taken for backward or the other way round: the worst of errors.
  bool reversed() const;
};

struct ContactCheck {
  ContactClass truth = ContactClass::uncertain;
  std::optional<ContactClass> found;  ///< empty: the contact was not found
  bool far = false;                   ///< the true pitch is more than 3 deg from the limits, on the side of its class

  bool right() const { return found == truth; }
  bool opposite() const;
};

/// How a table of strides compares with the truth. The sums of several walks are made by add().
struct Comparison {
  std::size_t true_strides = 0, found = 0, invented = 0;
  std::size_t true_contacts = 0, true_lift_offs = 0;  ///< found or not
  std::vector<LengthError> lengths;                   ///< of straight strides
  std::vector<DirectionCheck> directions;
  std::vector<Deviation> contact_s, lift_off_s;  ///< times; no standard deviation
  std::vector<Deviation> strike_rad;
  std::vector<ContactCheck> contacts;

  void add(const Comparison& other);
};

/// Compares measured strides with the truth:
/// - a stride is found when the middle of its swing lies within a true stride of the same foot, the nearest pair first,
///   one to one; it is invented when it matches none although the truth covers its time, turns of the foot excepted;
/// - a contact or lift-off is found when one of the same foot lies within 0.25 s, the nearest pair first, one to one;
/// - contact classes are judged where a true stride tells that the foot was walking (or where no strides are known).
Comparison compare(const Truth& truth, std::span<const Stride> strides, const TruthUse& use);

}  // namespace backstep::validation
