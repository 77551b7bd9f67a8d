#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "dsp/base/so3.h"
#include "dsp/calibration/foot_alignment.h"
#include "dsp/contact/contact_classifier.h"
#include "dsp/contact/pivots.h"
#include "dsp/contact/roll.h"
#include "dsp/direction/direction.h"
#include "dsp/stance/stillness.h"
#include "dsp/stride/rest_finder.h"
#include "dsp/stride/soft_landing.h"
#include "dsp/trajectory/attitude_filter.h"
#include "dsp/trajectory/swing_smoother.h"

using namespace backstep;

namespace {

double between(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000; }

/// Candidates of a made-up course of unrest, one value a sample at 200 Hz; all are accepted.
std::vector<RestCandidate> candidates(const std::vector<double>& unrest) {
  RestFinder finder(200);
  std::vector<RestCandidate> out;
  for (std::size_t i = 0; i < unrest.size(); ++i) {
    if (const auto c = finder.push(static_cast<std::int64_t>(i), {unrest[i], unrest[i]})) {
      out.push_back(*c);
      finder.accept();
    }
  }
  return out;
}

std::vector<double> course(std::initializer_list<std::pair<double, double>> pieces) {
  std::vector<double> out;
  for (const auto& [duration_s, level] : pieces) {
    out.insert(out.end(), static_cast<std::size_t>(duration_s * 200), level);
  }
  return out;
}

/// A straight swing of 1 m in 1 s with zero velocity at both ends, as a level sensor sees it.
struct Swing {
  SampleRing ring;
  explicit Swing(const Vec3& acc_error_mps2 = Vec3::Zero(), double jolt_at_s = -1, double jolt_mps = 0) {
    for (int i = 0; i <= 200; ++i) {
      const double t = i / 200.0;
      KeptSample k;
      k.t_us = i * 5000;
      // x(t) = t - sin(2 pi t) / 2 pi
      k.acc_mps2 = Vec3(2 * M_PI * std::sin(2 * M_PI * t), 0, kGravity_mps2) + acc_error_mps2;
      if (std::abs(t - jolt_at_s) < 0.002) {
        k.acc_mps2.x() += jolt_mps * 200;
      }
      ring.push(k);
    }
  }
};

}  // namespace

TEST_CASE("Stillness of a steady turn is its rate, of a standing foot nothing") {
  StillnessMeter turning(200), standing(200);
  std::optional<Stillness> a, b;
  for (int i = 0; i < 100; ++i) {
    a = turning.push(Vec3(0, 2, 0), Vec3(0, 0, 9.81));
    b = standing.push(Vec3::Zero(), Vec3(0, 0, 9.81));
  }
  REQUIRE(a);
  CHECK(a->unrest_radps == Approx(2));
  CHECK(a->quick_radps == Approx(2));
  CHECK(b->unrest_radps == Approx(0).margin(1e-6));
}

TEST_CASE("Stillness answers for every sample, at the ends too") {
  StillnessMeter meter(200);
  int answers = 0;
  for (int i = 0; i < 57; ++i) {
    answers += meter.push(Vec3::Zero(), Vec3(0, 0, 9.81)) ? 1 : 0;
  }
  CHECK(answers == 57 - meter.delay_samples());
  while (meter.flush()) {
    ++answers;
  }
  CHECK(answers == 57);
}

TEST_CASE("A foot that stays still is proposed once, after it has been still for the time to decide") {
  const auto found = candidates(course({{0.5, 5}, {0.5, 0.1}, {0.5, 5}}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].flat);
  CHECK(found[0].index >= 100);
  CHECK(found[0].index <= 100 + 21);
}

TEST_CASE("A dip between two fast phases is proposed where it is lowest, though it is never still") {
  auto u = course({{0.5, 8}, {0.05, 3}, {0.03, 1.2}, {0.05, 3.5}, {0.5, 8}});
  const auto found = candidates(u);
  REQUIRE(found.size() == 1);
  CHECK_FALSE(found[0].flat);
  CHECK(u[static_cast<std::size_t>(found[0].index)] == 1.2);
}

TEST_CASE("A shallow dip is no candidate") { CHECK(candidates(course({{0.5, 5}, {0.1, 3}, {0.5, 5}})).empty()); }

TEST_CASE("A swing integrates to its length, and forgets nine tenths of a steady error of the accelerometer") {
  for (const double error_mps2 : {0.0, 0.3, -0.5}) {
    const Swing swing(Vec3(error_mps2, 0, 0));
    SwingAttitude attitude;
    attitude.tilt_sd_rad = 0.03;
    const SwingSmoother s(swing.ring, 0, 200, attitude, kGravity_mps2, {});
    const double unsmoothed_m = 0.5 * std::abs(error_mps2);
    CHECK(std::abs(s.displacement_m().x() - 1) < 1e-3 + 0.1 * unsmoothed_m);
    CHECK(s.closing_velocity_mps().x() == Approx(error_mps2).margin(1e-3));
    Vec3 last = Vec3::Ones();
    s.visit([&](const MotionPoint& m) { last = m.vel_mps; });
    CHECK(last.norm() < 1e-3 + 0.1 * std::abs(error_mps2));
  }
}

TEST_CASE("An impact that the sampling lost is put where it happened") {
  // 0.3 m/s vanish in one sample at 0.9 s. Spread over the swing they would cost 0.12 m; there they cost 0.03 m.
  const Swing swing(Vec3::Zero(), 0.9, -0.6);
  const SwingSmoother s(swing.ring, 0, 200, {}, kGravity_mps2, {});
  SwingConfig blind;
  blind.impact_mps2 = 1e9;
  const SwingSmoother spread(swing.ring, 0, 200, {}, kGravity_mps2, blind);
  CHECK(std::abs(s.displacement_m().x() - 1) < 0.5 * std::abs(spread.displacement_m().x() - 1));
}

TEST_CASE("A motion of two steps has a pause where they meet, one of one step has none") {
  // Each step: 0.5 s, sin^2 in speed, 2 m/s at most. The foot never rests for longer than an instant in between.
  SampleRing two;
  for (std::int64_t i = 0; i <= 200; ++i) {
    const double t_s = static_cast<double>(i) * 0.005;
    KeptSample k;
    k.t_us = i * 5000;
    k.acc_mps2 = Vec3(4 * kPi * std::sin(4 * kPi * t_s), 0, kGravity_mps2);
    two.push(k);
  }
  const SwingSmoother both(two, 0, 200, {}, kGravity_mps2, {}), first(two, 0, 100, {}, kGravity_mps2, {});
  REQUIRE(both.pause());
  CHECK(std::abs(both.pause()->index - 100) <= 1);
  CHECK(std::abs(both.pause()->height_m) < 0.001);
  CHECK_FALSE(first.pause());
  CHECK_FALSE(SwingSmoother(Swing().ring, 0, 200, {}, kGravity_mps2, {}).pause());
}

TEST_CASE("A lost packet widens the uncertainty") {
  const Swing whole;
  SampleRing holed;
  for (std::int64_t i = 0; i < whole.ring.end(); ++i) {
    KeptSample k = whole.ring[i];
    k.flags = i == 100 ? kAfterGap : 0;
    holed.push(k);
  }
  const SwingSmoother a(whole.ring, 0, 200, {}, kGravity_mps2, {}), b(holed, 0, 200, {}, kGravity_mps2, {});
  CHECK(b.displacement_variance_m2().x() > a.displacement_variance_m2().x());
}

TEST_CASE("The attitude filter") {
  CHECK(rc::check("finds its tilt from a rest, whatever the sensor's posture", [] {
    const Quat q = exp_so3(Vec3(between(-3, 3), between(-3, 3), between(-3, 3)));
    AttitudeFilter filter;
    filter.start(q.conjugate() * Vec3(0, 0, 9.81), 0.02, Vec3::Zero(), 0.05);
    RC_ASSERT((filter.attitude() * (q.conjugate() * Vec3::UnitZ()) - Vec3::UnitZ()).norm() < 1e-9);
  }));
  SECTION("learns a steady gyro bias about the horizontal axes from the tilt that it leaves at rests") {
    AttitudeFilter filter;
    const Vec3 bias(0.08, -0.05, 0);
    filter.start(Vec3(0, 0, 9.81), 0.02, Vec3::Zero(), 0.05);
    for (int stride = 0; stride < 20; ++stride) {
      // One second standing level; the gyroscope shows the bias, so the integration turns by what is not yet known.
      const Quat drifted = filter.attitude() * exp_so3(bias - filter.bias());
      filter.propagate(drifted, filter.attitude().toRotationMatrix(), 1, 0);
      filter.correct_tilt(Vec3(0, 0, 9.81), 0.02);
    }
    CHECK((filter.bias() - bias).head<2>().norm() < 0.005);
  }
  SECTION("takes the mean rate of a standstill for the bias") {
    AttitudeFilter filter;
    filter.start(Vec3(0, 0, 9.81), 0.02, Vec3::Zero(), 0.05);
    filter.correct_bias(Vec3(0.03, 0.02, -0.04), 0.003);
    CHECK((filter.bias() - Vec3(0.03, 0.02, -0.04)).norm() < 0.001);
  }
  SECTION("does not believe a wild rest at its word") {
    AttitudeFilter filter;
    filter.start(Vec3(0, 0, 9.81), 0.01, Vec3::Zero(), 0.001);
    filter.propagate(filter.attitude(), Mat3::Identity(), 1, 0);
    filter.correct_tilt(Vec3(5, 0, 9.81), 0.02);  // 27 deg off
    CHECK((filter.attitude() * Vec3::UnitZ() - Vec3::UnitZ()).norm() < deg_to_rad(3));
  }
}

TEST_CASE("Alignment finds the axes of any mounting from rests, swings and the declared toe axis") {
  CHECK(rc::check([] {
    const Quat q_foot_sensor = exp_so3(Vec3(between(-2, 2), between(-2, 2), between(-2, 2)));
    const auto sensor = [&](const Vec3& foot) { return Vec3(q_foot_sensor.conjugate() * foot); };
    // A hint within 40 degrees of the toes, as people point.
    const double aside = between(-0.7, 0.7);
    FootAlignment alignment({sensor(Vec3(std::cos(aside), std::sin(aside), 0))});
    for (int i = 0; i < 5; ++i) {
      alignment.add_rest(sensor(Vec3(0, 0, 9.81)), 0.1);
      const Vec3 ml = sensor(Vec3(0, 1, 0)), turn = sensor(Vec3(0, 0, 1)), other = sensor(Vec3(1, 0, 0));
      alignment.add_swing(10 * ml * ml.transpose() + turn * turn.transpose() + 0.5 * other * other.transpose());
    }
    const Quat found = alignment.current().q_foot_sensor;
    RC_ASSERT((found * sensor(Vec3::UnitZ()) - Vec3::UnitZ()).norm() < 1e-6);
    RC_ASSERT((found * sensor(Vec3::UnitX()) - Vec3::UnitX()).norm() < 0.06);
  }));
}

TEST_CASE("Steps that look alike with the ends of the foot exchanged tell nothing about the toes") {
  FootAlignment alignment({});
  for (int i = 0; i < 12; ++i) {
    // Heel-first steps backward: they pitch like forward steps, and land on what would then be the ball.
    CHECK_FALSE(alignment.add_toe_cues({deg_to_rad(12), deg_to_rad(30), {-0.8, 0, 0}, 0.25, 0.1}));
  }
  CHECK(alignment.current().toe_source == ToeSource::unknown);
}

TEST_CASE("What the user declares about the toes stands, and the odds tell whether the signal agrees") {
  for (const bool right : {true, false}) {
    FootAlignment alignment({Vec3(Vec3::UnitX())});
    for (int i = 0; i < 12; ++i) {
      const Real more = deg_to_rad(50 + i), less = deg_to_rad(20);
      CHECK_FALSE(alignment.add_toe_cues(right ? ToeCues{more, less, {0.8, 0, 0}, 0.3, 0.1}
                                               : ToeCues{less, more, {-0.8, 0, 0}, -0.3, 0.1}));
    }
    CHECK(alignment.current().toe_source == ToeSource::declared);
    const Real sure = AlignmentConfig{}.decide_log_odds;
    CHECK((right ? alignment.current().toe_log_odds > sure : alignment.current().toe_log_odds < -sure));
  }
}

TEST_CASE("A sensor whose gravity reads 5 percent high is believed once it has been still often enough") {
  FootAlignment alignment({});
  for (int i = 0; i < 10; ++i) {
    alignment.add_rest(Vec3(0, 0, 9.81 * 1.05), 0.02);
  }
  CHECK(alignment.current().gravity_mps2 == Approx(9.81 * 1.05).epsilon(0.005));
  FootAlignment restless({});
  restless.add_rest(Vec3(0, 0, 11), 1.5);
  CHECK(restless.current().gravity_mps2 == Approx(kGravity_mps2).epsilon(0.01));
}

TEST_CASE("A shock with the foot flat is the last part's the likelier the later it comes after the soft landing") {
  const SoftLandingConfig& c = kSoftLanding;
  CHECK(last_part_share(-0.02, 0.01, false, c) == 0);
  CHECK(last_part_share(0.003, 0.02, false, c) == 0);
  // A well-known landing is its own shock's.
  CHECK(last_part_share(0.005, 0.003, false, c) < 0.2);
  Real before = 0;
  for (const Real later_s : {Real(0.01), Real(0.03), Real(0.045), Real(0.06)}) {
    const Real share = last_part_share(later_s, 0.018, false, c);
    CHECK(share > before);
    before = share;
  }
  CHECK(before > 0.95);
  CHECK(last_part_share(0.01, 0.018, true, c) == 1);
}

TEST_CASE("Contact class is a matter of 5 degrees either way, and of how sure the angle is") {
  const ContactConfig c;
  CHECK(classify_contact(deg_to_rad(-15), deg_to_rad(2), 0.2, c).contact == ContactClass::ball_first);
  CHECK(classify_contact(deg_to_rad(1), deg_to_rad(2), 0, c).contact == ContactClass::flat);
  CHECK(classify_contact(deg_to_rad(12), deg_to_rad(2), -0.2, c).contact == ContactClass::heel_first);
  // At the limit itself either side is as likely.
  CHECK(classify_contact(deg_to_rad(-5), deg_to_rad(2), 0.1, c).confidence == Approx(0.5));
  CHECK(classify_contact(deg_to_rad(-5.5), deg_to_rad(2), 0.1, c).contact == ContactClass::uncertain);
  // So unsure that the opposite is likely.
  CHECK(classify_contact(deg_to_rad(-23), deg_to_rad(33), 0.2, c).contact == ContactClass::uncertain);
  // A ball-first foot turns toe-up on its way to flat, once the blow of the contact has died away.
  CHECK(classify_contact(deg_to_rad(-15), deg_to_rad(2), deg_to_rad(-1), c).contact == ContactClass::ball_first);
  CHECK(classify_contact(deg_to_rad(-15), deg_to_rad(2), -0.2, c).contact == ContactClass::uncertain);
}

TEST_CASE("Directions are sectors of 45 degrees about the foot's axes") {
  const DirectionConfig c;
  CHECK(direction_of(0.6, 0.2, c) == Direction::forward);
  CHECK(direction_of(-0.6, 0.5, c) == Direction::backward);
  CHECK(direction_of(0.2, 0.4, c) == Direction::left);
  CHECK(direction_of(0.2, -0.4, c) == Direction::right);
  CHECK(direction_of(-0.05, 0.05, c) == Direction::in_place);
}

TEST_CASE("Each fault of a roll has one rule") {
  const RollConfig c;
  const Roll smooth{
      .time_s = 0.1, .amplitude_rad = 0.3, .peak_radps = 5, .course = {.down_s = 0.08, .landing_share = 0.3}};
  CHECK(roll_fault(smooth, 0.7, c) == RollFault::none);
  CHECK(is_smooth_roll(smooth, ContactClass::ball_first, 0.7, c));
  CHECK(roll_score(smooth, ContactClass::ball_first, 0.7, c) == Approx(100));

  Roll broken = smooth;
  broken.reversals = 2;
  CHECK(roll_fault(broken, 0.7, c) == RollFault::broken);

  Roll slow = smooth;
  slow.mostly_s = 0.3;
  CHECK(roll_fault(slow, 0.7, c) == RollFault::hesitant);
  // What a shoe takes to settle on the heel is no hesitation.
  Roll settling = smooth;
  settling.time_s = 0.4;
  CHECK(roll_fault(settling, 0.7, c) == RollFault::none);
  Roll held = smooth;
  held.course.held_s = 0.1;
  CHECK(roll_fault(held, 0.7, c) == RollFault::hesitant);

  // A foot falls by 0.3 rad in 0.1 s.
  Roll fallen = smooth;
  fallen.course.landing_share = 0.95;
  CHECK(roll_fault(fallen, 0.7, c) == RollFault::slapping);
  Roll driven = fallen;
  driven.course.down_s = 0.04;
  CHECK(roll_fault(driven, 0.7, c) == RollFault::abrupt);
  CHECK_FALSE(is_smooth_roll(driven, ContactClass::ball_first, 0.7, c));
  // As short, but slowed down before the heel lands.
  Roll quick = smooth;
  quick.course.down_s = 0.04;
  CHECK(roll_fault(quick, 0.7, c) == RollFault::none);

  for (const Roll& faulty : {broken, slow, held, fallen, driven}) {
    CHECK(roll_score(faulty, ContactClass::ball_first, 0.7, c) <= 60);
  }
  // Parts that are missing count below that, too: late and wavering, 40 + 0 + 20 + 0.
  Roll both = broken;
  both.course.held_s = 0.1;
  CHECK(roll_score(both, ContactClass::ball_first, 0.7, c) == Approx(60));
  both.monotonicity = 0.75;
  CHECK(roll_score(both, ContactClass::ball_first, 0.7, c) == Approx(50));
  CHECK(roll_score(both, ContactClass::heel_first, 0.7, c) == Approx(10));
  // A fault of a ball-first roll: a heel-first contact has its lower score already.
  CHECK(roll_score(fallen, ContactClass::heel_first, 0.7, c) == Approx(60));
}

TEST_CASE("A roll of less than 8 degrees is shallow, whatever else it shows, and no fault") {
  const RollConfig c;
  Roll r{.time_s = 0.05,
         .amplitude_rad = deg_to_rad(7.9),
         .reversals = 2,
         .peak_radps = 5,
         .course = {.held_s = 0.1, .down_s = 0.01, .landing_share = 0.95}};
  CHECK(roll_fault(r, 0.7, c) == RollFault::shallow);
  CHECK(roll_fault(r, std::nullopt, c) == RollFault::shallow);
  CHECK(roll_score(r, ContactClass::ball_first, 0.7, c) == Approx(80));  // its reversals count
  r.amplitude_rad = deg_to_rad(8.1);
  CHECK(roll_fault(r, 0.7, c) == RollFault::broken);
}

TEST_CASE("Without a stance to compare with only a roll without fault is left open") {
  const RollConfig c;
  Roll r{.time_s = 0.1, .amplitude_rad = 0.3, .peak_radps = 5, .course = {.down_s = 0.08, .landing_share = 0.3}};
  CHECK_FALSE(roll_fault(r, std::nullopt, c).has_value());
  r.course.held_s = 0.1;
  CHECK(roll_fault(r, std::nullopt, c) == RollFault::hesitant);
}

TEST_CASE("A calibration of hardly a swing is a beginning, one of a walk stays as it is") {
  for (const std::uint32_t swings : {1U, 10U}) {
    FootCalibration stored;  // x to the toes
    stored.rests = stored.swings = swings;
    FootAlignment alignment({Vec3(Vec3::UnitX() - Vec3::UnitY())}, {}, stored);
    for (int i = 0; i < 5; ++i) {
      alignment.add_rest(Vec3(0, 0, kGravity_mps2), 0.1);
      alignment.add_swing(Mat3(Vec3(5, 0.2, 0.1).asDiagonal()));  // about the sensor's x: its -y is ahead
    }
    const Vec3 ahead = alignment.current().q_foot_sensor.conjugate() * Vec3::UnitX();
    CHECK(ahead.dot(swings == 1 ? Vec3(-Vec3::UnitY()) : Vec3(Vec3::UnitX())) > 0.99);
  }
}
