#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/validation/comparison.h"

namespace backstep::validation {

/// How errors spread. All 0 without any.
struct Spread {
  std::size_t count = 0;
  double mean = 0;      ///< bias
  double mean_abs = 0;  ///< mean absolute error
  double sd = 0;        ///< about the mean, of these errors (not of a population they are a sample of)
  double max_abs = 0;
  double median_abs = 0;
};

enum class Turns : std::uint8_t { left_out, with };
enum class Strides : std::uint8_t { all, clean };
enum class Contacts : std::uint8_t { all, far };

/// The middle one, or the mean of the two in the middle; 0 of none.
double median(std::vector<double> values);

Spread spread(std::span<const double> errors);

/// The errors alone, multiplied by `factor` (100 for centimetres, 1000 for milliseconds).
std::vector<double> errors(std::span<const Deviation> deviations, double factor);
std::vector<double> length_errors(const Comparison& c, Turns turns, double factor);
std::vector<Deviation> length_deviations(const Comparison& c, Turns turns);
std::vector<Deviation> strike_deviations(const Comparison& c);

/// Of the events found.
std::vector<double> time_errors(std::span<const EventCheck> events, double factor);

/// The errors minus their median, of each foot by itself: for references with a constant offset that nobody knows.
/// Events of one recording, in one direction.
std::vector<double> centred_time_errors(std::span<const EventCheck> events, double factor);

/// Those of one direction.
std::vector<EventCheck> of_direction(std::span<const EventCheck> events, bool backward);

/// Of the errors whose measurement carries a standard deviation: those within two of it.
Share within_two_sd(std::span<const Deviation> deviations);

/// The middle one of the standard deviations; 0 without any.
double median_sd(std::span<const Deviation> deviations);

/// Root mean square of error over standard deviation: 1 for an honest one. 0 without any.
double rms_over_sd(std::span<const Deviation> deviations);

Share directions_right(const Comparison& c, Strides which);
Share contacts_right(const Comparison& c, Contacts which);
std::size_t directions_reversed(const Comparison& c);
std::size_t contacts_opposite(const Comparison& c);
std::size_t contacts_uncertain(const Comparison& c);

}  // namespace backstep::validation
