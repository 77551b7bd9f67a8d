#include "dsp/base/decimator.h"

#include <rapidcheck.h>
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "tests/dsp/allocations.h"

using namespace backstep;

namespace {

std::vector<ImuSample> decimated(Decimator decimator, const std::vector<ImuSample>& samples) {
  std::vector<ImuSample> out;
  const auto take = [&](const ImuSample& s) { out.push_back(s); };
  for (const ImuSample& s : samples) {
    decimator.push(s, take);
  }
  decimator.finish(take);
  return out;
}

/// `seconds` of a sine of `f_hz` on every axis; the instants are rounded to microseconds, the values are of those.
std::vector<ImuSample> sine(double rate_hz, double f_hz, double seconds = 2) {
  std::vector<ImuSample> samples(static_cast<std::size_t>(rate_hz * seconds));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i].t_us = std::llround(1e6 * static_cast<double>(i) / rate_hz);
    const Real value = std::sin(2 * kPi * f_hz * static_cast<double>(samples[i].t_us) * 1e-6);
    samples[i].acc_mps2 = Vec3(value, 2 * value, -value) + Vec3(0, 0, kGravity_mps2);
    samples[i].gyr_radps = Vec3(3 * value, value, 1);
  }
  return samples;
}

/// Amplitude of the x axis away from both ends; sampled unevenly against the sine, so its largest values are near it.
double amplitude(const std::vector<ImuSample>& samples) {
  double most = 0;
  for (std::size_t i = samples.size() / 4; i < samples.size() * 3 / 4; ++i) {
    most = std::max(most, std::abs(samples[i].acc_mps2.x()));
  }
  return most;
}

bool same(const ImuSample& a, const ImuSample& b) {
  return a.t_us == b.t_us && a.acc_mps2 == b.acc_mps2 && a.gyr_radps == b.gyr_radps && a.flags == b.flags;
}

double of_decibel(double db) { return std::pow(10, db / 20); }

}  // namespace

TEST_CASE("The least whole number brings a rate to 416 Hz or less, but for what a clock is off") {
  CHECK(decimation_of(49) == 1);
  CHECK(decimation_of(208) == 1);
  CHECK(decimation_of(416) == 1);
  CHECK(decimation_of(417) == 1);  // a clock that runs fast
  CHECK(decimation_of(421) == 2);
  CHECK(decimated_rate_hz(512) == 256);
  CHECK(decimation_of(832) == 2);
  CHECK(decimation_of(833) == 2);
  CHECK(decimation_of(841) == 3);
  CHECK(decimated_rate_hz(1000) == Approx(333.333));
  for (const double none : {0.0, -1.0, std::nan(""), 1e9, std::numeric_limits<double>::infinity()}) {
    CHECK(decimation_of(none) <= 3);
    CHECK_FALSE(decimated(Decimator(none), sine(500, 3)).empty());
  }
}

TEST_CASE("At 416 Hz and below every sample passes as it is, at once") {
  Decimator decimator(416);
  auto samples = sine(416, 5);
  samples[100].acc_mps2.x() = std::nan("");
  samples[200].t_us = samples[100].t_us;
  std::size_t passed = 0;
  for (const ImuSample& s : samples) {
    decimator.push(s, [&](const ImuSample& out) { passed += out.t_us == s.t_us && out.gyr_radps == s.gyr_radps; });
  }
  CHECK(passed == samples.size());
}

TEST_CASE("What a foot does passes, and what would fold into it does not") {
  for (const double rate_hz : {424.0, 512.0, 833.0, 1000.0}) {
    CAPTURE(rate_hz);
    const double out_hz = decimated_rate_hz(rate_hz);
    for (const double share : {0.0107, 0.0513, 0.1013, 0.1511, 0.1987}) {
      CAPTURE(share);
      const double gain = amplitude(decimated(Decimator(rate_hz), sine(rate_hz, share * out_hz, 8)));
      CHECK(gain > of_decibel(-0.13));
      CHECK(gain < of_decibel(0.05));
    }
    CHECK(amplitude(decimated(Decimator(rate_hz), sine(rate_hz, 0.3607 * out_hz, 8))) == Approx(0.5).margin(0.03));
    for (double f_hz = 0.5 * out_hz; f_hz < rate_hz / 2; f_hz += 0.03 * out_hz) {
      CHECK(amplitude(decimated(Decimator(rate_hz), sine(rate_hz, f_hz))) < of_decibel(-38));
    }
  }
}

TEST_CASE("Nothing moves in time, and one in `factor` samples comes out, the first and to the end") {
  for (const double rate_hz : {512.0, 1000.0}) {
    CAPTURE(rate_hz);
    const auto samples = sine(rate_hz, 4);
    const auto out = decimated(Decimator(rate_hz), samples);
    const auto factor = static_cast<std::size_t>(decimation_of(rate_hz));
    REQUIRE(out.size() == (samples.size() + factor - 1) / factor);
    for (std::size_t i = 0; i < out.size(); ++i) {
      CHECK(out[i].t_us == samples[i * factor].t_us);
      if (i >= 4 && i + 4 < out.size()) {
        CHECK(std::abs(out[i].acc_mps2.x() - samples[i * factor].acc_mps2.x()) < 0.002);
      }
    }
  }
}

TEST_CASE("A sensor at rest reads what it read, from the first sample to the last") {
  auto samples = sine(1000, 0, 1);
  for (ImuSample& s : samples) {
    s.acc_mps2 = Vec3(0.1, -0.2, 9.7);
  }
  const auto out = decimated(Decimator(1000), samples);
  for (const ImuSample& s : out) {
    CHECK((s.acc_mps2 - Vec3(0.1, -0.2, 9.7)).norm() < 1e-12);
    CHECK(s.acc_mps2 == out.front().acc_mps2);  // an axis that never changes can be told
  }
}

TEST_CASE("Later by any time, the same samples come out") {
  const auto samples = sine(1000, 7, 1);
  auto later = samples;
  constexpr std::int64_t kShift_us = 3'000'000'000'000;
  for (ImuSample& s : later) {
    s.t_us += kShift_us;
  }
  const auto out = decimated(Decimator(1000), samples), out_later = decimated(Decimator(1000), later);
  REQUIRE(out.size() == out_later.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    CHECK(out_later[i].t_us == out[i].t_us + kShift_us);
    CHECK(out_later[i].acc_mps2 == out[i].acc_mps2);
  }
}

TEST_CASE("A decimator is a value: copied in mid-stream it goes on, and it asks for no memory") {
  const auto samples = sine(1000, 11, 1);
  const auto expected = decimated(Decimator(1000), samples);
  CHECK(rc::check("cut anywhere", [&] {
    const auto cut = *rc::gen::inRange<std::size_t>(0, samples.size());
    std::vector<ImuSample> out;
    out.reserve(samples.size());
    const auto take = [&](const ImuSample& s) { out.push_back(s); };
    Decimator first(1000);
    const std::size_t before = test::allocations();
    for (std::size_t i = 0; i < cut; ++i) {
      first.push(samples[i], take);
    }
    Decimator second(first);
    for (std::size_t i = cut; i < samples.size(); ++i) {
      second.push(samples[i], take);
    }
    second.finish(take);
    const std::size_t asked_for = test::allocations() - before;
    RC_ASSERT(asked_for == 0U);
    RC_ASSERT(std::equal(out.begin(), out.end(), expected.begin(), expected.end(), same));
  }));
}

TEST_CASE("A gap begins the filter anew: no sample of one side tells on the other") {
  const bool flagged = GENERATE(true, false);
  auto before = sine(1000, 3, 0.5), after = sine(1000, 3, 0.5);
  for (ImuSample& s : after) {
    s.t_us += before.back().t_us + (flagged ? 1000 : 4000);
    s.acc_mps2 *= 5;
  }
  after.front().flags = flagged ? kAfterGap : 0;
  auto all = before;
  all.insert(all.end(), after.begin(), after.end());
  auto expected = decimated(Decimator(1000), before);
  const auto rest = decimated(Decimator(1000), after);
  const std::size_t at_gap = expected.size();
  expected.insert(expected.end(), rest.begin(), rest.end());
  const auto out = decimated(Decimator(1000), all);
  REQUIRE(std::equal(out.begin(), out.end(), expected.begin(), expected.end(), same));
  for (std::size_t i = 0; i < out.size(); ++i) {
    CHECK(((out[i].flags & kAfterGap) != 0) == (flagged && i == at_gap));
  }
}

TEST_CASE("A clipped sample is told on each of those that come out within two intervals") {
  for (const std::uint8_t flag : {std::uint8_t{kAccClipped}, std::uint8_t{kGyrClipped}}) {
    for (const std::size_t at : {300U, 301U, 302U}) {
      auto samples = sine(1000, 3, 1);
      samples[at].flags = flag;
      for (const ImuSample& s : decimated(Decimator(1000), samples)) {
        CHECK(s.flags == (std::abs(s.t_us - samples[at].t_us) <= 6000 ? flag : 0));
      }
    }
  }
}

TEST_CASE("Times that jitter keep their own sample, and are no gap") {
  auto samples = sine(1000, 5, 2);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    samples[i].t_us += static_cast<std::int64_t>(i * 7919 % 601) - 300;
  }
  const auto out = decimated(Decimator(1000), samples);
  REQUIRE(out.size() == (samples.size() + 2) / 3);
  for (std::size_t i = 4; i + 4 < out.size(); ++i) {
    CHECK(out[i].t_us == samples[3 * i].t_us);
    CHECK(std::abs(out[i].acc_mps2.x() - samples[3 * i].acc_mps2.x()) < 0.01);
  }
}

TEST_CASE("What is no sample goes past the filter as what it is") {
  auto samples = sine(1000, 3, 1);
  const auto expected = decimated(Decimator(1000), samples);
  std::array<ImuSample, 4> wrong;
  wrong.fill(samples[500]);
  wrong[0].acc_mps2.x() = std::nan("");
  wrong[1].gyr_radps.y() = 1e30;
  wrong[2].t_us = std::numeric_limits<std::int64_t>::max();
  wrong[3].t_us = samples[490].t_us;  // goes back, though not behind what has come out
  samples.insert(samples.begin() + 500, wrong.begin(), wrong.end());
  std::vector<ImuSample> good;
  std::size_t impossible = 0;
  for (const ImuSample& s : decimated(Decimator(1000), samples)) {
    if (is_possible(s)) {
      good.push_back(s);
    } else {
      ++impossible;
    }
  }
  CHECK(impossible == wrong.size());
  CHECK(std::equal(good.begin(), good.end(), expected.begin(), expected.end(), same));
}

TEST_CASE("A sample of zeros stands for a lost one: it is seen as that, and spoils none beside it") {
  auto samples = sine(1000, 3, 1);
  samples[500].acc_mps2.setZero();
  samples[500].gyr_radps.setZero();
  std::size_t zeros = 0;
  for (const ImuSample& s : decimated(Decimator(1000), samples)) {
    if (s.acc_mps2.isZero(0)) {
      ++zeros;
    } else {
      CHECK(s.acc_mps2.z() > 8.5);
    }
  }
  CHECK(zeros == 1);
}
