// The way from a shoe's clock to session time, under air whose truth is known.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/dsp/allocations.h"
#include "tests/dsp/clock_fixture.h"

using namespace backstep;
using namespace backstep::test;

namespace {

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

std::vector<double> many_walks_apart_ms(const ClockAir& air, double duration_s) {
  std::vector<double> all;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const auto apart = feet_apart_ms(air, duration_s, seed);
    all.insert(all.end(), apart.begin(), apart.end());
  }
  return all;
}

constexpr double kRounding_us = 2;  ///< of two times to microseconds

/// Session time between packets against true time, as a share: what a stride is stretched by.
double worst_stretch(const std::vector<TimedPacket>& packets) {
  double worst = 0;
  for (std::size_t i = 1; i < packets.size(); ++i) {
    if (!packets[i].anew) {
      const double fitted_us = static_cast<double>(packets[i].fitted_us - packets[i - 1].fitted_us);
      const double true_us = packets[i].true_us - packets[i - 1].true_us;
      worst = std::max(worst, (std::abs(fitted_us - true_us) - kRounding_us) / true_us);
    }
  }
  return worst;
}

std::size_t begun_anew(const std::vector<TimedPacket>& packets) {
  return static_cast<std::size_t>(std::count_if(packets.begin(), packets.end(), [](const auto& p) { return p.anew; }));
}

}  // namespace

TEST_CASE("Two feet are within 5 ms of each other under 50 ms of jitter and +-100 ppm, in 95 of 100 packets") {
  ClockAir air;
  air.jitter_ms = uniform_ms(50);
  for (const double drift_ppm : {0.0, 100.0}) {
    air.drift_ppm = drift_ppm;
    for (const double duration_s : {5.0, 20.0, 60.0}) {
      CHECK(percentile(many_walks_apart_ms(air, duration_s), 0.95) < 5);
    }
  }
}

TEST_CASE("Now and then a long delay does no harm, nor that one way is slower than the other on both feet") {
  ClockAir air;
  air.drift_ppm = 100;
  air.jitter_ms = [](std::mt19937& random) {
    const bool stalled = std::uniform_real_distribution<double>(0, 1)(random) < 0.05;
    return uniform_ms(50)(random) + (stalled ? 300 : 0);
  };
  air.down_ms = 25;
  CHECK(percentile(many_walks_apart_ms(air, 60), 0.95) < 5);
}

TEST_CASE("Without jitter only the asymmetry of the way is left, and the rate is found within a minute") {
  ClockAir air;
  air.drift_ppm = 100;
  ClockWalk walk(air, 1);
  const auto packets = walk.play(90);
  for (const TimedPacket& p : packets) {
    REQUIRE(std::abs(static_cast<double>(p.fitted_us) - p.true_us) < 1000);
  }
  CHECK(worst_stretch(packets) < 600e-6);
  CHECK(worst_stretch({packets.end() - 100, packets.end()}) < 20e-6);
}

TEST_CASE("The true time is within the uncertainty, whatever the air, once corrections have been made") {
  CHECK(rc::check([] {
    ClockAir air;
    air.up_ms = *rc::gen::inRange(1, 60);
    air.down_ms = *rc::gen::inRange(1, 60);
    air.drift_ppm = *rc::gen::inRange(-100, 101);
    air.jitter_ms = uniform_ms(*rc::gen::inRange(0, 100));
    const auto packets = ClockWalk(air, *rc::gen::arbitrary<unsigned>()).play(60);
    for (std::size_t i = 300; i < packets.size(); ++i) {
      RC_ASSERT(packets[i].uncertainty_us.has_value());
      const double wrong_us = std::abs(static_cast<double>(packets[i].fitted_us) - packets[i].true_us);
      RC_ASSERT(wrong_us < static_cast<double>(*packets[i].uncertainty_us) + 4000);  // and the rate's own error
    }
    RC_ASSERT(begun_anew(packets) == 1);
  }));
}

TEST_CASE("Time goes forward and hardly stretches, whatever the jitter") {
  CHECK(rc::check([] {
    ClockAir air;
    air.drift_ppm = *rc::gen::inRange(-100, 101);
    air.jitter_ms = uniform_ms(*rc::gen::inRange(0, 200));
    air.samples = *rc::gen::element(1, 6, 19);
    air.exchanges_before = *rc::gen::element(0, 1, 16);
    air.exchange_every_s = *rc::gen::element(0, 1);
    const auto packets = ClockWalk(air, *rc::gen::arbitrary<unsigned>()).play(30);
    RC_ASSERT(std::is_sorted(packets.begin(), packets.end(),
                             [](const auto& a, const auto& b) { return a.fitted_us < b.fitted_us; }));
    RC_ASSERT(worst_stretch(packets) < 1000e-6);
  }));
}

TEST_CASE("A clock that is set, forward or back, is followed at once and said to be anew") {
  ClockAir air;
  air.jitter_ms = uniform_ms(10);
  air.jump_at_s = 20;
  air.jump_ms = GENERATE(-40.0, -3000.0, 150.0, 3'000'000.0);
  const auto packets = ClockWalk(air, 5).play(40);
  CHECK(begun_anew(packets) == 2);
  const auto jumped = std::find_if(packets.begin() + 1, packets.end(), [](const auto& p) { return p.anew; });
  REQUIRE(jumped != packets.end());
  CHECK(jumped->true_us - 20e6 < 2.5e6);  // an exchange tells, or the packet itself
  for (auto p = jumped + 60; p < packets.end(); ++p) {
    CHECK(std::abs(static_cast<double>(p->fitted_us) - p->true_us) < 8000);
  }
}

TEST_CASE("Without an exchange nothing bounds the delay, and the fit says so") {
  ClockAir air;
  air.exchanges_before = 0;
  air.exchange_every_s = 0;
  ClockWalk walk(air, 3);
  for (const TimedPacket& p : walk.play(10)) {
    CHECK_FALSE(p.uncertainty_us);
    CHECK(std::abs(static_cast<double>(p.fitted_us) - p.true_us - 5000) < 1500);  // the least delay taken for none
  }
}

TEST_CASE("After hours of silence the turns of the device clock are counted right") {
  ClockFit fit(208);
  const auto at = [&](std::int64_t t_us) {
    return fit.push_packet(static_cast<std::uint32_t>(t_us), 1, false, t_us + 5000);
  };
  REQUIRE(at(4'000'000'000));
  const std::int64_t later_us = 4'000'000'000 + 5 * (std::int64_t{1} << 32) + 77;
  const auto segment = at(later_us);
  REQUIRE(segment);
  CHECK_FALSE(segment->anew);
  CHECK(segment->device_us == later_us);
  CHECK(segment->session_us == later_us + 5000);
}

TEST_CASE("A restarted shoe is fitted by its own exchanges only") {
  ClockAir air;
  ClockWalk walk(air, 9);
  const auto before = walk.play(20);
  walk.fit().restart();
  CHECK_FALSE(walk.fit().uncertainty_us());
  walk.fit().push(TimeExchange{21'000'000, 500, 600, 21'010'100});
  const auto segment = walk.fit().push_packet(100'000, 19, false, 21'200'000);
  REQUIRE(segment);
  CHECK(segment->anew);
  CHECK(segment->device_us == 100'000);
  CHECK(std::abs(segment->session_us - 21'104'500) < 100);
}

TEST_CASE("A fit can be copied and gone on with, and asks for no memory") {
  ClockAir air;
  air.jitter_ms = uniform_ms(30);
  ClockWalk walk(air, 4);
  walk.play(20);
  ClockFit one = walk.fit(), other = one;
  const auto before = allocations();
  for (int i = 0; i < 500; ++i) {
    const std::int64_t t_us = 20'000'000 + i * 91'000;
    const auto a = one.push_packet(walk.device_us(static_cast<double>(t_us)), 19, true, t_us + 100'000);
    const auto b = other.push_packet(walk.device_us(static_cast<double>(t_us)), 19, true, t_us + 100'000);
    CHECK(a == b);
  }
  CHECK(allocations() == before);
}

TEST_CASE("A session that is taken up again goes on where the clock had come to") {
  ClockFit fit(208);
  const ClockSegment last{.device_us = 1'000'000, .session_us = 50'000'000, .rate_ppm = 80};
  fit.resume(last);
  const auto segment = fit.push_packet(31'000'000, 19, false, 80'000'000 + 86'538 + 2400 + 3000);
  REQUIRE(segment);
  CHECK_FALSE(segment->anew);
  CHECK(segment->session_us == last.at(31'000'000));
}

TEST_CASE("What cannot be a segment is told") {
  ClockSegment good;
  CHECK(is_possible(good));
  for (auto spoil :
       {+[](ClockSegment& s) { s.rate_ppm = std::nan(""); }, +[](ClockSegment& s) { s.rate_ppm = 1e4; },
        +[](ClockSegment& s) { s.device_us = INT64_MAX; }, +[](ClockSegment& s) { s.session_us = INT64_MIN; },
        +[](ClockSegment& s) { s.correction_us = INT32_MIN; }}) {
    ClockSegment bad = good;
    spoil(bad);
    CHECK_FALSE(is_possible(bad));
  }
}
