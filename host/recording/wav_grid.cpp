#include "host/recording/wav_grid.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "host/base/track.h"

namespace backstep::host {
namespace {

constexpr double kTolerance_s = 1e-4;  // 0.1 mm at a foot speed of 1 m/s
constexpr double kLongestGap_s = 3600;

using Frame = UniformTrack::Frame;

Frame frame(const ImuSample& s) {
  return {s.acc_mps2.x(), s.acc_mps2.y(), s.acc_mps2.z(), s.gyr_radps.x(), s.gyr_radps.y(), s.gyr_radps.z()};
}

/// Which even time each sample belongs to, and the straight line through the sample times.
struct Line {
  std::vector<std::size_t> number;
  double start_s = 0, interval_s = 0, furthest_s = 0;
};

Line fit(std::span<const ImuSample> samples) {
  const double usual_s = median_interval_s(samples);
  Line line;
  line.number.resize(samples.size());
  double mean_n = 0, mean_t = 0;
  const std::int64_t origin_us = samples.front().t_us;  // large times would cost digits
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const double step = seconds(samples[i].t_us - samples[i - 1].t_us) / usual_s;
    line.number[i] = line.number[i - 1] + static_cast<std::size_t>(std::max(1.0, std::round(step)));
    mean_n += static_cast<double>(line.number[i]);
    mean_t += seconds(samples[i].t_us - origin_us);
  }
  mean_n /= static_cast<double>(samples.size());
  mean_t /= static_cast<double>(samples.size());
  double nn = 0, nt = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double n = static_cast<double>(line.number[i]) - mean_n;
    nn += n * n;
    nt += n * (seconds(samples[i].t_us - origin_us) - mean_t);
  }
  line.interval_s = nt / nn;
  const double offset_s = mean_t - mean_n * line.interval_s;
  line.start_s = seconds(origin_us) + offset_s;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double even_s = offset_s + static_cast<double>(line.number[i]) * line.interval_s;
    line.furthest_s = std::max(line.furthest_s, std::abs(seconds(samples[i].t_us - origin_us) - even_s));
  }
  return line;
}

void pass_through(std::span<const ImuSample> samples, const Line& line, UniformTrack& track) {
  track.start_s = line.start_s;
  track.time_error_s = line.furthest_s;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::size_t missing = line.number[i] - track.frames.size();
    if (missing > 0 || (samples[i].flags & kAfterGap) != 0) {
      track.gaps.push_back({track.frames.size(), missing});
      track.frames.insert(track.frames.end(), missing, track.frames.empty() ? Frame{} : track.frames.back());
    }
    track.frames.push_back(frame(samples[i]));
  }
}

/// The slope at sample i of the parabola through it and its neighbours; one-sided at the ends of a piece.
double slope(std::span<const ImuSample> piece, std::size_t i, std::size_t channel) {
  const auto secant = [&](std::size_t a) {
    return (frame(piece[a + 1])[channel] - frame(piece[a])[channel]) / seconds(piece[a + 1].t_us - piece[a].t_us);
  };
  if (piece.size() < 2) return 0;
  if (i == 0) return secant(0);
  if (i + 1 == piece.size()) return secant(i - 1);
  const auto before = static_cast<double>(piece[i].t_us - piece[i - 1].t_us);
  const auto after = static_cast<double>(piece[i + 1].t_us - piece[i].t_us);
  return (secant(i - 1) * after + secant(i) * before) / (before + after);
}

Frame interpolate(std::span<const ImuSample> piece, std::size_t i, double t_s) {
  if (i + 1 == piece.size()) return frame(piece[i]);
  const double h = seconds(piece[i + 1].t_us - piece[i].t_us);
  const double u = std::clamp((t_s - seconds(piece[i].t_us)) / h, 0.0, 1.0);
  const Frame left = frame(piece[i]), right = frame(piece[i + 1]);
  Frame out{};
  for (std::size_t c = 0; c < out.size(); ++c) {
    const double u2 = u * u, u3 = u2 * u;
    out[c] = (2 * u3 - 3 * u2 + 1) * left[c] + (u3 - 2 * u2 + u) * h * slope(piece, i, c) +
             (3 * u2 - 2 * u3) * right[c] + (u3 - u2) * h * slope(piece, i + 1, c);
  }
  return out;
}

/// Interpolates piece by piece, a piece being the samples between two gaps.
void resample(std::span<const ImuSample> samples, const Line& line, UniformTrack& track) {
  track.resampled = true;
  track.start_s = seconds(samples.front().t_us);
  const double longest_s = kGapIntervals * line.interval_s;
  std::size_t begin = 0;
  while (begin < samples.size()) {
    std::size_t end = begin + 1;
    while (end < samples.size() && (samples[end].flags & kAfterGap) == 0 &&
           seconds(samples[end].t_us - samples[end - 1].t_us) <= longest_s) {
      ++end;
    }
    const auto piece = samples.subspan(begin, end - begin);
    const auto number = [&](std::int64_t t_us) { return (seconds(t_us) - track.start_s) / line.interval_s; };
    // 1e-6 of an interval: what double arithmetic makes of a sample that is exactly on an even time.
    const auto first = static_cast<std::size_t>(std::ceil(number(piece.front().t_us) - 1e-6));
    const auto last = static_cast<std::size_t>(std::floor(number(piece.back().t_us) + 1e-6));
    if (begin > 0 && first >= track.frames.size()) {
      const std::size_t missing = first - track.frames.size();
      track.gaps.push_back({track.frames.size(), missing});
      track.frames.insert(track.frames.end(), missing, track.frames.back());
    }
    std::size_t i = 0;
    for (std::size_t n = track.frames.size(); n <= last; ++n) {
      const double t_s = track.start_s + static_cast<double>(n) * line.interval_s;
      while (i + 2 < piece.size() && seconds(piece[i + 1].t_us) <= t_s) ++i;
      track.frames.push_back(interpolate(piece, i, t_s));
    }
    begin = end;
  }
}

}  // namespace

Result<UniformTrack> make_uniform(std::span<const ImuSample> samples) {
  if (samples.size() < 2) {
    return fail({.what = "fewer than two samples have no rate", .todo = "Choose a longer part of the walk"});
  }
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const double step_s = seconds(samples[i].t_us - samples[i - 1].t_us);
    if (step_s > kLongestGap_s) {
      return fail({.what = fmt::format("a gap of {:.0f} s after {:.3f} s is too long for audio", step_s,
                                       seconds(samples[i - 1].t_us)),
                   .todo = "Export the walk as CSV"});
    }
  }
  const Line line = fit(samples);
  UniformTrack track;
  track.rate_hz = 1 / line.interval_s;
  if (line.furthest_s <= std::min(kTolerance_s, 0.1 * line.interval_s)) {
    pass_through(samples, line, track);
  } else {
    resample(samples, line, track);
  }
  return track;
}

}  // namespace backstep::host
