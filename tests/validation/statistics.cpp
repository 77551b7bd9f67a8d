#include "tests/validation/statistics.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace backstep::validation {

Spread spread(std::span<const double> errors) {
  Spread s;
  if (errors.empty()) {
    return s;
  }
  s.count = errors.size();
  const auto n = static_cast<double>(errors.size());
  std::vector<double> sizes;
  for (const double e : errors) {
    s.mean += e / n;
    s.mean_abs += std::abs(e) / n;
    sizes.push_back(std::abs(e));
  }
  double variance = 0;
  for (const double e : errors) {
    variance += (e - s.mean) * (e - s.mean) / n;
  }
  s.sd = std::sqrt(variance);
  std::sort(sizes.begin(), sizes.end());
  s.max_abs = sizes.back();
  s.median_abs = (sizes[(sizes.size() - 1) / 2] + sizes[sizes.size() / 2]) / 2;
  return s;
}

std::vector<double> errors(std::span<const Deviation> deviations, double factor) {
  std::vector<double> out;
  std::transform(deviations.begin(), deviations.end(), std::back_inserter(out),
                 [&](const Deviation& d) { return factor * d.error; });
  return out;
}

std::vector<Deviation> length_deviations(const Comparison& c) {
  std::vector<Deviation> out;
  std::transform(c.lengths.begin(), c.lengths.end(), std::back_inserter(out), [](const LengthError& l) { return l.m; });
  return out;
}

std::vector<double> length_errors(const Comparison& c, double factor) { return errors(length_deviations(c), factor); }

Share within_two_sd(std::span<const Deviation> deviations) {
  Share share;
  for (const Deviation& d : deviations) {
    if (d.sd) {
      ++share.of;
      share.count += static_cast<std::size_t>(std::abs(d.error) <= 2 * *d.sd);
    }
  }
  return share;
}

Share directions_right(const Comparison& c, Strides which) {
  Share share;
  for (const DirectionCheck& d : c.directions) {
    if (which == Strides::all || d.clean) {
      ++share.of;
      share.count += static_cast<std::size_t>(d.right());
    }
  }
  return share;
}

Share contacts_right(const Comparison& c, Contacts which) {
  Share share;
  for (const ContactCheck& k : c.contacts) {
    if (which == Contacts::all || k.far) {
      ++share.of;
      share.count += static_cast<std::size_t>(k.right());
    }
  }
  return share;
}

std::size_t directions_reversed(const Comparison& c) {
  return static_cast<std::size_t>(
      std::count_if(c.directions.begin(), c.directions.end(), [](const DirectionCheck& d) { return d.reversed(); }));
}

std::size_t contacts_opposite(const Comparison& c) {
  return static_cast<std::size_t>(
      std::count_if(c.contacts.begin(), c.contacts.end(), [](const ContactCheck& k) { return k.opposite(); }));
}

std::size_t contacts_uncertain(const Comparison& c) {
  return static_cast<std::size_t>(std::count_if(
      c.contacts.begin(), c.contacts.end(), [](const ContactCheck& k) { return k.found == ContactClass::uncertain; }));
}

}  // namespace backstep::validation
