#include "host/base/track.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>

#include "dsp/base/rate_range.h"
#include "host/base/rate_range.h"

namespace backstep::host {
namespace {

constexpr std::size_t kMinSamples = 16;

Result<void> check_enough(const Track& track) {
  if (track.samples.size() >= kMinSamples) return {};
  return fail({.where = track.name,
               .expected = "the seconds of a walk",
               .found = fmt::format("only {} sample{}", track.samples.size(), track.samples.size() == 1 ? "" : "s"),
               .todo = "Record or export the walk again"});
}

Result<void> check_alive(const Track& track) {
  const auto none = [&](auto&& value) {
    return std::all_of(track.samples.begin(), track.samples.end(),
                       [&](const ImuSample& s) { return value(s).isZero(0); });
  };
  const bool no_acc = none([](const ImuSample& s) { return s.acc_mps2; });
  const bool no_gyr = none([](const ImuSample& s) { return s.gyr_radps; });
  if (!no_acc && !no_gyr) return {};
  return fail(
      {.where = track.name,
       .what = fmt::format("{} zero in all {} samples",
                           no_acc && no_gyr ? "every value is" : (no_acc ? "the accelerometer is" : "the gyroscope is"),
                           track.samples.size()),
       .expected = "gravity and the turning of a foot",
       .todo = "Check that the sensor was on, and which columns were exported"});
}

/// Takes out values that no sensor has: a transmission error as large as this would spoil everything it touches.
void drop_impossible(Track& track) {
  std::optional<std::int64_t> first_us;
  bool after_dropped = false;
  std::size_t kept = 0;
  for (ImuSample& sample : track.samples) {
    const bool possible = is_possible(sample);
    if (possible) {
      if (after_dropped) sample.flags |= kAfterGap;
      if (first_us) track.samples[kept] = sample;  // else it stands there already
      ++kept;
    } else if (!first_us) {
      first_us = sample.t_us;
    }
    after_dropped = !possible;
  }
  if (!first_us) return;
  const std::size_t dropped = track.samples.size() - kept;
  track.samples.resize(kept);
  track.warnings.push_back(
      fmt::format("{}: {} sample{} beyond 1000 g or 10000 deg/s left out, the first at {:.3f} s; strides "
                  "there are flagged.",
                  track.name, dropped, dropped == 1 ? "" : "s", seconds(*first_us)));
  track.lost += dropped;
}

void mark_gaps(Track& track) {
  const double interval_us = 1e6 / track.rate_hz;
  std::size_t gaps = 0;
  double longest_s = 0, longest_at_s = 0;
  auto hole = track.holes.begin();
  for (std::size_t i = 1; i < track.samples.size(); ++i) {
    auto step_us = static_cast<double>(track.samples[i].t_us - track.samples[i - 1].t_us);
    for (; hole != track.holes.end() && hole->before_us <= track.samples[i].t_us; ++hole) {
      step_us -= hole->before_us == track.samples[i].t_us ? static_cast<double>(hole->rows) * interval_us : 0;
    }
    if (step_us <= kGapIntervals * interval_us) continue;
    track.samples[i].flags |= kAfterGap;
    track.lost += static_cast<std::size_t>(std::lround(step_us / interval_us)) - 1;
    ++gaps;
    if (step_us * 1e-6 > longest_s) {
      longest_s = step_us * 1e-6;
      longest_at_s = seconds(track.samples[i - 1].t_us);
    }
  }
  if (gaps == 0) return;
  track.warnings.push_back(
      fmt::format("{}: {} gap{} in time, the longest {:.3f} s after {:.3f} s; strides across a gap are "
                  "flagged.",
                  track.name, gaps, gaps == 1 ? "" : "s", longest_s, longest_at_s));
}

constexpr std::int64_t kWindow_us = 120'000;  // within the flat part of a brisk stance

/// A short stretch of samples: how much the sensor turns in it, about its mean, so that the gyroscope's bias does not
/// count, and how long the mean specific force is.
struct Window {
  double turning, gravity;
};

/// Those that span at least `least_us`: a few samples before a gap turn little, whatever the foot does.
std::vector<Window> windows_of(const std::vector<ImuSample>& samples, std::int64_t least_us) {
  std::vector<Window> windows;
  std::size_t first = 0;
  while (first < samples.size()) {
    std::size_t end = first;
    Vec3 acc = Vec3::Zero(), gyr = Vec3::Zero();
    double gyr_squared = 0;
    for (; end < samples.size() && samples[end].t_us - samples[first].t_us < kWindow_us; ++end) {
      acc += samples[end].acc_mps2;
      gyr += samples[end].gyr_radps;
      gyr_squared += samples[end].gyr_radps.squaredNorm();
    }
    if (end == samples.size() && !windows.empty()) break;  // too short to compare with the others
    const auto count = static_cast<double>(end - first);
    if (samples[end - 1].t_us - samples[first].t_us >= least_us) {
      windows.push_back({gyr_squared / count - (gyr / count).squaredNorm(), (acc / count).norm()});
    }
    first += std::max<std::size_t>(1, (end - first) / 2);
  }
  return windows;
}

/// True near the end of a range that sensors are sold with. Data sheets call 250 deg/s what reaches 287 (8.75 mdeg/s a
/// count), so both are looked for; 3 % is for a calibration applied afterwards.
bool near_a_usual_range(double value, std::initializer_list<double> ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [&](double r) { return std::abs(std::abs(value) - r) < 0.03 * r; });
}

bool near_an_acc_range(double mps2) {
  const double g = mps2 / kGravity_mps2;
  return near_a_usual_range(g, {2, 4, 8, 16, 24, 32});
}

bool near_a_gyr_range(double radps) {
  const double dps = rad_to_deg(radps);
  return near_a_usual_range(dps, {125, 143, 250, 287, 500, 573, 1000, 1147, 2000, 2293, 4000});
}

/// Marks where `value` stands at one of its own extremes for at least two samples; how many samples that are.
template <class Value, class NearRange>
std::size_t mark_extreme(Track& track, Value value, NearRange near_range, std::uint8_t flag) {
  const auto [least, most] =
      std::minmax_element(track.samples.begin(), track.samples.end(),
                          [&](const ImuSample& a, const ImuSample& b) { return value(a) < value(b); });
  std::size_t marked = 0;
  for (const double extreme : {value(*least), value(*most)}) {
    if (!near_range(extreme)) continue;
    for (std::size_t i = 1; i < track.samples.size(); ++i) {
      ImuSample& before = track.samples[i - 1];
      ImuSample& now = track.samples[i];
      if (value(before) != extreme || value(now) != extreme) continue;
      marked += (before.flags & flag) == 0 ? 1 : 0;
      before.flags |= flag;
      marked += (now.flags & flag) == 0 ? 1 : 0;
      now.flags |= flag;
    }
  }
  return marked;
}

/// A gyroscope at the end of its range whose calibration was applied afterwards does not repeat one value: it stays
/// within a hundredth of its extreme, for longer than a foot's fastest turn does (recordings whose range is not
/// reached: up to 0.02 s). What the range is called and where it ends differ by up to a tenth.
std::size_t mark_plateaus(Track& track, int axis) {
  constexpr double kBand = 0.01, kNearExtreme = 0.95, kCalibrated = 1.09;
  constexpr std::int64_t kLongest_us = 30'000;
  auto& samples = track.samples;
  const auto value = [&](std::size_t i) { return samples[i].gyr_radps[axis]; };
  double extreme = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) extreme = std::max(extreme, std::abs(value(i)));
  const bool near_range = near_a_gyr_range(extreme) || near_a_gyr_range(extreme / kCalibrated) ||
                          near_a_gyr_range(extreme / std::sqrt(kCalibrated));
  if (!near_range) return 0;
  std::size_t marked = 0;
  for (std::size_t i = 0; i < samples.size();) {
    if (std::abs(value(i)) < kNearExtreme * extreme) {
      ++i;
      continue;
    }
    double least = value(i), most = value(i);
    std::size_t end = i + 1;
    for (; end < samples.size(); ++end) {
      const double low = std::min(least, value(end)), high = std::max(most, value(end));
      if (high - low > kBand * extreme) break;
      least = low;
      most = high;
    }
    if (samples[end - 1].t_us - samples[i].t_us >= kLongest_us) {
      for (std::size_t k = i; k < end; ++k) {
        marked += (samples[k].flags & kGyrClipped) == 0 ? 1U : 0U;
        samples[k].flags |= kGyrClipped;
      }
    }
    i = end;
  }
  return marked;
}

void mark_clipping(Track& track) {
  std::size_t acc = 0, gyr = 0;
  for (int axis = 0; axis < 3; ++axis) {
    acc += mark_extreme(
        track, [axis](const ImuSample& s) { return s.acc_mps2[axis]; }, near_an_acc_range, kAccClipped);
    gyr += mark_extreme(
        track, [axis](const ImuSample& s) { return s.gyr_radps[axis]; }, near_a_gyr_range, kGyrClipped);
    gyr += mark_plateaus(track, axis);
  }
  const auto warn = [&](std::size_t count, const char* sensor) {
    if (count == 0) return;
    track.warnings.push_back(
        fmt::format("{}: the {} stands at the end of its range in {} samples; strides there are "
                    "flagged. A larger range would see the whole motion.",
                    track.name, sensor, count));
  };
  warn(acc, "accelerometer");
  warn(gyr, "gyroscope");
}

Result<void> check_gravity(Track& track, Hint hint) {
  const double gravity = gravity_at_rest(track.samples);
  const double off = gravity / kGravity_mps2 - 1;
  if (std::abs(off) > 0.15) {
    return fail({.where = track.name,
                 .what = fmt::format("gravity reads {:.3g} m/s2 where the foot is quietest", gravity),
                 .expected = "9.81 within 15 %",
                 .todo = "Check the accelerometer's unit, and that gravity was not taken out",
                 .hint = hint});
  }
  if (std::abs(off) > 0.03) {
    track.warnings.push_back(
        fmt::format("{}: gravity reads {:.2f} m/s2 where the foot is quietest, {:.0f} % too {}: the "
                    "accelerometer's scale is off, or the foot never rests. Lengths may be off by as much.",
                    track.name, gravity, 100 * std::abs(off), off > 0 ? "high" : "low"));
  }
  return {};
}

}  // namespace

double median_interval_s(std::span<const ImuSample> samples) {
  std::vector<std::int64_t> intervals(samples.size() - 1);
  for (std::size_t i = 1; i < samples.size(); ++i) intervals[i - 1] = samples[i].t_us - samples[i - 1].t_us;
  const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
  std::nth_element(intervals.begin(), middle, intervals.end());
  return static_cast<double>(*middle) * 1e-6;
}

void move_in_time(Track& track, double by_s) {
  const std::int64_t by_us = std::llround(by_s * 1e6);
  for (ImuSample& sample : track.samples) {
    sample.t_us += by_us;
  }
  for (Track::Hole& hole : track.holes) {
    hole.before_us += by_us;
  }
}

double gravity_at_rest(const std::vector<ImuSample>& samples) {
  std::vector<Window> windows = windows_of(samples, kWindow_us * 2 / 3);
  if (windows.empty()) windows = windows_of(samples, 0);  // times that leave no whole window
  if (windows.empty()) return 0;
  // The quietest twentieth, of which the middle one: neither one odd window nor the swing decides.
  const std::size_t quiet = std::max<std::size_t>(1, windows.size() / 20);
  const auto last = windows.begin() + static_cast<std::ptrdiff_t>(quiet - 1);
  std::nth_element(windows.begin(), last, windows.end(),
                   [](const Window& a, const Window& b) { return a.turning < b.turning; });
  const auto middle = windows.begin() + static_cast<std::ptrdiff_t>(quiet / 2);
  std::nth_element(windows.begin(), middle, last + 1,
                   [](const Window& a, const Window& b) { return a.gravity < b.gravity; });
  return middle->gravity;
}

Result<void> finish_track(Track& track, Hint on_gravity) {
  drop_impossible(track);
  if (auto enough = check_enough(track); !enough) return enough;
  track.rate_hz = 1 / median_interval_s(track.samples);
  if (const std::string fault = rate_fault(track.rate_hz); !fault.empty()) {
    return fail({.where = track.name,
                 .what = fault,
                 .todo = track.rate_hz < kLeastRate_hz
                             ? "Record faster; a foot's landing is over between two such samples"
                             : "Check the unit of its times, or record more slowly"});
  }
  if (auto alive = check_alive(track); !alive) return alive;
  mark_gaps(track);
  mark_clipping(track);
  return check_gravity(track, on_gravity);
}

}  // namespace backstep::host
