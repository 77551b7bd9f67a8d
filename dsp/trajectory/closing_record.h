#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "dsp/trajectory/swing_smoother.h"

namespace backstep {

/// Settings of ClosingRecord.
struct ClosingConfig {
  /// What a swing's closing velocity is expected to be, as a share of the model's variance, before any was seen, and
  /// how many swings that is worth: the model is careful about impacts. Set on recordings.
  Real prior_share = Real(0.6), prior_swings = Real(3);
  Real memory_swings = Real(20);  // a sensor and a way of walking stay; shoes, ground and speed change within minutes
  Real most_share = Real(10);     // one swing gone astray says nothing of the others
  /// Two horizontal components of a sound swing exceed this many times their variance once in fifty: beyond, the swing
  /// is judged by itself.
  Real outlier_share = Real(2);
  /// Sound sensors leave 0.05 to 0.3 m/s at the end of a swing, 1.1 at most (the recordings); with axes exchanged,
  /// signs turned, scales or times wrong by a factor it is 1.4 and more in every swing (the walker).
  Real implausible_mps = Real(1.3);
  /// And as a share of the fastest speed: recordings 0.66 at most, shoes in a hand or a bag up to 2.
  Real implausible_share = Real(0.8);
  /// As the median of the last swings, and of its share of the fastest speed: recordings of sound sensors 0.9 m/s and
  /// 0.25, the walker's contradictory ones from 1.4 and 0.6.
  Real contradiction_mps = Real(0.8), contradiction_share = Real(0.4);
};

/// How well the swings of one foot close: the speed that integration leaves at their ends, against what the model of
/// the sensor's errors expects. It tells how far the model's standard deviations are to be believed on this foot, and
/// whether rotation and force belong together at all. A value; fixed memory.
class ClosingRecord {
 public:
  explicit ClosingRecord(const ClosingConfig& config = {}) : config_(config) {}

  /// A whole swing without gaps or clipping.
  void add(const SwingSmoother& swing) {
    const Real keep = 1 - 1 / config_.memory_swings;
    sum_ = sum_ * keep + std::min(share_of(swing), config_.most_share);
    weight_ = weight_ * keep + 1;
    const Real mps = swing.closing_velocity_mps().norm();
    speeds_[count_ % speeds_.size()] = mps;
    shares_[count_ % shares_.size()] = mps / std::max(swing.peak_speed_mps(), Real(0.1));
    ++count_;
  }

  /// What to multiply the model's variance of this swing's displacement by. After add() of the same swing.
  Real variance_share(const SwingSmoother& swing) const {
    const Real usual = (config_.prior_share * config_.prior_swings + sum_) / (config_.prior_swings + weight_);
    return std::max(usual, share_of(swing) / config_.outlier_share);
  }

  /// Whether this swing alone contradicts itself.
  bool implausible(const SwingSmoother& swing) const {
    return swing.closing_velocity_mps().norm() >
           std::min(config_.implausible_mps, config_.implausible_share * std::max(swing.peak_speed_mps(), Real(0.3)));
  }

  /// Median speed left at the end of the last swings, m/s; empty for fewer than three.
  std::optional<Real> median_mps() const { return median(speeds_); }

  bool contradicts() const {
    return median_mps().value_or(0) > config_.contradiction_mps &&
           median(shares_).value_or(0) > config_.contradiction_share;
  }

 private:
  using Last = std::array<Real, 8>;

  std::optional<Real> median(Last values) const {
    if (count_ < 3) {
      return std::nullopt;
    }
    const auto n = static_cast<std::ptrdiff_t>(std::min(count_, values.size()));
    std::nth_element(values.begin(), values.begin() + n / 2, values.begin() + n);
    return values[static_cast<std::size_t>(n / 2)];
  }

  /// Of the closing velocity's horizontal variance by the model: 1 on average where the model is right.
  static Real share_of(const SwingSmoother& swing) {
    return swing.closing_velocity_mps().head<2>().squaredNorm() / (2 * swing.closing_variance_m2ps2().x());
  }

  ClosingConfig config_;
  Real sum_ = 0, weight_ = 0;
  Last speeds_{}, shares_{};
  std::size_t count_ = 0;
};

}  // namespace backstep
