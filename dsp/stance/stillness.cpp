#include "dsp/stance/stillness.h"

#include <algorithm>
#include <cmath>

namespace backstep {
namespace {

/// At most what a window holds: a longer one that is asked for is as long as that.
std::int64_t half_window(Real rate_hz, Real window_s) {
  constexpr std::size_t kMost = (kWindowCapacity - 1) / 2;
  return std::lround(std::clamp(rate_hz * window_s / 2, Real(1), static_cast<Real>(kMost)));
}

std::size_t samples(std::int64_t half) { return static_cast<std::size_t>(2 * half + 1); }

}  // namespace

Real StillnessMeter::unrest(const Window& window) const {
  const Window::Values mean = window.mean();
  const Real variance = std::max(Real(0), mean[kAcc2] - mean.tail<3>().matrix().squaredNorm());
  return std::sqrt(mean[kGyr2] + variance / (config_.acc_per_rate_mps2 * config_.acc_per_rate_mps2));
}

StillnessMeter::StillnessMeter(Real rate_hz, const StillnessConfig& config)
    : config_(config),
      delay_(half_window(rate_hz, config.window_s)),
      quick_delay_(std::min(delay_, half_window(rate_hz, config.quick_window_s))),
      wide_(samples(delay_)),
      quick_(samples(quick_delay_)) {}

std::optional<Stillness> StillnessMeter::push(const Vec3& gyr_radps, const Vec3& acc_mps2) {
  if (pushed_ == 0) {
    offset_ = acc_mps2;
  }
  const Vec3 acc = acc_mps2 - offset_;
  Window::Values values;
  values << gyr_radps.squaredNorm(), acc.squaredNorm(), acc.array();
  wide_.push(values);
  quick_.push(values);
  ++pushed_;
  const std::int64_t quick_index = pushed_ - 1 - quick_delay_;
  if (quick_index >= 0) {
    waiting_[static_cast<std::size_t>(quick_index) % kWindowCapacity] = unrest(quick_);
  }
  if (pushed_ <= delay_) {
    return std::nullopt;
  }
  const auto i = static_cast<std::size_t>(answered_++);
  return Stillness{unrest(wide_), waiting_[i % kWindowCapacity]};
}

std::optional<Stillness> StillnessMeter::flush() {
  if (answered_ >= pushed_) {
    return std::nullopt;
  }
  const auto i = static_cast<std::size_t>(answered_++);
  const Real wide = unrest(wide_);
  const bool quick_known = static_cast<std::int64_t>(i) <= pushed_ - 1 - quick_delay_;
  return Stillness{wide, quick_known ? waiting_[i % kWindowCapacity] : unrest(quick_)};
}

void StillnessMeter::reset() {
  wide_.reset();
  quick_.reset();
  pushed_ = answered_ = 0;
}

}  // namespace backstep
