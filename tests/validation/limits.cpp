#include "tests/validation/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/names.h"
#include "tests/validation/markdown.h"
#include "tests/validation/number_text.h"
#include "tests/validation/perfect_length.h"

namespace backstep::validation {

namespace {

constexpr double kShockBefore_s = 0.05, kShockAfter_s = 0.08;  // where a true contact's shock is looked for
constexpr double kShockShare = 0.4;                            // of the sharpest change: the onset, as dsp has it
constexpr double kLanded_s = 0.15;                             // before and after which a point of the sole is watched
constexpr double kHalfSample_s = 0.0025;                       // pitch_at() this much later is the nearest sample's
constexpr double kTouching_m = 0.01;                           // above where a point of the sole stands

const FootResult& of_foot(const RecordingResult& r, Foot foot) { return r.feet[index(foot)]; }

double seconds(const ImuSample& s) { return static_cast<double>(s.t_us) / 1e6; }

/// The onset of the shock around an instant in the raw signal: no pipeline.
std::optional<double> shock_s(const std::vector<ImuSample>& samples, double around_s) {
  std::vector<std::pair<double, double>> jerks;  // time, jerk
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const double t_s = seconds(samples[i]);
    if (t_s > around_s - kShockBefore_s && t_s < around_s + kShockAfter_s) {
      jerks.emplace_back(t_s, (samples[i].acc_mps2 - samples[i - 1].acc_mps2).norm() / (t_s - seconds(samples[i - 1])));
    }
  }
  const auto sharpest =
      std::max_element(jerks.begin(), jerks.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto onset = std::find_if(jerks.begin(), jerks.end(),
                                  [&](const auto& j) { return j.second >= kShockShare * sharpest->second; });
  return onset == jerks.end() ? std::nullopt : std::optional(onset->first);
}

/// When the reference's own sole point that touches first comes within a centimetre of where it stands.
std::optional<double> touch_s(const std::vector<TrueMotion>& motion, const EventCheck& contact,
                              const std::vector<TrueEvent>& events) {
  const auto event = std::find_if(events.begin(), events.end(), [&](const TrueEvent& e) {
    return e.foot == contact.foot && e.time_s == contact.time_s;
  });
  if (event == events.end() || !event->contact) {
    return std::nullopt;
  }
  const auto height = event->contact == ContactClass::ball_first ? &TrueMotion::ball_z_m : &TrueMotion::heel_z_m;
  std::optional<double> low_m;
  for (const TrueMotion& m : motion) {
    if (m.*height && m.time_s > contact.time_s && m.time_s < contact.time_s + kLanded_s) {
      low_m = std::min(low_m.value_or(*(m.*height)), *(m.*height));
    }
  }
  for (const TrueMotion& m : motion) {
    if (low_m && m.*height && m.time_s > contact.time_s - kLanded_s && *(m.*height) < *low_m + kTouching_m) {
      return m.time_s;
    }
  }
  return std::nullopt;
}

/// The program's contacts and those told otherwise, both against the reference's, centred by recording and foot.
template <class Told>
std::string contact_row(const Results& results, const std::string& family, bool backward, const std::string& otherwise,
                        Told&& told) {
  std::vector<double> other_ms;
  for (const RecordingResult& r : results) {
    if (r.recording.family != family) {
      continue;
    }
    const std::array samples = {r.walk.of_foot(Foot::left), r.walk.of_foot(Foot::right)};
    std::vector<EventCheck> checks = of_direction(r.comparison.contacts_in_time, backward);
    for (EventCheck& c : checks) {
      const auto t_s = told(r, c, samples[index(c.foot)]);
      c.error_s = t_s ? std::optional(*t_s - c.time_s) : std::nullopt;
    }
    const auto centred = centred_time_errors(checks, 1000);
    other_ms.insert(other_ms.end(), centred.begin(), centred.end());
  }
  const Spread ours = spread(centred_ms(results, family, &Comparison::contacts_in_time, backward)),
               other = spread(other_ms);
  return row({fmt::format("{} {}", family, backward ? "backward" : "forward"),
              fmt::format("{:.1f} ({:.1f}), n {}", ours.sd, ours.median_abs, ours.count), otherwise,
              fmt::format("{:.1f} ({:.1f}), n {}", other.sd, other.median_abs, other.count)});
}

std::string contact_limits(const Results& results) {
  std::string text =
      head({"contacts", "program: centred SD (median_abs), ms", "against the reference", "SD (median_abs), ms"});
  const auto by_shock = [](const RecordingResult&, const EventCheck& c, const std::vector<ImuSample>& samples) {
    return shock_s(samples, c.time_s);
  };
  const auto by_height = [](const RecordingResult& r, const EventCheck& c, const std::vector<ImuSample>&) {
    return touch_s(of_foot(r, c.foot).truth, c, r.walk.truth.contacts);
  };
  text += contact_row(results, "gaitmap", false, "the raw signal's shock", by_shock);
  text += contact_row(results, "ipol", false, "the raw signal's shock", by_shock);
  text += contact_row(results, "bandai", true, "the reference's own sole, 1 cm up", by_height);
  return text;
}

/// Pitch at the reference's own instant of contact, from the trajectory.
std::string strike_limits(const Results& results) {
  std::string text =
      head({"strike angle", "n", "at the program's contact: bias, mae, deg", "at the reference's: bias, mae, deg"});
  for (const char* family : {"bandai", "gaitmap", "cmu"}) {
    for (const bool backward : {true, false}) {
      std::vector<double> errors_deg;
      for (const RecordingResult& r : results) {
        if (r.recording.family != family) {
          continue;
        }
        for (const TrueEvent& e : r.walk.truth.contacts) {
          const auto pitch_deg = pitch_at(of_foot(r, e.foot).pitch, e.time_s + kHalfSample_s);
          const auto check =
              std::find_if(r.comparison.strikes.begin(), r.comparison.strikes.end(),
                           [&](const AngleError& a) { return a.foot == e.foot && a.time_s == e.time_s; });
          if (e.pitch_rad && pitch_deg && check != r.comparison.strikes.end() && check->backward == backward) {
            errors_deg.push_back(*pitch_deg - rad_to_deg(*e.pitch_rad));
          }
        }
      }
      const Spread own = spread(strike_errors_deg(results, family, backward)), there = spread(errors_deg);
      if (there.count > 0) {
        text += row({fmt::format("{} {}", family, backward ? "backward" : "forward"), std::to_string(there.count),
                     fmt::format("{}, {:.2f}", signed_number(own.mean, 2), own.mean_abs),
                     fmt::format("{}, {:.2f}", signed_number(there.mean, 2), there.mean_abs)});
      }
    }
  }
  return text;
}

std::string length_limits(const Results& results) {
  std::string text = head({"straight strides", "n", "program: mae (SD), cm", "perfect rests, gyroscope: mae (SD), cm",
                           "perfect rests and orientation: mae (SD), cm"});
  for (const std::string& family : family_names(results)) {
    std::vector<double> ours_cm, rests_cm, oriented_cm;
    for (const RecordingResult& r : results) {
      const std::array samples = {r.walk.of_foot(Foot::left), r.walk.of_foot(Foot::right)};
      for (const LengthError& l : r.comparison.lengths) {
        if (r.recording.family != family || l.turning()) {
          continue;
        }
        ours_cm.push_back(100 * l.m.error);
        const auto& mine = samples[index(l.truth.foot)];
        const auto by_gyro_m = length_between_true_rests_m(mine, l.truth);
        const auto by_truth_m = length_of_true_orientation_m(mine, of_foot(r, l.truth.foot).truth, l.truth);
        if (by_gyro_m) {
          rests_cm.push_back(100 * (*by_gyro_m - *l.truth.length_m));
        }
        if (by_truth_m) {
          oriented_cm.push_back(100 * (*by_truth_m - *l.truth.length_m));
        }
      }
    }
    const auto cell = [](const std::vector<double>& cm) {
      const Spread s = spread(cm);
      return s.count == 0 ? std::string() : fmt::format("{:.2f} ({:.2f})", s.mean_abs, s.sd);
    };
    if (!ours_cm.empty()) {
      text += row({family, std::to_string(ours_cm.size()), cell(ours_cm), cell(rests_cm), cell(oriented_cm)});
    }
  }
  return text;
}

/// What the marker's lever arm is worth where it is known.
std::string arm_limits(const Results& results) {
  std::string text = head({"with turns", "n", "against the marker: mae, max, cm", "against the sensor: mae, max, cm"});
  for (const char* family : {"pyshoe", "pyshoe_run", "pyshoe_reversed"}) {
    std::vector<double> sensor_cm;
    for (const RecordingResult& r : results) {
      for (const LengthError& l : r.comparison.lengths) {
        if (r.recording.family == family) {
          sensor_cm.push_back(100 * (l.m.error + *l.truth.length_m - length_at_sensor_m(r.recording, l.truth)));
        }
      }
    }
    const Spread marker = spread(length_errors_cm(results, family, Turns::with)), sensor = spread(sensor_cm);
    if (marker.count > 0) {
      text += row({family, std::to_string(marker.count), fmt::format("{:.2f}, {:.1f}", marker.mean_abs, marker.max_abs),
                   fmt::format("{:.2f}, {:.1f}", sensor.mean_abs, sensor.max_abs)});
    }
  }
  return text;
}

/// Errors of the pitch sample by sample, deg, within the true strides or everywhere; `late_s` later than the truth.
std::vector<double> pitch_errors_deg(const RecordingResult& r, Foot foot, bool within_strides, double late_s) {
  std::vector<double> errors_deg;
  const FootResult& f = of_foot(r, foot);
  for (const TrueMotion& m : f.truth) {
    const auto& strides = r.walk.truth.strides;
    const bool inside = std::any_of(strides.begin(), strides.end(), [&](const TrueStride& t) {
      return t.foot == foot && m.time_s >= t.start_s && m.time_s <= t.end_s;
    });
    const auto pitch_deg =
        m.pitch_deg && (inside || !within_strides) ? pitch_at(f.pitch, m.time_s + late_s) : std::nullopt;
    if (pitch_deg) {
      errors_deg.push_back(*pitch_deg - *m.pitch_deg);
    }
  }
  return errors_deg;
}

double rms(const std::vector<double>& errors) {
  const Spread s = spread(errors);
  return std::hypot(s.mean, s.sd);
}

/// The truth's own pitch where it says the foot is in mid-stance.
std::vector<double> true_flats_deg(const RecordingResult& r, Foot foot) {
  std::vector<double> flats_deg;
  for (const TrueStride& t : r.walk.truth.strides) {
    const TrueMotion* m = t.foot == foot ? nearest(of_foot(r, foot).truth, t.end_s) : nullptr;
    if (m != nullptr && m->pitch_deg) {
      flats_deg.push_back(*m->pitch_deg);
    }
  }
  return flats_deg;
}

std::string pitch_limits(const Results& results) {
  std::string text = head({"foot, above its target", "RMSE, deg", "half a sample later", "within the true strides",
                           "the truth's own pitch at its mid-stances, rms"});
  for (const RecordingResult& r : results) {
    const double target_deg = r.recording.family == "gaitmap" ? 1.2 : 1.5;
    for (const Foot foot : {Foot::left, Foot::right}) {
      const FootResult& f = of_foot(r, foot);
      if (f.pitch_rmse_deg.value_or(0) > target_deg &&
          (r.recording.family == "gaitmap" || r.recording.family == "bandai")) {
        text += row({fmt::format("{} {}", r.recording.name, host::name(foot)), fmt::format("{:.2f}", *f.pitch_rmse_deg),
                     fmt::format("{:.2f}", rms(pitch_errors_deg(r, foot, false, kHalfSample_s))),
                     fmt::format("{:.2f}", rms(pitch_errors_deg(r, foot, true, kHalfSample_s))),
                     fmt::format("{:.2f}", rms(true_flats_deg(r, foot)))});
      }
    }
  }
  return text;
}

}  // namespace

std::string limits(const Results& results) {
  return "### Times of contact\n\nThe reference against something that is no program: where that scatters as much, the "
         "rest is the reference's.\n\n" +
         contact_limits(results) +
         "\n### Strike angle at the reference's own instant\n\nThe orientation alone, without the question when the "
         "foot "
         "touched.\n\n" +
         strike_limits(results) +
         "\n### Stride lengths with perfect rests\n\nThe reference's own ends of each stride taken for rests, the foot "
         "levelled by gravity at the first and turned by the gyroscope, the closing velocity removed in proportion to "
         "time; and the same with the reference's orientation, where the IMU was computed from it.\n\n" +
         length_limits(results) +
         "\n### The marker's lever arm\n\nWhat is left when the reference is moved from its marker to the sensor, by "
         "the "
         "arm that the recordings' descriptions give.\n\n" +
         arm_limits(results) +
         "\n### Pitch\n\nThe scorer takes the last sample before the reference's, one too early where the clocks "
         "agree. The "
         "reference has one zero for a whole recording, the program one for each stance; what goes on before the first "
         "rest "
         "and after the last is integrated from one side only.\n\n" +
         pitch_limits(results);
}

}  // namespace backstep::validation
