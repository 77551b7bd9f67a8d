#pragma once

#include <optional>

#include "dsp/stride/foot_motion.h"

namespace backstep {

/// Settings of find_soft_landing. Speeds are of the part that touches first.
struct SoftLandingConfig {
  Real part_rad = Real(0.05);        // 3 deg: steeper than this it is plain which part touches
  Real judged_mps = Real(0.15);      // that is judged as the slower of both falls below this
  Real judged_share = Real(0.1);     // or below this share of its peak
  Real approach_mps = Real(0.4);     // the approach is looked at from below this
  Real approach_share = Real(0.35);  // or this share of the peak
  Real landed_mps = Real(0.08);      // it has landed; the contact comes
  Real after_landed_s = Real(0.10);  // so much later at most,
  Real after_flat_s = Real(0.02);    // and no more than this after foot flat
  Real least_slope = Real(3);        // root(m/s)/s: no foot is set down more gently
  Real noise = Real(0.05);           // root(m/s): how far an approach is from the line
  Real correlation_s = Real(0.012);  // samples closer together than this tell the same
  // Nothing comes in more slowly: a line that ends below this touched before. Set on the recordings.
  Real landing_mps = Real(0.03);
  Real least_floor = Real(0.07);  // root(m/s): the speed at contact is not known better,
  Real floor_share = Real(0.5);   // nor better than this share of what speed stays
  Real least_sd_s = Real(0.002);
  Real bend_mps2 = Real(0.5);  // second difference of the specific force that any swing has at 208 Hz
  Real clear_bend = Real(4);   // so many times the usual one is as likely a contact as not
  Real most_bend = Real(30);   // times the usual; more says no more
  // A steep foot stands on the tip of its toes, or on the edge of its heel: so much farther out than ball and heel, as
  // far as that point stands still; from 16 deg on, wholly from 27.5.
  Real toe_tip_m = Real(0.07);
  Real heel_edge_m = Real(0.03);
  Real tip_from_rad = Real(0.279);
  Real tip_wholly_rad = Real(0.48);
  Real flat_rad = Real(0.035);  // 2 deg: a blow with the foot nearer to flat may be the part that lands last
  Real angle_sd_rad = Real(0.008);
  // Told is the instant so far on from where the foot is slow to what is found. A signal that holds nothing faster than
  // this bends where it should have a kink: late, as a smoothed one does. Motion capture has 11 to 16 Hz, sensors on
  // shoes 25 to 60 (second differences of the force; recordings).
  Real smooth_hz = Real(20), sharp_hz = Real(26);
  Real smooth_share = Real(0.23);
  // Heels are round, and roll on while they bend in: measured ones (elderly people's) show the kink late as well.
  Real heel_share = Real(0.6);
  // A shock with the foot flatter than 7 deg that comes this long after what is found may be the last part's, and is
  // where the foot turns to flat so fast; where the foot is flat by then, the contact was up to this earlier.
  Real last_part_rad = Real(0.12), shock_sd_s = Real(0.004);
  // Otherwise it is as likely the last part's, any time in a roll, as the contact's own.
  Real last_part = Real(0.5), usual_roll_s = Real(0.12);
  Real hidden_radps = Real(2);  // how fast a foot may turn unseen where samples are lost
  Real fall_radps = Real(2), fall_sd_s = Real(0.02);
};

/// The settings, one for all feet: they are not kept with each.
inline constexpr SoftLandingConfig kSoftLanding;

/// When and at what angle a foot came down that has no shock of contact, or one that may be another part's.
struct SoftLanding {
  std::int64_t t_ic_us = 0;
  Real t_sd_s = 0;
  Real pitch_rad = 0;  ///< mean over the instants at which it may have been; zero not removed
  Real pitch_sd_rad = 0;
  Real share = 1;  ///< how far from where the foot is slow to here the contact is told
};

/// What is known of the swing beforehand.
struct Descent {
  std::int64_t peak_index = 0;  ///< where the slower of ball and heel is fastest
  Real peak_mps = 0;            ///< and how fast
  Real flat_rad = 0;            ///< pitch at the rest after
  std::int64_t t_flat_us = 0;   ///< foot flat
};

/// Finds where the part that touches first stops coming down. Its speed falls as v + c tau^2 until it touches and then
/// stays about what it is, so the root of the speed is a line with a kink. Every sample is tried as the kink and gets a
/// probability by how well the line fits; a sudden change of the force there speaks for it, too. Told are mean and
/// spread over all instants: a foot set down at 4 cm/s cannot be known to better than about 10 ms, and says so.
/// Empty where no approach is seen.
std::optional<SoftLanding> find_soft_landing(const SwingSmoother& swing, const FootMotion& foot, const Descent& descent,
                                             const SoftLandingConfig& config);

/// How likely a shock with the foot about flat is that of the part that lands last, 0 to 1, when it comes `later_s`
/// after the soft landing, which is known to `t_sd_s`: the contact's own shock would be as close to it as it is known,
/// the last part's comes any time in a roll. `falls`: the foot turns to flat fast by then.
Real last_part_share(Real later_s, Real t_sd_s, bool falls, const SoftLandingConfig& config);

}  // namespace backstep
