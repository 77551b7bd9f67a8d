#include "tests/validation/honesty.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace backstep::validation {

namespace {

constexpr double kLeast = 0.90, kMost = 0.98;

/// What the truth's time of contact is good to, one standard deviation; the recordings state twice this.
double contact_time_sd_s(const std::string& family) { return family == "gaitmap" ? 0.005 : 0.015; }

constexpr std::size_t kFew = 20;  // a share of fewer is no share

Spread errors_of(const std::vector<Deviation>& deviations) { return spread(errors(deviations, 1)); }

struct Collected {
  std::vector<Deviation> alone, joined;
  std::vector<double> sd, truth_sd;

  void add(const Deviation& d, double truth) {
    if (d.sd) {
      alone.push_back(d);
      joined.push_back({d.error, std::hypot(*d.sd, truth)});
      sd.push_back(*d.sd);
      truth_sd.push_back(truth);
    }
  }

  Honesty figures(const std::string& quantity, const std::string& family, double unit) const {
    return {quantity,
            family,
            (quantity == "length" || quantity == "strike") && lengths_have_target(family) && alone.size() >= kFew,
            within_two_sd(alone),
            within_two_sd(joined),
            rms_over_sd(joined),
            unit * median(sd),
            unit * std::hypot(errors_of(alone).mean, errors_of(alone).sd),
            unit * median(truth_sd)};
  }
};

Collected lengths(const RecordingResult& r, Collected sum) {
  for (const LengthError& l : r.comparison.lengths) {
    if (!l.turning()) {
      const double by_arm_m = *l.truth.length_m - length_at_sensor_m(r.recording, l.truth);
      sum.add(l.m, std::hypot(r.recording.length_sd_m, by_arm_m));
    }
  }
  return sum;
}

/// Degrees a second, over the 20 ms around an instant of the truth; 0 where it has no pitch.
double true_pitch_rate_dps(const std::vector<TrueMotion>& motion, double at_s) {
  const TrueMotion *before = nearest(motion, at_s - 0.010), *after = nearest(motion, at_s + 0.010);
  if (before == nullptr || after == nullptr || before == after || !before->pitch_deg || !after->pitch_deg) {
    return 0;
  }
  return std::abs(*after->pitch_deg - *before->pitch_deg) / (after->time_s - before->time_s);
}

Collected strikes(const RecordingResult& r, Collected sum) {
  for (const AngleError& a : r.comparison.strikes) {
    const auto& motion = r.feet[index(a.foot)].truth;
    const double truth_deg = true_pitch_rate_dps(motion, a.time_s) * contact_time_sd_s(r.recording.family);
    sum.add(a.rad, deg_to_rad(truth_deg));
  }
  return sum;
}

Collected times(const RecordingResult& r, const std::vector<EventCheck>& events, Collected sum) {
  for (const EventCheck& e : events) {
    if (e.error_s) {
      sum.add({*e.error_s, e.sd_s}, contact_time_sd_s(r.recording.family));
    }
  }
  return sum;
}

}  // namespace

std::string Honesty::verdict() const {
  const double share = within.value();
  if (share < kLeast) {
    return fmt::format("missed: too sure by {:.1f} %", 100 * (kLeast - share));
  }
  return share > kMost ? fmt::format("missed: too careful by {:.1f} %", 100 * (share - kMost)) : "met";
}

std::vector<Honesty> honesty(const Results& results) {
  std::vector<Honesty> out;
  for (const std::string& family : family_names(results)) {
    Collected length, strike, contact, lift_off;
    for (const RecordingResult& r : results) {
      if (r.recording.family == family) {
        length = lengths(r, std::move(length));
        strike = strikes(r, std::move(strike));
        contact = times(r, r.comparison.contacts_in_time, std::move(contact));
        lift_off = times(r, r.comparison.lift_offs, std::move(lift_off));
      }
    }
    if (!length.alone.empty()) {
      out.push_back(length.figures("length", family, 100));
    }
    if (!strike.alone.empty()) {
      out.push_back(strike.figures("strike", family, 180 / kPi));
    }
    if (!contact.alone.empty()) {
      out.push_back(contact.figures("contact", family, 1000));
    }
    if (!lift_off.alone.empty()) {
      out.push_back(lift_off.figures("lift-off", family, 1000));
    }
  }
  return out;
}

}  // namespace backstep::validation
