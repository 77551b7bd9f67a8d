#include "data/walker/plan.h"

#include <algorithm>
#include <cmath>

#include "dsp/base/imu_sample.h"

namespace backstep::walker {
namespace {

constexpr double kTurnStep_rad = 0.6;  // about 35 degrees a step: what people do when they turn on the spot
constexpr double kTurnStrideTime_s = 1.3;

double travel_angle(Travel travel) {
  switch (travel) {
    case Travel::backward:
      return kPi;
    case Travel::left:
      return kPi / 2;
    case Travel::right:
      return -kPi / 2;
    case Travel::forward:
    case Travel::in_place:
      return 0;
  }
  return 0;
}

bool sideways(Travel travel) { return travel == Travel::left || travel == Travel::right; }

double usual_leave_rad(Travel travel) {
  return deg_to_rad(travel == Travel::forward ? -56 : travel == Travel::backward ? 11 : -12);
}

// On stairs the foot leaves over its toes, steeper on the way down, where the body sinks over it.
double usual_stair_leave_rad(double rise_m) { return deg_to_rad(rise_m > 0 ? -26 : -38); }

constexpr double kStairPlace_m = 0.005;  // feet are placed on a tread with more care than on the floor
// Backward down stairs the stance is shorter, 58 % (Beaulieu, Pelland and Robertson 2008; forward 65 to 70 %).
constexpr double kBackwardStairStance = 0.59;

double usual_stance_share(const Bout& bout, double speed_mps) {
  if (bout.tread_m > 0 && bout.travel == Travel::backward) return kBackwardStairStance;
  // It falls with speed: 0.54-0.72 of the stride over 0.4-1.2 m/s (acted backward walks, Kobayashi 2023).
  return std::clamp(0.705 - 0.085 * speed_mps, 0.56, 0.70);
}

/// Walks the planned bouts and keeps what carries over from one to the next.
class Planner {
 public:
  Planner(const WalkerConfig& config, Random random) : config_(config), random_(random) {
    for (const Foot foot : {Foot::left, Foot::right}) {
      place(foot, 0, 0);
      footfall(foot).rest_rad = config_.person.habit[index(foot)].rest_pitch_rad;
    }
  }

  void add(const Bout& bout) {
    if (bout.stand_s > 0) {
      plan_.end_s += bout.stand_s;
    } else {
      add_walk(bout);
    }
  }

  Plan take() { return std::move(plan_); }

 private:
  Footfall& footfall(Foot foot) { return plan_.feet[index(foot)].back(); }
  const FootHabit& habit(Foot foot) const { return config_.person.habit[index(foot)]; }

  /// A new footfall of `foot` beside the body's present place, moved by `ahead_m` along `direction_rad`.
  void place(Foot foot, double ahead_m, double direction_rad) {
    const double side = foot == Foot::left ? 1 : -1;
    const double half_width_m = config_.person.step_width_m / 2;
    Footfall f;
    f.x_m = x_m_ + ahead_m * std::cos(direction_rad) - side * half_width_m * std::sin(heading_rad_);
    f.y_m = y_m_ + ahead_m * std::sin(direction_rad) + side * half_width_m * std::cos(heading_rad_);
    f.z_m = z_m_;
    f.ahead_m = ahead_m;
    f.yaw_rad = heading_rad_ + side * config_.person.toe_out_rad;
    plan_.feet[index(foot)].push_back(f);
  }

  Landing draw_landing(const Bout& bout, Foot foot) {
    Landing drawn = bout.tread_m > 0 ? usual_stair_landing(bout.travel, bout.rise_m) : usual_landing(bout.travel);
    double total = 0;
    for (const Landing& l : bout.landings) total += l.weight;
    double lot = random_.uniform(0, total);
    for (const Landing& l : bout.landings) {
      drawn = l;
      lot -= l.weight;
      if (lot < 0) break;
    }
    drawn.strike_rad = random_.vary(drawn.strike_rad + habit(foot).strike_offset_rad, config_.person.strike_sd_rad);
    return drawn;
  }

  void add_walk(const Bout& bout) {
    const bool on_the_spot = bout.travel == Travel::in_place;
    const double stride_m = on_the_spot        ? 0
                            : bout.tread_m > 0 ? 2 * bout.tread_m
                            : bout.stride_length_m > 0
                                ? bout.stride_length_m
                                : usual_stride_m(bout.travel, bout.speed_mps, config_.person.leg_length_m);
    const double stride_s = on_the_spot ? kTurnStrideTime_s : stride_m / bout.speed_mps;
    const double speed_mps = on_the_spot ? 0.3 : bout.speed_mps;  // in place: what sets the stance share
    const double stance_share = bout.stance_share > 0 ? bout.stance_share : usual_stance_share(bout, speed_mps);

    Foot foot = bout.travel == Travel::left || (!sideways(bout.travel) && random_.uniform(0, 1) < 0.5) ? Foot::left
                                                                                                       : Foot::right;
    double last_landed_s = plan_.end_s + (1 - stance_share) * stride_s;  // the first step has a swing, and a rise
    for (int k = 1; k <= bout.steps; ++k, foot = other(foot)) {
      double step_s = stride_s / 2 * habit(foot).step_time_factor;
      step_s = random_.vary(step_s, config_.person.step_time_cv * step_s);
      const double swing_s = (1 - stance_share) * stride_s * random_.vary(1, config_.person.step_time_cv / 2);

      heading_rad_ += bout.turn_rad / bout.steps;
      const double direction_rad = heading_rad_ - bout.turn_rad / bout.steps / 2 + travel_angle(bout.travel);
      // Side steps: the leading foot makes the way, the other one joins it. Else each step is half a stride, and the
      // last one ends beside the other foot.
      const bool advances = sideways(bout.travel) ? k % 2 == 1 : k < bout.steps;
      const double step_m = advances ? (sideways(bout.travel) ? stride_m : stride_m / 2) : 0;
      x_m_ += step_m * std::cos(direction_rad);
      y_m_ += step_m * std::sin(direction_rad);
      if (advances) z_m_ += bout.rise_m;

      Footfall& before = footfall(foot);
      const double landed_s = last_landed_s + step_s;
      before.left_s = landed_s - swing_s;
      // Never both feet in the air: this is walking.
      if (stance_share > 0.5) {
        before.left_s = std::max(before.left_s, k == 1 ? plan_.end_s : last_landed_s + 0.02 * stride_s);
      }
      leave(before, bout, stance_share * stride_s);

      const double place_sd_m = bout.tread_m > 0 ? kStairPlace_m : config_.person.stride_length_cv * stride_m / 2;
      place(foot, on_the_spot ? 0 : random_.vary(0, place_sd_m), direction_rad);
      Footfall& next = footfall(foot);
      const double aside_m = on_the_spot ? 0 : random_.vary(0, config_.person.aside_sd_m);
      next.x_m -= aside_m * std::sin(direction_rad);
      next.y_m += aside_m * std::cos(direction_rad);
      next.yaw_rad += random_.vary(0, config_.person.yaw_sd_rad);
      next.landed_s = landed_s;
      next.travel = bout.travel;
      next.speed_mps = on_the_spot ? 0 : bout.speed_mps;
      next.heading_rad = direction_rad;
      next.landing = draw_landing(bout, foot);
      next.tread_m = bout.tread_m;
      next.rise_m = bout.rise_m;
      const double stance_s = stance_share * stride_s;
      // Roll time goes with the strike angle (r = -0.93 in acted backward walks): 6-23 % of the stance at 20 degrees.
      const double steepness = std::clamp(std::abs(next.landing.strike_rad) / deg_to_rad(20), 0.3, 1.6);
      next.roll_s = std::max(0.03, random_.vary(0.16, 0.02) * stance_s * steepness);
      next.rest_rad = habit(foot).rest_pitch_rad * random_.vary(1, 0.15);
      last_landed_s = landed_s;
    }
    plan_.end_s = last_landed_s + std::max(0.4, stance_share * stride_s);
  }

  void leave(Footfall& f, const Bout& bout, double stance_s) {
    const double usual_rad = bout.tread_m > 0 ? usual_stair_leave_rad(bout.rise_m) : usual_leave_rad(bout.travel);
    const double mean_rad = bout.leave_rad != 0 ? bout.leave_rad : usual_rad;
    f.leave_rad = random_.vary(mean_rad, deg_to_rad(4));
    const double share = bout.travel == Travel::forward ? 0.40 : 0.24;
    const double rise_s = std::min(share * stance_s, bout.travel == Travel::forward ? 0.45 : 0.30);
    // A held or broken roll takes its time from the flat phase, never the whole of it.
    const double flat_from_s = f.landed_s + 0.6 * (f.left_s - f.landed_s);
    f.rise_s = std::isfinite(flat_from_s) ? std::max(f.left_s - rise_s, flat_from_s) : f.left_s - rise_s;
  }

  const WalkerConfig& config_;
  Random random_;
  Plan plan_;
  double x_m_ = 0, y_m_ = 0, z_m_ = 0, heading_rad_ = 0;
};

}  // namespace

Landing usual_landing(Travel travel) {
  Landing landing;
  landing.strike_rad = deg_to_rad(travel == Travel::forward ? 18 : travel == Travel::backward ? -20 : -9);
  return landing;
}

Landing usual_stair_landing(Travel travel, double rise_m) {
  Landing landing;
  landing.strike_rad = deg_to_rad(rise_m > 0 ? -7 : travel == Travel::backward ? -24 : -18);
  return landing;
}

double usual_stride_m(Travel travel, double speed_mps, double leg_length_m) {
  const double walk_ratio_m_per_spm = (travel == Travel::forward ? 0.0060 : 0.0042) * leg_length_m / 0.9;
  return 2 * std::sqrt(60 * speed_mps * walk_ratio_m_per_spm);
}

Plan plan_walk(const WalkerConfig& config, Random random) {
  Planner planner(config, random);
  for (const Bout& bout : config.bouts) planner.add(bout);
  return planner.take();
}

Bout stand(double seconds) {
  Bout bout;
  bout.stand_s = seconds;
  return bout;
}

Bout walk(Travel travel, double speed_mps, double distance_m, double leg_length_m) {
  Bout bout;
  bout.travel = travel;
  bout.speed_mps = speed_mps;
  const double stride_m = usual_stride_m(travel, speed_mps, leg_length_m);
  bout.steps = std::max(2, static_cast<int>(std::lround(2 * distance_m / stride_m)) + (sideways(travel) ? 0 : 1));
  return bout;
}

Bout turn(double angle_rad) {
  Bout bout;
  bout.travel = Travel::in_place;
  bout.turn_rad = angle_rad;
  bout.steps = std::max(2, static_cast<int>(std::ceil(std::abs(angle_rad) / kTurnStep_rad)));
  return bout;
}

Bout jog(double speed_mps, double distance_m) {
  Bout bout = walk(Travel::forward, speed_mps, distance_m);
  bout.stance_share =
      0.36;  // a quarter of a second; running leaves the ground at 39 %, sprinting at 36 % (Novacheck 1998)
  bout.landings = {Landing{.strike_rad = deg_to_rad(7)}};
  return bout;
}

Bout stairs(Travel travel, double speed_mps, int steps, double rise_m, double tread_m) {
  Bout bout;
  bout.travel = travel;
  bout.speed_mps = speed_mps;
  bout.steps = steps + 1;  // the last one joins
  bout.rise_m = rise_m;
  bout.tread_m = tread_m;
  return bout;
}

}  // namespace backstep::walker
