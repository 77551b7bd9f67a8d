#pragma once

#include <functional>
#include <vector>

#include "tests/validation/fault_study.h"
#include "tests/validation/statistics.h"

namespace backstep::validation {

/// How well one thing is told from all others.
struct Detection {
  Share sensitivity;  ///< found, of those that are so
  Share specificity;  ///< not found, of those that are not
};

/// Where a number lies: the share of it below.
double quantile(std::vector<double> values, double share);

using Chosen = std::function<bool(const StudyStride&)>;

/// Contacts whose true strike angle is further than this from a limit are clear: 3 degrees.
inline constexpr double kClear_rad = deg_to_rad(3);
/// Strides whose true mean step over leg length is further than this from a limit are clear.
inline constexpr double kClearStep = 0.02;

/// A shorter hold is not a clear one.
inline constexpr double kClearHold_s = 0.08;

ContactClass true_contact(const StudyStride& s);
/// Distance of the true strike angle to the nearer of both limits.
double to_limit_rad(const StudyStride& s);

Share recall(const Study& study, const Chosen& chosen);
Share directions_right(const Study& study);

/// Heel-first contacts, of the strides found and `chosen`. An uncertain contact is not told heel-first.
Detection heel_first(const Study& study, const Chosen& chosen);

/// Whether the roll is far from where its fault begins. The foot's true motion decides: a stamp as fast as a leg can,
/// of up to 35 ms or 450 degrees/s in the mean; a hold of 80 ms, as far from flat as a contact that is clear; a fall
/// that nothing brakes; a dip of 3 degrees. A roll without fault is one that slows down steadily.
bool is_clear_roll(const StudyStride& s);

/// Whether the program had a roll to judge: a backward stride with a clear ball-first contact and its row.
bool has_roll(const StudyStride& s);

/// One fault told from all other clear rolls, where the program said anything.
Detection roll_fault(const Study& study, walker::Roll fault);
/// The row says what the roll was, or that it was none; `shallow` says neither.
bool has_verdict(const StudyStride& s);
RollFault fault_of(walker::Roll roll);

/// A mean step over leg length beyond `limit`, of backward strides that were judged; `least` and above was found.
Detection overstride(const Study& study, double limit, Overstride least, const Chosen& chosen);
double true_step_over_leg(const StudyStride& s);

/// Measured minus true, with the standard deviation that the row claims; of the strides found and chosen.
std::vector<Deviation> length_errors(const Study& study, const Chosen& chosen);
std::vector<Deviation> strike_errors(const Study& study, const Chosen& chosen);
std::vector<double> roll_time_errors_s(const Study& study, const Chosen& chosen);
std::vector<Deviation> contact_errors(const Study& study, const Chosen& chosen);   ///< s
std::vector<Deviation> lift_off_errors(const Study& study, const Chosen& chosen);  ///< s
/// Root of the mean square of error over standard deviation: 1 where it is honest.
double rms_over_sd(const std::vector<Deviation>& deviations);

std::vector<double> contact_delays_s(const Study& study);
std::vector<double> row_delays_s(const Study& study);
/// The contact was told before its row.
bool told_at_once(const StudyStride& s);
/// Contacts told at once that have the class of their row, of the chosen.
Share agreement(const Study& study, const Chosen& chosen);
/// Contacts told ball-first that the row has heel-first, or the other way round.
std::size_t opposite(const Study& study);

}  // namespace backstep::validation
