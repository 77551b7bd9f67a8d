#include "data/walker/presets.h"

#include <utility>

namespace backstep::walker {
namespace {

/// On the laces: rolled and yawed as they happen to be tied, sloping down to the toes.
Quat on_the_laces(double yaw_deg, double slope_deg, double roll_deg) {
  return Eigen::AngleAxis<Real>(deg_to_rad(yaw_deg), Vec3::UnitZ()) *
         Eigen::AngleAxis<Real>(deg_to_rad(slope_deg), Vec3::UnitY()) *
         Eigen::AngleAxis<Real>(deg_to_rad(roll_deg), Vec3::UnitX());
}

WalkerConfig everyday(std::vector<Bout> bouts) {
  WalkerConfig config;
  config.bouts = std::move(bouts);
  config.person.habit[0].strike_offset_rad = deg_to_rad(-1);
  config.person.habit[1].strike_offset_rad = deg_to_rad(1.5);
  config.person.habit[1].step_time_factor = 1.02;
  config.mounting[0].q_foot_sensor = on_the_laces(6, 22, -4);
  config.mounting[1].q_foot_sensor = on_the_laces(-9, 25, 3);
  config.sensor.clock_drift = 12e-6;
  return config;
}

Bout backward(double speed_mps, double distance_m, std::vector<Landing> landings = {}) {
  Bout bout = walk(Travel::backward, speed_mps, distance_m);
  bout.landings = std::move(landings);
  return bout;
}

Landing landing(double weight, double strike_deg, Roll roll = Roll::smooth) {
  Landing l;
  l.weight = weight;
  l.strike_rad = deg_to_rad(strike_deg);
  l.roll = roll;
  return l;
}

WalkerConfig one_backward_walk(double speed_mps, double distance_m, std::vector<Landing> landings) {
  return everyday({stand(2), backward(speed_mps, distance_m, std::move(landings)), stand(1)});
}

WalkerConfig overstriding() {
  WalkerConfig config = one_backward_walk(0.95, 22, {});
  Bout& bout = config.bouts[1];
  bout.stride_length_m = 1.42;  // a step of 0.79 leg lengths; measured backward walks end at 0.67
  bout.steps = 32;
  return config;
}

WalkerConfig mixed() {
  Bout curve = walk(Travel::forward, 0.9, 4);
  curve.turn_rad = deg_to_rad(90);
  return everyday({stand(2), walk(Travel::forward, 1.1, 5), stand(0.6), backward(0.6, 4), turn(deg_to_rad(180)),
                   backward(0.6, 3), stand(0.5), walk(Travel::left, 0.35, 1.2), curve, turn(deg_to_rad(-90)),
                   walk(Travel::forward, 1.0, 3), stand(1)});
}

WalkerConfig heels_up() {
  WalkerConfig config = one_backward_walk(0.6, 13, {});
  config.person.habit[0].rest_pitch_rad = deg_to_rad(-5);
  config.person.habit[1].rest_pitch_rad = deg_to_rad(-3);
  return config;
}

WalkerConfig limping() {
  WalkerConfig config = one_backward_walk(0.5, 12, {});
  config.person.habit[0].step_time_factor = 0.92;
  config.person.habit[1].step_time_factor = 1.08;
  config.person.habit[1].strike_offset_rad = deg_to_rad(8);
  return config;
}

WalkerConfig uphill() {
  WalkerConfig config = one_backward_walk(0.6, 13, {});
  config.incline_rad = -0.05;  // 5 %; the walk faces +x and goes to -x, where it rises
  return config;
}

/// A flight of eighteen steps of 0.17 m.
WalkerConfig stairs(Travel travel, double speed_mps, double rise_m) {
  return everyday({stand(2), stairs(travel, speed_mps, 18, rise_m, 0.29), stand(1)});
}

WalkerConfig jogging() {
  WalkerConfig config = everyday({stand(2), jog(2.5, 60), stand(1)});
  // The shank swings up behind, and the body falls farther onto the foot.
  config.person.clearance_m = 0.10;
  config.person.landing_speed_mps = 0.35;
  return config;
}

}  // namespace

std::vector<Preset> presets() {
  return {
      {"backward-good", "ball-first, smooth roll, 0.7 m/s", one_backward_walk(0.7, 16, {})},
      {"backward-heel-first", "half of the contacts heel-first, some flat",
       one_backward_walk(0.7, 16, {landing(0.50, 13), landing(0.15, 0), landing(0.35, -15)})},
      {"backward-overstriding", "steps of 0.79 leg lengths", overstriding()},
      {"backward-slow", "0.22 m/s, a beginner on a treadmill", one_backward_walk(0.22, 6, {})},
      {"mixed-with-turns", "forward, backward, sideways, turning around", mixed()},
      {"forward", "heel-first, 1.2 m/s", everyday({stand(2), walk(Travel::forward, 1.2, 28), stand(1)})},
      {"backward-abrupt", "the foot is stamped flat",
       one_backward_walk(0.7, 16, {landing(0.7, -14, Roll::abrupt), landing(0.3, -18)})},
      {"backward-hesitant", "the heel is held up on its way",
       one_backward_walk(0.6, 13, {landing(0.7, -20, Roll::hesitant), landing(0.3, -20)})},
      {"backward-slapping", "the heel falls freely",
       one_backward_walk(0.7, 16, {landing(0.7, -20, Roll::slapping), landing(0.3, -20)})},
      {"backward-broken", "the roll turns back on its way",
       one_backward_walk(0.6, 13, {landing(0.7, -20, Roll::broken), landing(0.3, -20)})},
      {"backward-heels-up", "the heels do not come down fully", heels_up()},
      {"backward-limping", "right steps longer in time and flatter", limping()},
      {"backward-uphill", "up a slope of 5 %", uphill()},
      {"jogging", "2.5 m/s, both feet in the air between", jogging()},
      {"stairs-up", "eighteen steps of 17 cm, forward", stairs(Travel::forward, 0.40, 0.17)},
      {"stairs-down", "the same down, ball first", stairs(Travel::forward, 0.45, -0.17)},
      {"stairs-down-backward", "the same down, facing the stairs", stairs(Travel::backward, 0.35, -0.17)},
  };
}

std::optional<WalkerConfig> preset(std::string_view name) {
  if (name == "backward") {
    name = "backward-good";
  }
  for (Preset& p : presets()) {
    if (p.name == name) return std::move(p.config);
  }
  return std::nullopt;
}

}  // namespace backstep::walker
