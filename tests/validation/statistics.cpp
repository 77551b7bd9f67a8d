#include "tests/validation/statistics.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace backstep::validation {

double median(std::vector<double> values) {
  if (values.empty()) {
    return 0;
  }
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

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
  s.max_abs = *std::max_element(sizes.begin(), sizes.end());
  s.median_abs = median(std::move(sizes));
  return s;
}

std::vector<double> errors(std::span<const Deviation> deviations, double factor) {
  std::vector<double> out;
  std::transform(deviations.begin(), deviations.end(), std::back_inserter(out),
                 [&](const Deviation& d) { return factor * d.error; });
  return out;
}

std::vector<Deviation> length_deviations(const Comparison& c, Turns turns) {
  std::vector<Deviation> out;
  for (const LengthError& l : c.lengths) {
    if (turns == Turns::with || !l.turning()) {
      out.push_back(l.m);
    }
  }
  return out;
}

std::vector<double> length_errors(const Comparison& c, Turns turns, double factor) {
  return errors(length_deviations(c, turns), factor);
}

std::vector<Deviation> strike_deviations(const Comparison& c) {
  std::vector<Deviation> out;
  std::transform(c.strikes.begin(), c.strikes.end(), std::back_inserter(out),
                 [](const AngleError& a) { return a.rad; });
  return out;
}

std::vector<double> time_errors(std::span<const EventCheck> events, double factor) {
  std::vector<double> out;
  for (const EventCheck& e : events) {
    if (e.error_s) {
      out.push_back(factor * *e.error_s);
    }
  }
  return out;
}

std::vector<double> centred_time_errors(std::span<const EventCheck> events, double factor) {
  std::vector<double> out;
  for (const Foot foot : {Foot::left, Foot::right}) {
    std::vector<EventCheck> mine;
    std::copy_if(events.begin(), events.end(), std::back_inserter(mine),
                 [&](const EventCheck& e) { return e.foot == foot; });
    const std::vector<double> raw = time_errors(mine, factor);
    const double middle = median(raw);
    std::transform(raw.begin(), raw.end(), std::back_inserter(out), [&](double e) { return e - middle; });
  }
  return out;
}

std::vector<EventCheck> of_direction(std::span<const EventCheck> events, bool backward) {
  std::vector<EventCheck> out;
  std::copy_if(events.begin(), events.end(), std::back_inserter(out),
               [&](const EventCheck& e) { return e.backward == backward; });
  return out;
}

Share within_two_sd(std::span<const Deviation> deviations) {
  Share share;
  for (const Deviation& d : deviations) {
    if (d.sd) {
      share.add(std::abs(d.error) <= 2 * *d.sd);
    }
  }
  return share;
}

double median_sd(std::span<const Deviation> deviations) {
  std::vector<double> sds;
  for (const Deviation& d : deviations) {
    if (d.sd) {
      sds.push_back(*d.sd);
    }
  }
  return median(std::move(sds));
}

double rms_over_sd(std::span<const Deviation> deviations) {
  double sum = 0, count = 0;
  for (const Deviation& d : deviations) {
    if (d.sd) {
      sum += (d.error / *d.sd) * (d.error / *d.sd);
      ++count;
    }
  }
  return count == 0 ? 0 : std::sqrt(sum / count);
}

Share directions_right(const Comparison& c, Strides which) {
  Share share;
  for (const DirectionCheck& d : c.directions) {
    if (which == Strides::all || d.clean) {
      share.add(d.right());
    }
  }
  return share;
}

Share contacts_right(const Comparison& c, Contacts which) {
  Share share;
  for (const ContactCheck& k : c.contacts) {
    if (which == Contacts::all || k.far) {
      share.add(k.right());
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
