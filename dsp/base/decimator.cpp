#include "dsp/base/decimator.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace backstep {
namespace {

// The lower, the earlier a shock seems to begin: 1.6 ms on the model's forward walks at 0.30, 1.2 ms at 0.36 (1000 Hz).
constexpr Real kCutOff = Real(0.36);     // of the rate that comes out: where half the amplitude is left
constexpr Real kKaiser = Real(3.4);      // shape of the window: its stopband begins at half the rate that comes out
constexpr Real kGapIntervals = Real(3);  // as files and packets are judged

/// Modified Bessel function of the first kind, order 0, by its series; |x| <= kKaiser takes 20 terms.
Real bessel_i0(Real x) {
  Real sum = 1, term = 1;
  for (int k = 1; k <= 20; ++k) {
    const Real root = x / static_cast<Real>(2 * k);
    term *= root * root;
    sum += term;
  }
  return sum;
}

}  // namespace

int decimation_of(Real rate_hz) {
  return static_cast<int>(std::ceil(within_rate_range(rate_hz) / (kDecimatedAbove_hz * kFastClock)));
}

Decimator::Decimator(Real rate_hz)
    : factor_(decimation_of(rate_hz)),
      half_(kHalf * factor_),
      longest_us_(kGapIntervals * Real(1e6) / within_rate_range(rate_hz)) {
  Real sum = 0;
  for (int k = 0; k <= half_; ++k) {
    const Real x = 2 * kPi * kCutOff * static_cast<Real>(k) / static_cast<Real>(factor_);
    const Real share = static_cast<Real>(k) / static_cast<Real>(half_);
    const Real window = bessel_i0(kKaiser * std::sqrt(1 - share * share));
    weights_[static_cast<std::size_t>(k)] = window * (k == 0 ? Real(1) : std::sin(x) / x);
    sum += weights_[static_cast<std::size_t>(k)] * (k == 0 ? Real(1) : Real(2));
  }
  for (Real& weight : weights_) {
    weight /= sum;
  }
}

bool Decimator::usable(const ImuSample& sample) const {
  const bool forward = inputs_.end() == 0 || sample.t_us > inputs_[inputs_.end() - 1].t_us;
  return forward && is_possible(sample) && !(sample.acc_mps2.isZero(0) && sample.gyr_radps.isZero(0));
}

ImuSample Decimator::left_out(ImuSample sample) const {
  if (inputs_.end() > 0 && sample.t_us <= inputs_[inputs_.end() - 1].t_us) {
    sample.acc_mps2.setConstant(std::numeric_limits<Real>::quiet_NaN());  // it may be later than what has come out
  }
  return sample;
}

bool Decimator::after_gap(const ImuSample& sample) const {
  return inputs_.end() > first_ && ((sample.flags & kAfterGap) != 0 ||
                                    static_cast<Real>(sample.t_us - inputs_[inputs_.end() - 1].t_us) > longest_us_);
}

const ImuSample& Decimator::input(Index i) const { return inputs_[std::clamp(i, first_, inputs_.end() - 1)]; }

ImuSample Decimator::output() {
  ImuSample out = input(centre_);
  out.acc_mps2 *= weights_[0];
  out.gyr_radps *= weights_[0];
  for (int k = 1; k <= half_; ++k) {
    const ImuSample &before = input(centre_ - k), &after = input(centre_ + k);
    const Real weight = weights_[static_cast<std::size_t>(k)];
    out.acc_mps2 += weight * (before.acc_mps2 + after.acc_mps2);
    out.gyr_radps += weight * (before.gyr_radps + after.gyr_radps);
    if (k <= kClipReach * factor_) {
      out.flags = static_cast<std::uint8_t>(out.flags | ((before.flags | after.flags) & (kAccClipped | kGyrClipped)));
    }
  }
  centre_ += factor_;
  return out;
}

}  // namespace backstep
