// Sensors faster than the pipeline: a walk tells the same, however fast it was sampled.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "host/session/run.h"
#include "tests/dsp/walk_fixture.h"

using namespace backstep;
using namespace backstep::test;
using walker::Travel;

namespace {

/// Both feet of a simulated walk.
class ModelWalk final : public host::Source {
 public:
  ModelWalk(const walker::Walk& walk, double rate_hz) : samples_(merged(walk)) {
    info_.name = "walked";
    info_.common_clock = true;
    for (std::size_t i = 0; i < 2; ++i) {
      info_.has_foot[i] = true;
      info_.rate_hz[i] = rate_hz;
    }
  }
  const host::SourceInfo& info() const override { return info_; }
  std::optional<host::Reading> next() override {
    if (next_ == samples_.size()) {
      return std::nullopt;
    }
    const auto& [foot, sample] = samples_[next_++];
    return host::Reading{foot, sample};
  }
  void rewind() override { next_ = 0; }
  const host::SourceReport& report() const override { return report_; }

 private:
  std::vector<std::pair<Foot, ImuSample>> samples_;
  std::size_t next_ = 0;
  host::SourceInfo info_;
  host::SourceReport report_;
};

struct Ear final : host::Sink {
  std::vector<Stride> strides;
  std::vector<std::int64_t> points_us;
  void on_stride(const Stride& s) override { strides.push_back(s); }
  void on_trajectory(Foot foot, const TrajectoryPoint& point) override {
    if (foot == Foot::left) {
      points_us.push_back(point.t_us);
    }
  }
  bool wants_trajectory() const override { return true; }
};

Ear heard(host::Source& source, const walker::WalkerConfig& walker) {
  SessionConfig config = host::fitted_to(source.info(), {});
  config.setup = {declared(walker, Foot::left), declared(walker, Foot::right)};
  const auto pipeline = std::make_unique<SessionPipeline>(config, host::calibrate(source, config));
  Ear ear;
  host::Sink* const sinks[] = {&ear};
  host::run(source, *pipeline, sinks);
  return ear;
}

/// Errors against the truth.
struct Errors {
  std::vector<double> of;
  double mean() const {
    double sum = 0;
    for (const double e : of) {
      sum += e;
    }
    return sum / static_cast<double>(of.size());
  }
  double sd() const {
    double sum = 0;
    for (const double e : of) {
      sum += (e - mean()) * (e - mean());
    }
    return std::sqrt(sum / static_cast<double>(of.size()));
  }
};

struct Figures {
  Errors contact_ms, length_mm, strike_deg;
  std::size_t strides = 0, matched = 0;
};

Figures figures(Travel travel, double rate_hz) {
  Figures f;
  for (const std::uint64_t seed : {1U, 2U}) {
    walker::WalkerConfig config = plain_walk(travel, 0.7, 12);
    config.sensor.rate_hz = rate_hz;
    const walker::Walk walk = walker::walk(config, seed);
    ModelWalk source(walk, rate_hz);
    for (const Stride& s : heard(source, config).strides) {
      ++f.strides;
      const auto* truth = truth_of(walk.feet[index(s.foot)], s);
      if (truth == nullptr) {
        continue;
      }
      ++f.matched;
      f.contact_ms.of.push_back(1e3 * (seconds(*s.t_ic_us) - truth->t_landed_s));
      f.length_mm.of.push_back(1e3 * (s.stride_length_m.value_or(0) - truth->length_m));
      f.strike_deg.of.push_back(rad_to_deg(s.strike_angle_rad.value_or(0) - truth->landing.strike_rad));
    }
  }
  return f;
}

}  // namespace

// Measured on four walks each, of which two are walked here (ms, mm, degrees; backward, forward): contacts at 208 Hz
// -1.3 +- 0.8, -1.8 +- 0.8; at 512 Hz -1.3 +- 0.4, -2.1 +- 0.6; at 1000 Hz -0.7 +- 0.2, -1.2 +- 0.2. Lengths +0.1 +- 7,
// -0.9 +- 8 at all. Strike angles at 208 Hz -0.50 +- 0.31, +0.47 +- 0.23; at 512 Hz -0.51 +- 0.18, +0.55 +- 0.20; at
// 1000 Hz -0.34 +- 0.17, +0.33 +- 0.15.
TEST_CASE("Contacts, lengths and strike angles of a faster sensor are as good as at 208 Hz") {
  const Travel travel = GENERATE(Travel::backward, Travel::forward);
  const Figures usual = figures(travel, 208);
  for (const double rate_hz : {512.0, 1000.0}) {
    CAPTURE(travel, rate_hz);
    const Figures fast = figures(travel, rate_hz);
    CHECK(fast.strides == usual.strides);
    CHECK(fast.matched == fast.strides);
    CHECK(std::abs(fast.contact_ms.mean()) < std::abs(usual.contact_ms.mean()) + 0.5);
    CHECK(fast.contact_ms.sd() < usual.contact_ms.sd());
    CHECK(std::abs(fast.length_mm.mean()) < std::abs(usual.length_mm.mean()) + 0.5);
    CHECK(fast.length_mm.sd() < usual.length_mm.sd() + 0.3);
    CHECK(std::abs(fast.strike_deg.mean()) < std::abs(usual.strike_deg.mean()) + 0.15);
    CHECK(fast.strike_deg.sd() < usual.strike_deg.sd());
  }
}

TEST_CASE("Samples taken together for the pipeline leave no motion out, and none is told twice") {
  walker::WalkerConfig config = plain_walk(Travel::backward, 0.7, 6);
  config.sensor.rate_hz = 1000;
  const walker::Walk walk = walker::walk(config, 5);
  ModelWalk source(walk, 1000);
  const Ear ear = heard(source, config);
  const auto& points_us = ear.points_us;
  REQUIRE(points_us.size() > 1000);
  for (std::size_t i = 1; i < points_us.size(); ++i) {
    REQUIRE(points_us[i] > points_us[i - 1]);
    REQUIRE(points_us[i] - points_us[i - 1] <= 3000);
  }
}

TEST_CASE("A pipeline fitted to a source gets the rate that Run gives it") {
  host::SourceInfo info;
  info.rate_hz[0] = 1000;
  CHECK(host::fitted_to(info, {}).rate_hz[0] == Approx(1000.0 / 3));
  CHECK(host::fitted_to(info, {}).rate_hz[1] == 0);
  info.rate_hz[1] = 416;
  CHECK(host::fitted_to(info, {}).rate_hz[1] == 416);
}
