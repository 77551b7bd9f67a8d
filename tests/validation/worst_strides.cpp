#include "tests/validation/worst_strides.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "host/base/names.h"
#include "tests/validation/markdown.h"
#include "tests/validation/number_text.h"

namespace backstep::validation {

namespace {

constexpr std::size_t kShown = 3;
constexpr double kExplained = 0.5;      // a cause explains an error when less than this share of it is left without
constexpr double kMoving_mps = 0.05;    // of a foot that stands for the truth
constexpr double kTurning_radps = 0.5;  // of a foot at its quietest around the end of a stride
constexpr double kAround_s = 0.1;       // where its quietest moment is looked for
constexpr double kQuiet_s = 0.05;       // how long that moment is
constexpr double kHard_mps2 = 100;      // a bend (second difference) of the specific force that 200 Hz does not resolve
constexpr double kHarder = 1.5;         // than the recording's usual stride
constexpr double kTouching_s = 0.02;    // between strides that follow each other
constexpr double kNearlyRail = 0.98;    // uncalibrated sensors stand a little off their nominal range

double seconds(const ImuSample& s) { return 1e-6 * static_cast<double>(s.t_us); }

/// Samples of one foot within a stretch of time.
std::span<const ImuSample> between(const std::vector<ImuSample>& samples, double begin_s, double end_s) {
  const auto at = [&](double t_s) {
    return std::lower_bound(samples.begin(), samples.end(), t_s,
                            [](const ImuSample& s, double t) { return seconds(s) < t; });
  };
  return {at(begin_s), at(end_s)};
}

double largest_axis(const ImuSample& s) { return s.acc_mps2.cwiseAbs().maxCoeff(); }

/// The end of the accelerometer's range: the smallest usual one that holds the whole recording.
double rail_mps2(const std::vector<ImuSample>& samples) {
  double most = 0;
  for (const ImuSample& s : samples) {
    most = std::max(most, largest_axis(s));
  }
  for (const double range_g : {8, 16, 18, 24, 32}) {
    if (most <= 1.02 * range_g * kGravity_mps2) {
      return range_g * kGravity_mps2;
    }
  }
  return most;
}

double largest_bend_mps2(std::span<const ImuSample> samples) {
  double most = 0;
  for (std::size_t i = 2; i < samples.size(); ++i) {
    most = std::max(most, (samples[i].acc_mps2 - 2 * samples[i - 1].acc_mps2 + samples[i - 2].acc_mps2).norm());
  }
  return most;
}

/// Mean angular rate of the quietest moment around an instant.
double quietest_radps(const std::vector<ImuSample>& samples, double at_s) {
  const auto window = between(samples, at_s - kAround_s, at_s + kAround_s);
  double least = window.empty() ? 0 : std::numeric_limits<double>::max();
  for (const ImuSample& begin : window) {
    const auto moment = between(samples, seconds(begin), seconds(begin) + kQuiet_s);
    double sum = 0;
    for (const ImuSample& s : moment) {
      sum += s.gyr_radps.norm();
    }
    least = std::min(least, sum / static_cast<double>(moment.size()));
  }
  return least;
}

/// What one foot of a recording looks like, for comparing a stride with the others.
struct FootSignal {
  FootSignal(const RecordingResult& r, Foot foot)
      : samples(r.walk.of_foot(foot)), motion(&r.feet[index(foot)].truth), rail(rail_mps2(samples)) {
    std::vector<double> bends;
    for (const LengthError& l : r.comparison.lengths) {
      if (l.truth.foot == foot) {
        bends.push_back(largest_bend_mps2(between(samples, l.truth.start_s, l.truth.end_s)));
      }
    }
    usual_bend = median(std::move(bends));
  }
  std::vector<ImuSample> samples;
  const std::vector<TrueMotion>* motion;
  double rail;
  double usual_bend = 0;
};

/// What the recording's own signal says: the sensor's limits and the foot's rests.
void causes_in_signal(const TrueStride& t, const FootSignal& foot, std::vector<std::string>& causes) {
  const auto samples = between(foot.samples, t.start_s, t.end_s);
  const auto railed = std::count_if(samples.begin(), samples.end(),
                                    [&](const ImuSample& s) { return largest_axis(s) >= kNearlyRail * foot.rail; });
  if (railed > 0) {
    causes.push_back(
        fmt::format("accelerometer saturated: {} samples at ±{:.0f} g", railed, foot.rail / kGravity_mps2));
  }
  const double at_start = quietest_radps(foot.samples, t.start_s), at_end = quietest_radps(foot.samples, t.end_s);
  if (at_start > kTurning_radps) {
    const bool begins = t.start_s - seconds(foot.samples.front()) < kAround_s;
    causes.push_back(fmt::format("{} turns {:.1f} rad/s",
                                 begins ? "recording begins in motion: foot" : "at its start the foot", at_start));
  }
  if (at_end > kTurning_radps) {
    causes.push_back(fmt::format("at its end the foot turns {:.1f} rad/s", at_end));
  }
  if (const double bend = largest_bend_mps2(samples); bend > kHard_mps2 && bend > kHarder * foot.usual_bend) {
    causes.push_back(fmt::format("hard impact: bend {:.0f} m/s², usually {:.0f}", bend, foot.usual_bend));
  }
}

/// What the reference says of itself: where on the foot it measures, and whether it rests where its stride ends.
void causes_in_truth(const RecordingResult& r, const LengthError& l, const FootSignal& foot,
                     std::vector<std::string>& causes) {
  const TrueStride& t = l.truth;
  const double at_sensor_m = l.m.error + *t.length_m - length_at_sensor_m(r.recording, t);
  if (std::abs(at_sensor_m) < kExplained * std::abs(l.m.error)) {
    causes.push_back(
        fmt::format("marker's lever arm in the turn: without it {} cm", signed_number(100 * at_sensor_m, 1)));
  }
  const auto toe_m = toe_way_m(*foot.motion, t.start_s, t.end_s);
  if (toe_m && std::abs(*toe_m - *t.length_m) > std::abs(l.m.error)) {
    causes.push_back(fmt::format("the foot turns about itself: heel or ankle {:.0f} cm, toe {:.0f} cm",
                                 100 * *t.length_m, 100 * *toe_m));
  }
  for (const auto& [name, at_s] : {std::pair{"start", t.start_s}, {"end", t.end_s}}) {
    if (const auto speed = true_speed_mps(*foot.motion, at_s); speed && *speed > kMoving_mps) {
      causes.push_back(fmt::format("at its {} the reference moves {:.2f} m/s, the shoe turns {:.2f} rad/s", name,
                                   *speed, quietest_radps(foot.samples, at_s)));
    }
  }
}

/// A stride that errs the other way and shares a rest with this one: that rest is misplaced, here or in the reference.
void causes_in_neighbours(const RecordingResult& r, const LengthError& l, std::vector<std::string>& causes) {
  for (const LengthError& n : r.comparison.lengths) {
    const bool before = std::abs(n.truth.end_s - l.truth.start_s) < kTouching_s,
               after = std::abs(n.truth.start_s - l.truth.end_s) < kTouching_s;
    if (n.truth.foot == l.truth.foot && (before || after) && n.m.error * l.m.error < 0 &&
        std::abs(n.m.error) > kExplained * std::abs(l.m.error)) {
      causes.push_back(fmt::format("rest at its {} misplaced, here or in the reference: the stride {} it errs {} cm",
                                   before ? "start" : "end", before ? "before" : "after",
                                   signed_number(100 * n.m.error, 1)));
    }
  }
}

std::vector<std::string> causes_of(const RecordingResult& r, const LengthError& l, const FootSignal& foot) {
  std::vector<std::string> causes;
  if (r.strides[l.row].quality.has(Quality::gap)) {
    causes.emplace_back("samples missing");
  }
  causes_in_signal(l.truth, foot, causes);
  causes_in_truth(r, l, foot, causes);
  causes_in_neighbours(r, l, causes);
  return causes;
}

}  // namespace

WorstStride examined(const RecordingResult& result, const LengthError& length) {
  return {length, host::names(result.strides[length.row].quality),
          causes_of(result, length, FootSignal(result, length.truth.foot))};
}

std::string words(const WorstStride& w) {
  if (!w.causes.empty()) {
    return fmt::format("{}", fmt::join(w.causes, "; "));
  }
  const bool within = w.length.m.sd && std::abs(w.length.m.error) <= *w.length.m.sd;
  return within ? "no cause found; within its sd" : "no cause found";
}

std::vector<WorstStride> worst_strides(const RecordingResult& result, std::size_t count) {
  std::vector<LengthError> lengths = result.comparison.lengths;
  std::stable_sort(lengths.begin(), lengths.end(), [](const LengthError& a, const LengthError& b) {
    return std::abs(a.m.error) > std::abs(b.m.error);
  });
  lengths.resize(std::min(count, lengths.size()));
  const std::array feet = {FootSignal(result, Foot::left), FootSignal(result, Foot::right)};
  std::vector<WorstStride> worst;
  worst.reserve(lengths.size());
  for (const LengthError& l : lengths) {
    worst.push_back({l, host::names(result.strides[l.row].quality), causes_of(result, l, feet[index(l.truth.foot)])});
  }
  return worst;
}

std::string worst_table(const Results& results) {
  std::string text =
      head({"recording", "foot", "ends at, s", "true, cm", "error, cm", "sd, cm", "turn, deg", "marks", "cause"});
  for (const RecordingResult& r : results) {
    for (const WorstStride& w : worst_strides(r, kShown)) {
      text += row(
          {r.recording.name, std::string(host::name(w.length.truth.foot)), fmt::format("{:.2f}", w.length.truth.end_s),
           fmt::format("{:.0f}", 100 * w.length.truth.length_m.value_or(0)), signed_number(100 * w.length.m.error, 1),
           w.length.m.sd ? fmt::format("{:.1f}", 100 * *w.length.m.sd) : "",
           signed_number(rad_to_deg(w.length.truth.turn_rad), 0), w.quality, words(w)});
    }
  }
  return text;
}

}  // namespace backstep::validation
