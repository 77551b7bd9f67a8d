#pragma once

#include <optional>

#include "dsp/base/capacity.h"
#include "dsp/base/imu_sample.h"
#include "dsp/base/moving_mean.h"

namespace backstep {

/// Settings of StillnessMeter.
struct StillnessConfig {
  /// Window of `unrest_radps`. Shorter than the flat part of a running stance (0.1-0.15 s), longer than the ringing
  /// after touch-down; 0.2 s loses strides on the validation recordings, 0.05 to 0.1 s does not.
  Real window_s = Real(0.06);
  /// Window of `quick_radps`, which places the edges and the quietest instant of a rest.
  Real quick_window_s = Real(0.05);
  /// The acceleration's deviation that counts as much as 1 rad/s. A foot that rolls at 1 rad/s about a point 0.1 m away
  /// changes its specific force by about this much within the window.
  Real acc_per_rate_mps2 = Real(4);
};

/// How far one instant is from rest.
struct Stillness {
  Real unrest_radps = 0;  ///< RMS angular rate and, scaled, deviation of specific force, over `window_s`
  Real quick_radps = 0;   ///< the same over `quick_window_s`
};

/// Measures, sample by sample, how far the foot is from rest: angular-rate energy (Skog et al., IEEE TBME 57(11) 2010,
/// the ARE detector) joined with the variance of the specific force (their MV detector), so that neither the apex of
/// a slow swing nor a sliding flat foot passes for rest.
///
/// Both windows are centred, so the answer for a sample comes `delay_samples()` later; at the two ends of the stream
/// the windows are cut off at the end. Memory fixed, O(1) a sample.
class StillnessMeter {
 public:
  StillnessMeter(Real rate_hz, const StillnessConfig& config = {});

  /// Adds a sample. `gyr_radps` has its bias removed. Returns the stillness of the sample pushed delay_samples() ago,
  /// empty while there is none.
  std::optional<Stillness> push(const Vec3& gyr_radps, const Vec3& acc_mps2);

  /// After the last sample: call delay_samples() times for the stillness of the samples not answered yet. The windows
  /// keep what they hold.
  std::optional<Stillness> flush();

  std::int64_t delay_samples() const { return delay_; }
  void reset();

 private:
  // What a window holds: the squares of gyr and acc, and acc itself, for the mean of the first and the variance of acc.
  static constexpr int kGyr2 = 0, kAcc2 = 1, kValues = 5;
  using Window = MovingMean<kValues, kWindowCapacity>;

  Real unrest(const Window& window) const;

  StillnessConfig config_;
  std::int64_t delay_, quick_delay_;
  Window wide_, quick_;
  // The quick window answers earlier than the wide one: its answers wait here.
  std::array<Real, kWindowCapacity> waiting_{};
  std::int64_t pushed_ = 0, answered_ = 0;
  Vec3 offset_ = Vec3::Zero();  // first acc: variances are taken about it, to keep digits in float
};

}  // namespace backstep
