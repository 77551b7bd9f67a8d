// Any stream of samples through both feet's pipelines and the summary: a made walk, played in pieces, with whatever a
// sensor, a link or a file may do to it.
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "dsp/pipeline/calibrator.h"
#include "dsp/pipeline/session_pipeline.h"
#include "dsp/summary/session_summary.h"
#include "tests/fuzz/input.h"

using namespace backstep;
using namespace backstep::fuzz;

namespace {

constexpr double kRate_hz = 60;
constexpr std::size_t kMostSamples = 1500;  // of one input: enough for a dozen strides, and quick

struct FootSample {
  Foot foot = Foot::left;
  ImuSample sample;
};

/// Backward, a turn, forward: both feet, by time.
const std::vector<FootSample>& made_walk() {
  static const std::vector<FootSample> kWalk = [] {
    walker::WalkerConfig config = *walker::preset("backward-good");
    config.sensor.rate_hz = kRate_hz;
    config.bouts = {walker::stand(1), walker::walk(walker::Travel::backward, 0.8, 5), walker::turn(kPi),
                    walker::walk(walker::Travel::forward, 1.2, 5), walker::stand(1)};
    const walker::Walk walk = walker::walk(config, 1);
    const auto &left = walk.feet[0].measured, &right = walk.feet[1].measured;
    std::vector<FootSample> samples;
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
      samples.push_back({Foot::left, left[i]});
      samples.push_back({Foot::right, right[i]});
    }
    return samples;
  }();
  return kWalk;
}

/// Numbers that break things, and any other.
double odd_number(Input& in) {
  using Limits = std::numeric_limits<double>;
  constexpr std::array kOdd = {
      0.0,  1e-300, Limits::denorm_min(), Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), Limits::max(),
      1e30, -1e30,  kMaxAcc_mps2,         -kMaxRate_radps,     kGravity_mps2};
  const auto which = in.take<std::uint8_t>();
  if (which < kOdd.size()) {
    return kOdd[which];
  }
  return which < 128 ? in.take<double>() : in.take<std::int16_t>() * 0.01;
}

Vec3 odd_vector(Input& in) {
  const double x = odd_number(in), y = odd_number(in), z = odd_number(in);
  return {x, y, z};
}

/// Reads the input as orders, each of which gives some samples or changes how the following ones are made.
class Stream {
 public:
  explicit Stream(Input in) : in_(in) {}

  template <class Take>
  void play(Take&& take) {
    while (!in_.empty() && given_ < kMostSamples) {
      order(take);
    }
  }

 private:
  template <class Take>
  void order(Take& take) {
    const auto kind = in_.take<std::uint8_t>();
    switch (kind % 8) {
      case 0:
      case 1:
        return walk(4 * in_.take<std::uint8_t>(), take);
      case 2:  // the same sample, again and again: a foot at rest, or in the air
        for (int n = in_.take<std::uint8_t>(); n > 0; --n) {
          last_.sample.t_us = sum(last_.sample.t_us, 16667);
          give(last_, take);
        }
        return;
      case 3:
        acc_factor_ = std::exp2(in_.take<std::int8_t>() / 8.0);
        gyr_factor_ = std::exp2(in_.take<std::int8_t>() / 8.0);
        return;
      case 4:
        acc_added_ = odd_vector(in_);
        gyr_added_ = odd_vector(in_);
        return;
      case 5:
        shift_us_ = sum(shift_us_, (kind & 8U) != 0 ? in_.take<std::int64_t>() : in_.take<std::int32_t>());
        return;
      case 6:
        silent_ = in_.take<std::uint8_t>();
        return;
      default:
        FootSample odd{(kind & 8U) != 0 ? Foot::right : Foot::left, {}};
        odd.sample.t_us =
            (kind & 16U) != 0 ? in_.take<std::int64_t>() : sum(last_.sample.t_us, in_.take<std::int32_t>());
        odd.sample.acc_mps2 = odd_vector(in_);
        odd.sample.gyr_radps = odd_vector(in_);
        odd.sample.flags = in_.take<std::uint8_t>();
        give(odd, take);
    }
  }

  template <class Take>
  void walk(int count, Take& take) {
    for (; count > 0; --count) {
      FootSample s = made_walk()[at_++ % made_walk().size()];
      if (at_ % made_walk().size() == 0) {
        shift_us_ = sum(shift_us_, made_walk().back().sample.t_us);
      }
      if ((silent_ & 1U << index(s.foot)) != 0) {
        continue;
      }
      s.sample.t_us = sum(s.sample.t_us, shift_us_);
      s.sample.acc_mps2 = s.sample.acc_mps2 * acc_factor_ + acc_added_;
      s.sample.gyr_radps = s.sample.gyr_radps * gyr_factor_ + gyr_added_;
      give(s, take);
    }
  }

  template <class Take>
  void give(const FootSample& s, Take& take) {
    last_ = s;
    if (given_++ < kMostSamples) {
      take(s.foot, s.sample);
    }
  }

  /// Wraps where it does not fit.
  static std::int64_t sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
  }

  Input in_;
  FootSample last_;
  std::size_t at_ = 0, given_ = 0;
  double acc_factor_ = 1, gyr_factor_ = 1;
  Vec3 acc_added_ = Vec3::Zero(), gyr_added_ = Vec3::Zero();
  std::int64_t shift_us_ = 0;
  std::uint8_t silent_ = 0;
};

bool within(std::optional<Real> x, Real low, Real high) { return !x || (*x >= low && *x <= high); }

void check(const Stride& s) {
  for (const auto* x : {&s.stride_time_s,
                        &s.stance_time_s,
                        &s.swing_time_s,
                        &s.stride_length_m,
                        &s.forward_m,
                        &s.lateral_m,
                        &s.height_m,
                        &s.step_time_s,
                        &s.double_support_s,
                        &s.speed_mps,
                        &s.cadence_spm,
                        &s.sensor_rise_m,
                        &s.turn_rad,
                        &s.strike_angle_rad,
                        &s.contact_confidence,
                        &s.roll_time_s,
                        &s.roll_amplitude_rad,
                        &s.roll_monotonicity,
                        &s.roll_peak_radps,
                        &s.roll_score,
                        &s.step_over_leg,
                        &s.stride_length_sd_m,
                        &s.strike_angle_sd_rad,
                        &s.t_ic_sd_s,
                        &s.t_tc_sd_s,
                        &s.initial_double_support_s,
                        &s.toe_clearance_m,
                        &s.heel_clearance_m,
                        &s.toe_out_rad,
                        &s.inversion_rad,
                        &s.heel_touch_radps,
                        &s.alikeness}) {
    must(!*x || std::isfinite(**x), "a stride's numbers are numbers");
  }
  must(!s.roll_course || (std::isfinite(s.roll_course->held_s) && std::isfinite(s.roll_course->down_s) &&
                          std::isfinite(s.roll_course->landing_share)),
       "a roll's numbers are numbers");
  must(within(s.contact_confidence, 0, 1) && within(s.roll_monotonicity, 0, 1) && within(s.roll_score, 0, 100),
       "shares and scores stay in their range");
  for (const auto* x : {&s.stride_time_s, &s.stance_time_s, &s.swing_time_s, &s.stride_length_m, &s.roll_time_s,
                        &s.step_time_s, &s.double_support_s, &s.initial_double_support_s, &s.stride_length_sd_m,
                        &s.strike_angle_sd_rad, &s.t_ic_sd_s, &s.t_tc_sd_s}) {
    must(within(*x, 0, 1e9), "times and lengths are not negative");
  }
  must(s.t_ic_us || s.quality.has(Quality::too_long), "a swing that could be followed ends in a contact");
  must(!s.t_ic_us || *s.t_ic_us <= s.t_ff_us, "contact comes before flat");
  must(!s.t_tc_us || *s.t_tc_us < *s.t_ic_us, "lift-off comes before contact");
  must(!s.t_start_us || *s.t_start_us <= *s.t_tc_us, "rest ends before lift-off");
  must(!s.t_fr_us || (*s.t_start_us <= *s.t_fr_us && *s.t_fr_us <= *s.t_tc_us),
       "the rise lies between rest and lift-off");
}

void check(const Contact& c) {
  must(!c.strike_angle_rad || std::isfinite(*c.strike_angle_rad), "a contact's angle is a number");
  must(within(c.confidence, 0, 1), "a confidence is a probability");
  must(c.t_ic_us <= c.decided_us, "a contact is decided after it was made");
}

void check(const Withdrawn&) {}
void check(const Alert&) {}

void check(const AlertEnd& /*end*/) {}

/// What comes out of a session, checked and counted.
class Listener {
 public:
  void operator()(SessionPipeline& session, Foot foot) {
    while (const auto event = session.next()) {
      std::visit(
          [this](const auto& e) {
            check(e);
            count(e);
          },
          *event);
      if (const auto* stride = std::get_if<Stride>(&*event)) {
        must(++strides_[at(stride->foot)] == stride->number, "each stride is told once, in order");
      }
    }
    session.visit_new_trajectory(foot, [&](const TrajectoryPoint& p) {
      must(p.pos_m.allFinite() && p.vel_mps.allFinite(), "a place and a speed");
      must(std::isfinite(p.pitch_rad + p.roll_rad + p.yaw_rad), "angles");
      auto& last = last_us_[at(foot)];
      must(!last || p.t_us > *last, "a foot's track goes forward in time");
      last = p.t_us;
    });
  }

  void finish(const SessionPipeline& session) {
    summary_.finish();
    for (const Foot foot : {Foot::left, Foot::right}) {
      must(is_usable(session.calibration(foot)), "what was learned can be stored");
      must(strides_[at(foot)] == session.diagnosis(foot).strides, "no stride is lost");
      for (int d = 0; d < 6; ++d) {
        const WalkStats& walk = summary_.walk(foot, static_cast<Direction>(d));
        must(std::isfinite(walk.distance_m) && std::isfinite(walk.time_s), "distance and time are numbers");
        must(within(walk.stride_length_m.mean(), 0, 1e9), "a mean of lengths is a length");
      }
    }
  }

 private:
  template <class E>
  void count(const E& e) {
    summary_.push(e);
  }
  /// Every end follows its alert.
  void count(const Alert& a) {
    must(!alerts_[at(a.foot)][static_cast<std::size_t>(a.kind)], "an alert is told once until it ends");
    must(a.count <= a.window && std::isfinite(a.value) && a.value >= a.limit - 1e-9, "an alert is beyond its limit");
    alerts_[at(a.foot)][static_cast<std::size_t>(a.kind)] = true;
    summary_.push(a);
  }
  void count(const AlertEnd& e) {
    must(alerts_[at(e.foot)][static_cast<std::size_t>(e.kind)], "an alert ends that was told");
    alerts_[at(e.foot)][static_cast<std::size_t>(e.kind)] = false;
  }

  std::array<std::array<bool, 5>, 2> alerts_{};
  static std::size_t at(Foot foot) { return index(foot); }

  SessionSummary summary_;
  std::array<std::uint32_t, 2> strides_{};
  std::array<std::optional<std::int64_t>, 2> last_us_;
};

SessionConfig config_from(std::uint8_t bits) {
  SessionConfig config;
  const Real rate_hz = (bits & 1U) != 0 ? ((bits & 2U) != 0 ? 1000 : 50) : kRate_hz;
  config.rate_hz = {rate_hz, (bits & 4U) != 0 ? 0 : rate_hz};
  config.common_clock = (bits & 8U) == 0;
  if ((bits & 16U) == 0) {
    config.setup[0].toes_axis_sensor = config.setup[1].toes_axis_sensor = Vec3::UnitX();
  }
  config.overstride.leg_length_m = 0.9;
  config.alert.target_speed_mps = 1;
  return config;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
  const auto bits = in.take<std::uint8_t>();
  const SessionConfig config = config_from(bits);
  const auto has = [&](Foot foot) { return config.rate_hz[index(foot)] > 0; };

  std::array<std::optional<FootCalibration>, 2> stored;
  if ((bits & 32U) != 0) {  // as `analyze` does: a first pass learns what the second one is given
    const auto calibrator =
        std::make_unique<Calibrator>(CalibratorConfig{.rate_hz = config.rate_hz, .setup = config.setup, .foot = {}});
    Stream(in).play([&](Foot foot, const ImuSample& sample) {
      if (has(foot)) {
        calibrator->push(foot, sample);
      }
    });
    stored = calibrator->finish();
    for (const auto& calibration : stored) {
      must(!calibration || is_usable(*calibration), "what was learned can be stored");
    }
  }
  const auto session = std::make_unique<SessionPipeline>(config, stored);
  const auto listener = std::make_unique<Listener>();
  Stream(in).play([&](Foot foot, const ImuSample& sample) {
    if (has(foot)) {
      session->push(foot, sample);
      (*listener)(*session, foot);
    }
  });
  session->finish();
  (*listener)(*session, Foot::left);
  (*listener)(*session, Foot::right);
  listener->finish(*session);
  return 0;
}
