#include "dsp/calibration/toe_evidence.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string_view>

#include "tests/dsp/walk_fixture.h"

namespace backstep {
namespace {

ToeCues level_swing(Real down_deg, Real up_deg, Real forward_m, Real strike_deg, Real steepest_share) {
  return {deg_to_rad(down_deg), deg_to_rad(up_deg), {forward_m, 0, 0}, deg_to_rad(strike_deg), steepest_share};
}

Real odds_of(const ToeCues& cues, int swings = 8) {
  ToeEvidence evidence;
  for (int i = 0; i < swings; ++i) {
    evidence.add(cues);
  }
  return evidence.log_odds();
}

const Real kSure = AlignmentConfig{}.decide_log_odds;

/// What both feet of a walk have learned, without a word about the toes.
std::array<std::optional<FootCalibration>, 2> learned(const walker::WalkerConfig& config, std::uint64_t seed) {
  const walker::Walk walk = walker::walk(config, seed);
  const auto calibrator = std::make_unique<Calibrator>(
      CalibratorConfig{{Real(config.sensor.rate_hz), Real(config.sensor.rate_hz)}, {}, FootConfig{}});
  for (const Foot foot : {Foot::left, Foot::right}) {  // each has its own pipeline: the order between them is nothing
    for (const ImuSample& sample : walk.feet[index(foot)].measured) {
      calibrator->push(foot, sample);
    }
  }
  return calibrator->finish();
}

bool right_end(const FootCalibration& c, const walker::WalkerConfig& config, Foot foot) {
  return (c.q_foot_sensor * *test::declared(config, foot).toes_axis_sensor).x() > 0;
}

}  // namespace

TEST_CASE("Swings of either direction tell the toe end, and the opposite where the ends are exchanged") {
  const ToeCues forward = level_swing(60, 22, 1.2, 20, 0.15), backward = level_swing(30, 20, -0.8, -20, 0.85);
  for (const ToeCues& cues : {forward, backward}) {
    CHECK(odds_of(cues) > kSure);
    ToeCues exchanged = cues;
    std::swap(exchanged.toe_down_rad, exchanged.toe_up_rad);
    exchanged.moved_m = -exchanged.moved_m;
    exchanged.strike_rad = -exchanged.strike_rad;
    CHECK(odds_of(exchanged) == Approx(-odds_of(cues)));
    ToeEvidence turned;
    turned.add(cues);
    const Real before = turned.log_odds();
    turned.turn_about();
    CHECK(turned.log_odds() == Approx(-before));
  }
}

TEST_CASE("What could be either end says nothing: shuffles, stairs, steps in place, heel-first steps backward") {
  CHECK(odds_of(level_swing(60, 22, 1.2, 20, 0.15)) > kSure);
  CHECK(odds_of(level_swing(9, 4, 0.3, 6, 0.15)) == 0);
  CHECK(odds_of(level_swing(60, 22, 0.05, 20, 0.15)) == 0);
  CHECK(odds_of(level_swing(28, 10, 1.2, -8, 0.15)) == 0);
  CHECK(odds_of(level_swing(65, 10, 1.2, -8, 0.15)) > kSure);  // no foot lifts its toes by 65 deg
  ToeCues stair = level_swing(60, 22, 0.58, 20, 0.15);
  stair.moved_m.z() = 0.34;
  CHECK(odds_of(stair) == 0);
}

TEST_CASE("Cues that contradict each other decide nothing, and no walk is surer than the model of walks") {
  CHECK(std::abs(odds_of(level_swing(22, 40, 1.2, 20, 0.2))) < kSure);
  CHECK(odds_of(level_swing(80, 3, 1.2, 20, 0.1), 1000) == odds_of(level_swing(80, 3, 1.2, 20, 0.1), 500));
}

TEST_CASE("No walk of the walker is turned round, and level walks with usual contacts are decided") {
  for (const std::string_view name :
       {"backward-good", "backward-overstriding", "backward-slow", "backward-limping", "backward-uphill", "forward",
        "mixed-with-turns", "backward-heel-first", "stairs-up", "stairs-down", "stairs-down-backward"}) {
    const walker::WalkerConfig config = *walker::preset(name);
    const auto feet = learned(config, 3);
    const bool either = name == "backward-heel-first" || name.starts_with("stairs");
    for (const Foot foot : {Foot::left, Foot::right}) {
      const auto& c = feet[index(foot)];
      INFO(name << ' ' << index(foot));
      REQUIRE(c);
      CHECK((c->toe_source == ToeSource::signal) != either);
      CHECK((c->toe_source == ToeSource::unknown || right_end(*c, config, foot)));
    }
  }
}

TEST_CASE("A walk tells against a stored mounting with its ends exchanged, and for the right one") {
  const walker::WalkerConfig config = test::plain_walk(walker::Travel::backward, 0.8);
  const auto samples = walker::walk(config, 5).feet[1].measured;
  const Real rate_hz = config.sensor.rate_hz;
  FootPipeline learning(Foot::right, rate_hz, FootConfig{}, test::declared(config, Foot::right));
  const auto run = [&](FootPipeline& foot) {
    for (const ImuSample& sample : samples) {
      foot.push(sample);
      while (foot.next()) {
      }
    }
    return foot.diagnosis().toe_log_odds;
  };
  CHECK(run(learning) > kSure);
  FootCalibration stored = learning.calibration();
  stored.toe_source = ToeSource::stored;
  FootPipeline right(Foot::right, rate_hz, FootConfig{}, {}, stored);
  FootPipeline wrong(Foot::right, rate_hz, FootConfig{}, {}, turned_about(stored));
  CHECK(run(right) > kSure);
  CHECK(run(wrong) < -kSure);
  CHECK(wrong.calibration().toe_source == ToeSource::stored);  // told, not changed
}

}  // namespace backstep
