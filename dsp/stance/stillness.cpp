#include "dsp/stance/stillness.h"

#include <cmath>

namespace backstep {
namespace {

std::int64_t half_window(Real rate_hz, Real window_s) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::lround(rate_hz * window_s / 2)));
}

std::size_t samples(std::int64_t half) { return static_cast<std::size_t>(2 * half + 1); }

}  // namespace

StillnessMeter::Window::Window(std::size_t samples)
    : gyr2_(samples), acc2_(samples), ax_(samples), ay_(samples), az_(samples) {}

void StillnessMeter::Window::push(const Vec3& gyr, const Vec3& acc) {
  gyr2_.push(gyr.squaredNorm());
  acc2_.push(acc.squaredNorm());
  ax_.push(acc.x());
  ay_.push(acc.y());
  az_.push(acc.z());
}

Real StillnessMeter::Window::unrest(Real acc_per_rate) const {
  const Vec3 mean(ax_.mean(), ay_.mean(), az_.mean());
  const Real variance = std::max(Real(0), acc2_.mean() - mean.squaredNorm());
  return std::sqrt(gyr2_.mean() + variance / (acc_per_rate * acc_per_rate));
}

void StillnessMeter::Window::reset() {
  for (auto* m : {&gyr2_, &acc2_, &ax_, &ay_, &az_}) {
    m->reset();
  }
}

StillnessMeter::StillnessMeter(Real rate_hz, const StillnessConfig& config)
    : config_(config),
      delay_(half_window(rate_hz, config.window_s)),
      quick_delay_(half_window(rate_hz, config.quick_window_s)),
      wide_(samples(delay_)),
      quick_(samples(quick_delay_)) {}

std::optional<Stillness> StillnessMeter::push(const Vec3& gyr_radps, const Vec3& acc_mps2) {
  if (pushed_ == 0) {
    offset_ = acc_mps2;
  }
  wide_.push(gyr_radps, acc_mps2 - offset_);
  quick_.push(gyr_radps, acc_mps2 - offset_);
  ++pushed_;
  const std::int64_t quick_index = pushed_ - 1 - quick_delay_;
  if (quick_index >= 0) {
    waiting_[static_cast<std::size_t>(quick_index) % kWindowCapacity] = quick_.unrest(config_.acc_per_rate_mps2);
  }
  if (pushed_ <= delay_) {
    return std::nullopt;
  }
  const auto i = static_cast<std::size_t>(answered_++);
  return Stillness{wide_.unrest(config_.acc_per_rate_mps2), waiting_[i % kWindowCapacity]};
}

std::optional<Stillness> StillnessMeter::flush() {
  if (answered_ >= pushed_) {
    return std::nullopt;
  }
  const auto i = static_cast<std::size_t>(answered_++);
  const Real wide = wide_.unrest(config_.acc_per_rate_mps2);
  const bool quick_known = static_cast<std::int64_t>(i) <= pushed_ - 1 - quick_delay_;
  return Stillness{wide, quick_known ? waiting_[i % kWindowCapacity] : quick_.unrest(config_.acc_per_rate_mps2)};
}

void StillnessMeter::reset() {
  wide_.reset();
  quick_.reset();
  pushed_ = answered_ = 0;
}

}  // namespace backstep
