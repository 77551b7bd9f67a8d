#include "host/session/run.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "data/walker/walker.h"
#include "host/session/forward_steps.h"
#include "host/sink/stride_table.h"
#include "host/sink/summary_sink.h"

using namespace backstep;
using namespace backstep::host;
using Catch::Matchers::Contains;

namespace {

/// A simulated walk as a source; its sensors may be turned about the vertical.
class WalkerSource : public Source {
 public:
  explicit WalkerSource(std::vector<walker::Bout> bouts, Real yaw_rad = 0) {
    walker::WalkerConfig config;
    config.bouts = std::move(bouts);
    for (auto& mounting : config.mounting) {
      mounting.q_foot_sensor = Quat(std::cos(yaw_rad / 2), 0, 0, std::sin(yaw_rad / 2));
    }
    const walker::Walk walk = walker::walk(config, 7);
    for (const Foot foot : {Foot::left, Foot::right}) {
      for (const ImuSample& s : walk.feet[index(foot)].measured) {
        readings_.push_back({foot, s});
      }
    }
    std::stable_sort(readings_.begin(), readings_.end(),
                     [](const Reading& a, const Reading& b) { return a.sample.t_us < b.sample.t_us; });
    info_.name = "walker";
    for (int i = 0; i < 2; ++i) {
      info_.has_foot[i] = true;
      info_.rate_hz[i] = config.sensor.rate_hz;
    }
    info_.common_clock = true;
  }
  const SourceInfo& info() const override { return info_; }
  std::optional<Reading> next() override {
    return next_ < readings_.size() ? std::optional(readings_[next_++]) : std::nullopt;
  }
  void rewind() override { next_ = 0; }
  const SourceReport& report() const override { return report_; }
  void mark(std::int64_t t_us, std::string text) { report_.marks.push_back({t_us, std::move(text)}); }

 private:
  std::vector<Reading> readings_;
  std::size_t next_ = 0;
  SourceInfo info_;
  SourceReport report_;
};

/// Keeps what it hears, in order.
struct Ear : Sink {
  std::vector<Stride> strides;
  int contacts = 0, withdrawn = 0, points = 0;
  std::vector<std::string> marks;
  void on_mark(std::int64_t /*t_us*/, std::string_view text) override { marks.emplace_back(text); }
  void on_stride(const Stride& s) override { strides.push_back(s); }
  void on_contact(const Contact& /*contact*/) override { ++contacts; }
  void on_withdrawn(const Withdrawn& /*withdrawn*/) override { ++withdrawn; }
  void on_trajectory(Foot /*foot*/, const TrajectoryPoint& /*point*/) override { ++points; }
  std::string table() const {
    std::string text;
    for (const Stride& s : strides) {
      text += stride_csv_row(s);
    }
    return text;
  }
};

SessionConfig config_of(const Source& source, std::optional<Vec3> toes = {}) {
  SessionConfig config = fitted_to(source.info(), {});
  for (FootSetup& setup : config.setup) {
    setup.toes_axis_sensor = toes;
  }
  return config;
}

Ear analysed(Source& source, const SessionConfig& config, const ShoeCalibration& stored, const TimeSpan& span = {}) {
  Ear ear;
  Sink* const sinks[] = {&ear};
  const auto pipeline = std::make_unique<SessionPipeline>(config, stored);
  source.rewind();
  run(source, *pipeline, sinks, span);
  return ear;
}

std::vector<walker::Bout> walking(walker::Travel travel, Real distance_m = 10) {
  return {walker::stand(2), walker::walk(travel, 0.7, distance_m), walker::stand(1)};
}

}  // namespace

TEST_CASE("Rows come in the order of foot flat, and every one follows a contact") {
  WalkerSource source(walking(walker::Travel::backward));
  const SessionConfig config = config_of(source, Vec3::UnitX());
  const Ear ear = analysed(source, config, calibrate(source, config));
  REQUIRE(ear.strides.size() > 15);
  CHECK(std::is_sorted(ear.strides.begin(), ear.strides.end(),
                       [](const Stride& a, const Stride& b) { return a.t_ff_us < b.t_ff_us; }));
  CHECK(ear.contacts >= static_cast<int>(ear.strides.size()));
  CHECK(ear.points == 0);  // nobody wants the trajectory, so nobody integrates it
}

TEST_CASE("With a stored calibration the first pass makes no difference") {
  WalkerSource source(walking(walker::Travel::backward));
  const SessionConfig config = config_of(source, Vec3::UnitX());
  const ShoeCalibration stored = calibrate(source, config);
  CHECK(analysed(source, config, stored).table() == analysed(source, config, stored).table());
  CHECK_FALSE(analysed(source, config, stored).table().empty());
}

TEST_CASE("Only the readings within the span are heard, and the pass leaves the source rewound") {
  WalkerSource source(walking(walker::Travel::backward));
  const SessionConfig config = config_of(source, Vec3::UnitX());
  const TimeSpan span{5'000'000, 12'000'000};
  const ShoeCalibration stored = calibrate(source, config, span);
  const Ear ear = analysed(source, config, stored, span);
  REQUIRE_FALSE(ear.strides.empty());
  for (const Stride& s : ear.strides) {
    CHECK((s.t_ff_us >= 5'000'000 && s.t_ff_us < 12'000'000));
  }
}

TEST_CASE("Ten steps forward tell where the toes are, whichever way the sensor sits") {
  for (const Real yaw_deg : {0.0, 180.0, 100.0, -70.0}) {
    CAPTURE(yaw_deg);
    WalkerSource forward(walking(walker::Travel::forward, 6), deg_to_rad(yaw_deg));
    const auto found = calibrate_forward(forward, config_of(forward), ForwardWord::asked);
    REQUIRE(found.has_value());
    WalkerSource backward(walking(walker::Travel::backward), deg_to_rad(yaw_deg));
    const Ear ear = analysed(backward, config_of(backward), *found);
    REQUIRE(ear.strides.size() > 15);
    for (const Stride& s : ear.strides) {
      CHECK(s.direction == Direction::backward);
      CHECK(s.contact == ContactClass::ball_first);
    }
  }
}

TEST_CASE("Steps both ways, too few steps, or a declared heel do not calibrate") {
  WalkerSource both({walker::stand(2), walker::walk(walker::Travel::forward, 0.7, 5), walker::stand(1),
                     walker::walk(walker::Travel::backward, 0.7, 5), walker::stand(1)});
  CHECK_THAT(calibrate_forward(both, config_of(both), ForwardWord::asked).error().message(),
             Contains("went both ways"));
  WalkerSource few({walker::stand(2), walker::walk(walker::Travel::forward, 0.7, 1.0), walker::stand(1)});
  CHECK_THAT(calibrate_forward(few, config_of(few), ForwardWord::asked).error().message(),
             Contains("ten steps straight ahead"));
  WalkerSource forward(walking(walker::Travel::forward));
  CHECK_THAT(calibrate_forward(forward, config_of(forward, Vec3(-1, 0, 0)), ForwardWord::asked).error().message(),
             Contains("points to the heel"));
  WalkerSource standing({walker::stand(5)});
  CHECK_THAT(calibrate_forward(standing, config_of(standing), ForwardWord::asked).error().message(),
             Contains("no strides of the left foot"));
}

TEST_CASE("Steps that look backward calibrate only where it is insisted that they led forward") {
  WalkerSource backward(walking(walker::Travel::backward));
  const auto refused = calibrate_forward(backward, config_of(backward), ForwardWord::asked);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::input);
  CHECK_THAT(refused.error().message(),
             Contains("pitches as one that walks backward") && Contains("nothing is stored"));
  CHECK(refused.error().hint == Hint::led_forward);
  const auto insisted = calibrate_forward(backward, config_of(backward), ForwardWord::insisted);
  REQUIRE(insisted.has_value());
  CHECK((*insisted)[0]->toe_log_odds < -3);
  CHECK_FALSE(check_forward(*insisted, ForwardWord::asked).has_value());
  for (const Stride& s : analysed(backward, config_of(backward), *insisted).strides) {
    CHECK(s.direction == Direction::forward);
  }
}

TEST_CASE("Marks are heard, those within the span, and each stride belongs to the interval it was completed in") {
  WalkerSource source(walking(walker::Travel::backward));
  source.mark(1'000'000, "too early");
  source.mark(8'000'000, "belt 0.7");
  const SessionConfig config = config_of(source, Vec3::UnitX());
  const TimeSpan span{2'000'000, 60'000'000};
  CHECK(analysed(source, config, calibrate(source, config), span).marks == std::vector<std::string>{"belt 0.7"});

  SummarySink sink;
  Ear ear;
  Sink* const sinks[] = {&sink, &ear};
  const auto pipeline = std::make_unique<SessionPipeline>(config, calibrate(source, config));
  run(source, *pipeline, sinks, span);
  const SessionSummary& summary = sink.finish();
  CHECK(sink.marks() == std::vector<std::string>{"belt 0.7"});
  std::array<std::uint32_t, 2> rows{};
  for (const Stride& s : ear.strides) {
    rows[s.t_ff_us < 8'000'000 ? 0 : 1] += s.direction == Direction::backward ? 1U : 0U;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::uint32_t counted = 0;
    for (const Foot foot : {Foot::left, Foot::right}) {
      const ContactCounts& c = summary.interval(foot, i, Direction::backward).contacts;
      counted += c.known() + c[ContactClass::uncertain];
    }
    CHECK(rows[i] > 3);
    CHECK(counted == rows[i]);
  }
}
