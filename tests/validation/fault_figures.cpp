#include "tests/validation/fault_figures.h"

#include <algorithm>
#include <cmath>

namespace backstep::validation {

namespace {

constexpr double kLimit_rad = deg_to_rad(5);  // the limits of the contact classes
constexpr double kAtOnce_s = 0.2;             // a contact told later is told with its row

/// Of the strides found and `asked`: those with `true_one` that are `found_one`, and the others that are not.
Detection detect(const Study& study, const Chosen& asked, const Chosen& true_one, const Chosen& found_one) {
  Detection d;
  for (const StudyStride& s : study.strides) {
    if (!s.row || !asked(s)) {
      continue;
    }
    const bool found = found_one(s);
    Share& share = true_one(s) ? d.sensitivity : d.specificity;
    ++share.of;
    share.count += static_cast<std::size_t>(true_one(s) ? found : !found);
  }
  return d;
}

template <class Value>
std::vector<Deviation> deviations(const Study& study, const Chosen& chosen, Value&& value) {
  std::vector<Deviation> out;
  for (const StudyStride& s : study.strides) {
    if (s.row && chosen(s)) {
      if (const std::optional<Deviation> d = value(s)) {
        out.push_back(*d);
      }
    }
  }
  return out;
}

std::vector<double> errors_of(const std::vector<Deviation>& deviations) { return errors(deviations, 1); }

}  // namespace

double quantile(std::vector<double> values, double share) {
  if (values.empty()) {
    return 0;
  }
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

ContactClass true_contact(const StudyStride& s) {
  const double strike_rad = s.truth.landing.strike_rad;
  return strike_rad <= -kLimit_rad  ? ContactClass::ball_first
         : strike_rad >= kLimit_rad ? ContactClass::heel_first
                                    : ContactClass::flat;
}

double to_limit_rad(const StudyStride& s) { return std::abs(std::abs(s.truth.landing.strike_rad) - kLimit_rad); }

Share recall(const Study& study, const Chosen& chosen) {
  Share share;
  for (const StudyStride& s : study.strides) {
    if (chosen(s)) {
      ++share.of;
      share.count += static_cast<std::size_t>(s.row.has_value());
    }
  }
  return share;
}

Share directions_right(const Study& study) {
  Share share;
  for (const StudyStride& s : study.strides) {
    // The first and the last step of a walk are short, and an uneven one may be none.
    if (s.row && std::abs(s.truth.forward_m) > 0.2) {
      ++share.of;
      const Direction truth = s.truth.forward_m < 0 ? Direction::backward : Direction::forward;
      share.count += static_cast<std::size_t>(s.row->direction == truth);
    }
  }
  return share;
}

Detection heel_first(const Study& study, const Chosen& chosen) {
  return detect(
      study, chosen, [](const StudyStride& s) { return true_contact(s) == ContactClass::heel_first; },
      [](const StudyStride& s) { return s.row->contact == ContactClass::heel_first; });
}

bool is_clear_roll(const StudyStride& s) {
  const walker::StanceTruth& t = s.truth.landing;
  const double down_s = t.down_s - t.landed_s;
  switch (t.roll) {
    case walker::Roll::smooth:
      return true;
    case walker::Roll::abrupt:
      return down_s < 0.036 || std::abs(t.strike_rad) / down_s > deg_to_rad(450);
    case walker::Roll::hesitant:
      return t.held_s >= kClearHold_s && t.held_rad > kLimit_rad + kClear_rad;
    case walker::Roll::slapping:
      return t.down_radps > 0.95 * t.peak_radps;
    case walker::Roll::broken:
      return t.dip_rad >= deg_to_rad(3);
  }
  return false;
}

bool has_roll(const StudyStride& s) {
  return s.row && s.travel == walker::Travel::backward && s.truth.landing.strike_rad < -kLimit_rad - kClear_rad;
}

bool has_verdict(const StudyStride& s) { return s.row->roll_fault && s.row->roll_fault != RollFault::shallow; }

RollFault fault_of(walker::Roll roll) {
  switch (roll) {
    case walker::Roll::smooth:
      return RollFault::none;
    case walker::Roll::abrupt:
      return RollFault::abrupt;
    case walker::Roll::hesitant:
      return RollFault::hesitant;
    case walker::Roll::slapping:
      return RollFault::slapping;
    case walker::Roll::broken:
      return RollFault::broken;
  }
  return RollFault::none;
}

Detection roll_fault(const Study& study, walker::Roll fault) {
  return detect(
      study, [](const StudyStride& s) { return has_roll(s) && is_clear_roll(s) && has_verdict(s); },
      [fault](const StudyStride& s) { return s.truth.landing.roll == fault; },
      [fault](const StudyStride& s) { return s.row->roll_fault == fault_of(fault); });
}

double true_step_over_leg(const StudyStride& s) { return s.truth.length_m / 2 / s.leg_length_m; }

Detection overstride(const Study& study, double limit, Overstride least, const Chosen& chosen) {
  return detect(
      study,
      [&](const StudyStride& s) {
        return s.travel == walker::Travel::backward && s.row->overstride.has_value() && chosen(s);
      },
      [limit](const StudyStride& s) { return true_step_over_leg(s) > limit; },
      [least](const StudyStride& s) { return *s.row->overstride >= least; });
}

std::vector<Deviation> length_errors(const Study& study, const Chosen& chosen) {
  return deviations(study, chosen, [](const StudyStride& s) -> std::optional<Deviation> {
    if (!s.row->stride_length_m) {
      return std::nullopt;
    }
    return Deviation{*s.row->stride_length_m - s.truth.length_m, s.row->stride_length_sd_m};
  });
}

std::vector<Deviation> strike_errors(const Study& study, const Chosen& chosen) {
  return deviations(study, chosen, [](const StudyStride& s) -> std::optional<Deviation> {
    if (!s.row->strike_angle_rad) {
      return std::nullopt;
    }
    return Deviation{*s.row->strike_angle_rad - s.truth.landing.strike_rad, s.row->strike_angle_sd_rad};
  });
}

std::vector<double> roll_time_errors_s(const Study& study, const Chosen& chosen) {
  return errors_of(deviations(study, chosen, [](const StudyStride& s) -> std::optional<Deviation> {
    if (!s.row->roll_time_s) {
      return std::nullopt;
    }
    const walker::StanceTruth& t = s.truth.landing;
    return Deviation{*s.row->roll_time_s - (t.flat_s - t.landed_s), std::nullopt};
  }));
}

std::vector<Deviation> contact_errors(const Study& study, const Chosen& chosen) {
  return deviations(study, chosen, [](const StudyStride& s) -> std::optional<Deviation> {
    if (!s.row->t_ic_us) {
      return std::nullopt;
    }
    return Deviation{static_cast<double>(*s.row->t_ic_us) * 1e-6 - s.truth.landing.landed_s, s.row->t_ic_sd_s};
  });
}

std::vector<Deviation> lift_off_errors(const Study& study, const Chosen& chosen) {
  return deviations(study, chosen, [](const StudyStride& s) -> std::optional<Deviation> {
    if (!s.row->t_tc_us) {
      return std::nullopt;
    }
    return Deviation{static_cast<double>(*s.row->t_tc_us) * 1e-6 - s.truth.t_left_s, s.row->t_tc_sd_s};
  });
}

double rms_over_sd(const std::vector<Deviation>& deviations) {
  double sum = 0;
  std::size_t n = 0;
  for (const Deviation& d : deviations) {
    if (d.sd && *d.sd > 0) {
      sum += (d.error / *d.sd) * (d.error / *d.sd);
      ++n;
    }
  }
  return n == 0 ? 0 : std::sqrt(sum / static_cast<double>(n));
}

std::vector<double> contact_delays_s(const Study& study) {
  std::vector<double> out;
  for (const StudyStride& s : study.strides) {
    if (s.told) {
      out.push_back(s.told->delay_s);
    }
  }
  return out;
}

std::vector<double> row_delays_s(const Study& study) {
  std::vector<double> out;
  for (const StudyStride& s : study.strides) {
    if (s.row) {
      out.push_back(s.row_delay_s);
    }
  }
  return out;
}

bool told_at_once(const StudyStride& s) { return s.told && s.told->delay_s < kAtOnce_s; }

Share agreement(const Study& study, const Chosen& chosen) {
  Share share;
  for (const StudyStride& s : study.strides) {
    if (told_at_once(s) && s.row && chosen(s)) {
      ++share.of;
      share.count += static_cast<std::size_t>(s.told->contact == s.row->contact);
    }
  }
  return share;
}

std::size_t opposite(const Study& study) {
  return static_cast<std::size_t>(std::count_if(study.strides.begin(), study.strides.end(), [](const StudyStride& s) {
    const auto pair = [&](ContactClass told, ContactClass row) {
      return s.told && s.row && s.told->contact == told && s.row->contact == row;
    };
    return pair(ContactClass::ball_first, ContactClass::heel_first) ||
           pair(ContactClass::heel_first, ContactClass::ball_first);
  }));
}

}  // namespace backstep::validation
