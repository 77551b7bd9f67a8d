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

/// So many of so many.
struct Share {
  std::size_t count = 0, of = 0;

  /// 1 of none: nothing was wrong.
  double value() const { return of == 0 ? 1 : static_cast<double>(count) / static_cast<double>(of); }
};

enum class Strides : std::uint8_t { all, clean };
enum class Contacts : std::uint8_t { all, far };

Spread spread(std::span<const double> errors);

/// The errors alone, multiplied by `factor` (100 for centimetres, 1000 for milliseconds).
std::vector<double> errors(std::span<const Deviation> deviations, double factor);
std::vector<double> length_errors(const Comparison& c, double factor);
std::vector<Deviation> length_deviations(const Comparison& c);

/// Of the errors whose measurement carries a standard deviation: those within two of it.
Share within_two_sd(std::span<const Deviation> deviations);

Share directions_right(const Comparison& c, Strides which);
Share contacts_right(const Comparison& c, Contacts which);
std::size_t directions_reversed(const Comparison& c);
std::size_t contacts_opposite(const Comparison& c);
std::size_t contacts_uncertain(const Comparison& c);

}  // namespace backstep::validation
