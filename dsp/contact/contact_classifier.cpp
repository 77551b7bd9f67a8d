#include "dsp/contact/contact_classifier.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace backstep {
namespace {

Real normal_cdf(Real z) { return Real(0.5) * std::erfc(-z / std::numbers::sqrt2_v<Real>); }

}  // namespace

ContactVerdict classify_contact(Real strike_angle_rad, Real sd_rad, Real rotation_to_flat_rad,
                                const ContactConfig& config) {
  const Real sd = std::max(sd_rad, Real(1e-6));  // a perfect sensor would divide by zero
  const Real below_ball = normal_cdf((config.ball_limit_rad - strike_angle_rad) / sd);
  const Real above_heel = normal_cdf((strike_angle_rad - config.heel_limit_rad) / sd);
  ContactVerdict v;
  if (strike_angle_rad <= config.ball_limit_rad) {
    v = {ContactClass::ball_first, below_ball};
  } else if (strike_angle_rad >= config.heel_limit_rad) {
    v = {ContactClass::heel_first, above_heel};
  } else {
    v = {ContactClass::flat, std::max(Real(0), 1 - below_ball - above_heel)};
  }
  const bool contradicted =
      (v.contact == ContactClass::ball_first && rotation_to_flat_rad < -config.contradiction_rad) ||
      (v.contact == ContactClass::heel_first && rotation_to_flat_rad > config.contradiction_rad);
  const Real opposite = v.contact == ContactClass::ball_first   ? above_heel
                        : v.contact == ContactClass::heel_first ? below_ball
                                                                : Real(0);
  if (v.confidence < config.min_confidence || opposite > config.most_opposite || contradicted) {
    v.contact = ContactClass::uncertain;
  }
  return v;
}

ContactVerdict doubt_flat(const ContactVerdict& verdict, bool shock, const QualityBits& quality) {
  const bool doubtful = quality.has(Quality::gap) || quality.has(Quality::implausible);
  return verdict.contact == ContactClass::flat && !shock && doubtful ? ContactVerdict{} : verdict;
}

}  // namespace backstep
