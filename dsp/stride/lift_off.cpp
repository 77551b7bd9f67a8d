#include "dsp/stride/lift_off.h"

#include <array>

namespace backstep {
namespace {

std::int64_t us(Real s) { return static_cast<std::int64_t>(s * Real(1e6)); }

/// Centred mean of the pitch rate over the last samples, and where its likeliest minimum ends: the foot turns toe-down
/// and then no longer.
class RatePeaks {
 public:
  RatePeaks(Real interval_s, std::int64_t about_us, const LiftOffConfig& config)
      : about_us_(about_us),
        config_(config),
        size_(std::clamp(static_cast<int>(config.smoothing_s / interval_s) | 1, 1, static_cast<int>(last_.size()))) {}

  struct Peak {
    Real likely = 0;
    Real radps = 0;
    std::optional<std::int64_t> end_us;  ///< when the rate has fallen to a share of the peak's
  };

  void push(const FootPoint& p) {
    Entry& newest = last_[static_cast<std::size_t>(count_ % size_)];
    sum_ += p.pitch_rate_radps - (count_ >= size_ ? newest.radps : Real(0));
    newest = {p.pitch_rate_radps, p.t_us};
    ++count_;
    if (count_ < size_) {
      return;
    }
    const Real mean = sum_ / static_cast<Real>(size_);
    const std::int64_t t_us = last_[static_cast<std::size_t>((count_ - 1 - size_ / 2) % size_)].t_us;
    if (means_ >= 2) {
      const Real away = seconds(before_us_ - about_us_) / config_.spread_s;
      const Real likely = -before_ / (1 + away * away);
      if (before_ < older_ && before_ <= mean && likely > down_.likely) {
        down_ = {likely, before_, std::nullopt};
      }
      const Real level = config_.end_share * down_.radps;
      if (down_.likely > 0 && !down_.end_us && mean > level) {
        const Real share = before_ < level ? (level - before_) / (mean - before_) : Real(0);
        down_.end_us = before_us_ + static_cast<std::int64_t>(share * static_cast<Real>(t_us - before_us_));
      }
    }
    older_ = before_;
    before_ = mean;
    before_us_ = t_us;
    ++means_;
  }

  const Peak& down() const { return down_; }

 private:
  struct Entry {
    Real radps = 0;
    std::int64_t t_us = 0;
  };
  std::array<Entry, 21> last_{};
  std::int64_t about_us_;
  const LiftOffConfig& config_;
  int size_, count_ = 0, means_ = 0;
  Real sum_ = 0, older_ = 0, before_ = 0;
  std::int64_t before_us_ = 0;
  Peak down_;
};

/// When the rotation toe-down that leads to the swing ends, if that is seen.
std::optional<std::int64_t> rotation_end_us(const SwingSmoother& swing, const FootMotion& foot, const TakeUp& x,
                                            const LiftOffConfig& c) {
  const Real before_s =
      std::clamp(c.peak_doublings * seconds(x.full_us - x.half_us), c.least_before_s, c.peak_before_s);
  // The slap of a landing turns the foot, too.
  const std::int64_t from_us = x.full_us - us(before_s), to_us = std::min(x.full_us + us(c.peak_after_s), x.land_us);
  RatePeaks peaks(swing.duration_s() / static_cast<Real>(std::max<std::int64_t>(1, swing.end() - swing.begin())),
                  x.full_us + us(c.peak_centre_s), c);
  swing.visit([&](const MotionPoint& m) {
    if (m.t_us >= from_us && m.t_us <= to_us) {
      peaks.push(foot.at(m));
    }
  });
  return peaks.down().end_us;
}

}  // namespace

LiftOff find_lift_off(const SwingSmoother& swing, const FootMotion& foot, std::optional<Real> flat_rad, const TakeUp& x,
                      const LiftOffConfig& c) {
  const Real pitch_rad = flat_rad ? x.pitch_rad - *flat_rad : Real(0);
  const Real doubling_s = std::min(seconds(x.full_us - x.half_us), c.most_before_s / c.heel_doublings);
  const bool heel = pitch_rad > c.part_rad;
  const std::int64_t start_us = x.full_us - us((heel ? c.heel_doublings : c.flat_doublings) * doubling_s);
  const Real sd_s = heel ? std::hypot(c.heel_sd_s, c.heel_sd_doublings * doubling_s)
                         : std::hypot(c.flat_sd_s, c.flat_sd_doublings * doubling_s);
  const Real share =
      std::clamp((-pitch_rad - c.toes_from_rad) / (c.toes_wholly_rad - c.toes_from_rad), Real(0), Real(1));
  if (share == 0) {
    return {start_us, sd_s};
  }
  // Toes whose leaving is not seen do it about when the foot has speed.
  const auto end_us = rotation_end_us(swing, foot, x, c);
  const std::int64_t toes_us = end_us.value_or(x.full_us);
  const Real later_s = seconds(toes_us - start_us);
  const Real toe_sd_s =
      end_us ? std::hypot(c.toe_sd_s, c.toe_sd_share * seconds(toes_us - x.full_us)) : std::hypot(c.toe_sd_s, later_s);
  const Real variance_s2 =
      share * toe_sd_s * toe_sd_s + (1 - share) * sd_s * sd_s + share * (1 - share) * later_s * later_s;
  return {start_us + us(share * later_s), std::sqrt(variance_s2)};
}

}  // namespace backstep
