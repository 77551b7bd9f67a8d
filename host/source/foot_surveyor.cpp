#include "host/source/foot_surveyor.h"

#include <algorithm>
#include <cmath>

#include "host/base/rate_range.h"

namespace backstep::host {
namespace {

constexpr double kRestBlock_s = 0.5;  // shorter than the stance of any walk slow enough to be at rest in it

/// A clock's drift shows only over time: with packets every 91 ms that arrive within 30 ms, ten seconds give 100 ppm.
constexpr double kShortestForDrift_s = 10;

}  // namespace

double FootSurvey::lost_share() const {
  const auto all = static_cast<double>(counters.samples + counters.lost_samples);
  return all > 0 ? static_cast<double>(counters.lost_samples) / all : 0;
}

FootSurveyor::FootSurveyor(double rate_hz)
    : block_size_(static_cast<std::size_t>(std::max(2.0, std::round(rate_to_read_with_hz(rate_hz) * kRestBlock_s)))) {}

void FootSurveyor::add(const ImuSample& sample, std::int64_t arrival_us) {
  const Vec3& a = sample.acc_mps2;
  const Vec3& g = sample.gyr_radps;
  const std::array<double, 6> axes = {a.x(), a.y(), a.z(), g.x(), g.y(), g.z()};
  const bool after_gap = (sample.flags & kAfterGap) != 0;
  if (samples_ == 0) {
    survey_.first_us = sample.t_us;
    first_ = axes;
  } else if (after_gap) {
    add_gap(last_.t_us, sample.t_us);
  } else {
    ++intervals_;
    interval_us_ += sample.t_us - last_.t_us;
  }
  if (samples_ > 0 && (after_gap || arrival_us != last_arrival_us_)) {
    end_packet();
  }
  if (after_gap) {
    end_stretch();
    in_block_ = 0;
  }
  stretch_.add(static_cast<double>(stretch_.count()), static_cast<double>(sample.t_us) * 1e-6);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    changes_[i] = changes_[i] || axes[i] != first_[i];
  }
  if ((sample.flags & kAccClipped) != 0) {
    ++survey_.acc_clipped;
    survey_.acc_clipped_at_us = survey_.acc_clipped_at_us.value_or(sample.t_us);
  }
  if ((sample.flags & kGyrClipped) != 0) {
    ++survey_.gyr_clipped;
    survey_.gyr_clipped_at_us = survey_.gyr_clipped_at_us.value_or(sample.t_us);
  }
  add_to_block(sample);
  ++samples_;
  last_ = sample;
  last_arrival_us_ = arrival_us;
}

FootSurvey FootSurveyor::finish(const FootCounters& counters) {
  survey_.counters = counters;
  if (samples_ == 0) {
    return survey_;
  }
  end_packet();
  end_stretch();
  survey_.last_us = last_.t_us;
  if (interval_us_ > 0) {
    survey_.rate_hz = 1e6 * static_cast<double>(intervals_) / static_cast<double>(interval_us_);
  }
  if (jitter_count_ > 0) {
    survey_.jitter_s = std::sqrt(jitter_sum_ / static_cast<double>(jitter_count_));
  }
  if (survey_.duration_s() >= kShortestForDrift_s && arrival_.spread_x() > 0) {
    survey_.clock_drift_ppm = 1e6 * (arrival_.slope() - 1);
    survey_.delay_sd_s = arrival_.residual_sd();
  }
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    survey_.stuck[i] = !changes_[i];
  }
  return survey_;
}

void FootSurveyor::add_gap(std::int64_t from_us, std::int64_t to_us) {
  auto& gaps = survey_.longest_gaps;
  gaps.push_back({from_us, to_us});
  const auto lasted_us = [](const SampleGap& gap) { return gap.to_us - gap.from_us; };
  std::stable_sort(gaps.begin(), gaps.end(),
                   [&](const SampleGap& a, const SampleGap& b) { return lasted_us(a) > lasted_us(b); });
  if (gaps.size() > FootSurvey::kMaxListed) {
    gaps.pop_back();
  }
}

void FootSurveyor::end_packet() {
  arrival_.add(static_cast<double>(last_arrival_us_) * 1e-6, static_cast<double>(last_.t_us) * 1e-6);
}

void FootSurveyor::end_stretch() {
  if (stretch_.count() > 2) {
    const double sd_s = stretch_.residual_sd();
    jitter_sum_ += sd_s * sd_s * static_cast<double>(stretch_.count());
    jitter_count_ += stretch_.count();
  }
  stretch_ = RunningLine();
}

void FootSurveyor::add_to_block(const ImuSample& sample) {
  if (in_block_ == 0) {
    block_start_us_ = sample.t_us;
    acc_sum_.setZero();
    gyr_sum_.setZero();
    gyr_squares_ = 0;
  }
  acc_sum_ += sample.acc_mps2;
  gyr_sum_ += sample.gyr_radps;
  gyr_squares_ += sample.gyr_radps.squaredNorm();
  if (++in_block_ < block_size_) {
    return;
  }
  const auto n = static_cast<double>(in_block_);
  const Vec3 gyr_mean = gyr_sum_ / n;
  const double noise_radps = std::sqrt(std::max(0.0, gyr_squares_ / n - gyr_mean.squaredNorm()));
  if (!survey_.rest || noise_radps < survey_.rest->gyro_noise_radps) {
    survey_.rest = RestStretch{(acc_sum_ / n).norm(), gyr_mean.norm(), noise_radps, block_start_us_};
  }
  in_block_ = 0;
}

}  // namespace backstep::host
