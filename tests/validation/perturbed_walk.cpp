#include "tests/validation/perturbed_walk.h"

#include <algorithm>
#include <limits>

#include "host/base/track.h"

namespace backstep::validation {

namespace {

constexpr double kQuiet_s = 0.1;

double time_s(const ImuSample& s) { return 1e-6 * static_cast<double>(s.t_us); }

}  // namespace

bool PerturbedWalk::covers(const TrueStride& stride, double longest_s) const {
  return std::none_of(missing.begin(), missing.end(), [&](const Missing& m) {
    return m.foot == stride.foot && m.begin_s < stride.end_s && m.end_s > stride.start_s &&
           m.end_s - m.begin_s > longest_s;
  });
}

PerturbedWalk copy_of(const WalkData& walk, const std::array<FootSetup, 2>& setup) {
  PerturbedWalk copy;
  copy.samples = {walk.of_foot(Foot::left), walk.of_foot(Foot::right)};
  copy.setup = setup;
  copy.truth = walk.truth;
  return copy;
}

host::Result<WalkData> as_read(const PerturbedWalk& walk, const std::string& name) {
  WalkData data;
  data.truth = walk.truth;
  data.info.name = name;
  data.info.gravity_checked = true;  // finish_track() does
  for (const Foot foot : kFeet) {
    const auto i = index(foot);
    if (walk.samples[i].empty()) {
      continue;
    }
    host::Track track;
    track.name = name;
    track.samples = walk.samples[i];
    if (auto finished = host::finish_track(track); !finished) {
      return tl::make_unexpected(finished.error());
    }
    data.info.has_foot[i] = true;
    data.info.rate_hz[i] = track.rate_hz;
    for (const ImuSample& sample : track.samples) {
      data.readings.push_back({foot, sample});
    }
  }
  std::stable_sort(data.readings.begin(), data.readings.end(),
                   [](const host::Reading& a, const host::Reading& b) { return a.sample.t_us < b.sample.t_us; });
  return data;
}

std::optional<Span_s> true_span(const PerturbedWalk& walk, Foot foot) {
  std::optional<Span_s> span;
  for (const TrueStride& t : walk.truth.strides) {
    if (t.foot == foot) {
      span = span ? Span_s{std::min(span->begin_s, t.start_s), std::max(span->end_s, t.end_s)}
                  : Span_s{t.start_s, t.end_s};
    }
  }
  return span;
}

double quietest_s(const std::vector<ImuSample>& samples, double begin_s, double end_s) {
  double least = std::numeric_limits<double>::max(), at_s = begin_s;
  for (std::size_t first = 0; first < samples.size(); ++first) {
    const double from_s = time_s(samples[first]);
    if (from_s < begin_s || from_s + kQuiet_s > end_s) {
      continue;
    }
    double sum = 0, count = 0;
    for (std::size_t i = first; i < samples.size() && time_s(samples[i]) < from_s + kQuiet_s; ++i, ++count) {
      sum += samples[i].gyr_radps.squaredNorm();
    }
    if (sum / count < least) {
      least = sum / count;
      at_s = from_s + kQuiet_s / 2;
    }
  }
  return at_s;
}

double mid_swing_s(const std::vector<ImuSample>& samples, const TrueStride& stride) {
  double sum = 0, moment = 0;
  for (const ImuSample& s : samples) {
    if (time_s(s) >= stride.start_s && time_s(s) <= stride.end_s) {
      sum += s.gyr_radps.squaredNorm();
      moment += s.gyr_radps.squaredNorm() * time_s(s);
    }
  }
  return sum > 0 ? moment / sum : (stride.start_s + stride.end_s) / 2;
}

}  // namespace backstep::validation
