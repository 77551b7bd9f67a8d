#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "dsp/pipeline/foot_pipeline.h"
#include "tests/dsp/walk_fixture.h"

/// Rows must not be sure and wrong: holes, samples that stand in for lost ones, starts in mid-swing, sensors that
/// contradict themselves.
using namespace backstep;
using namespace backstep::test;
using walker::Travel;

namespace {

constexpr std::size_t kRight = 1;
constexpr Real kRate_hz = 208;

struct Walked {
  walker::WalkerConfig config;
  walker::Walk walk;
  const std::vector<ImuSample>& samples() const { return walk.feet[kRight].measured; }
  std::vector<Stride> strides(const std::vector<ImuSample>& s) const {
    return strides_of(s, kRate_hz, declared(config, Foot::right));
  }
};

Walked walked(Travel travel, std::uint64_t seed, double speed_mps = 1.2) {
  const auto config = plain_walk(travel, speed_mps, 14);
  return {config, walker::walk(config, seed)};
}

/// No row that counts goes the other way, or is off by more than 6 cm and three of its own standard deviations.
void check_nothing_sure_is_wrong(const Walked& w, const std::vector<Stride>& strides, Direction way) {
  for (const Stride& s : strides) {
    const auto* truth = truth_of(w.walk.feet[kRight], s);
    if (!s.used || s.quality.has(Quality::gap) || truth == nullptr || !s.stride_length_m) {
      continue;
    }
    CHECK((s.direction == way || s.direction == Direction::in_place));
    const Real off = std::abs(*s.stride_length_m - truth->length_m);
    CHECK((off < 0.06 || off < 3 * *s.stride_length_sd_m));
  }
}

/// Indices spread over the walk, swings and stances alike.
template <class Visitor>
void at_many_places(const Walked& w, Visitor&& visitor) {
  for (int place = 0; place < 40; ++place) {
    const std::size_t begin = 3 * static_cast<std::size_t>(kRate_hz) + static_cast<std::size_t>(place * 37);
    if (begin + 300 < w.samples().size()) {
      INFO("at sample " << begin);
      visitor(begin);
    }
  }
}

std::size_t used(const std::vector<Stride>& strides) {
  std::size_t n = 0;
  for (const Stride& s : strides) {
    n += s.used ? 1U : 0U;
  }
  return n;
}

}  // namespace

TEST_CASE("A hole in a swing spoils no stride after it") {
  const Walked w = walked(Travel::forward, 5);
  const std::size_t whole = used(w.strides(w.samples()));
  for (const Real hole_s : {0.2, 0.3, 0.4, 0.48}) {
    at_many_places(w, [&](std::size_t begin) {
      auto s = w.samples();
      const auto from = s.begin() + static_cast<std::ptrdiff_t>(begin);
      s.erase(from, from + std::lround(hole_s * kRate_hz));
      const auto strides = w.strides(s);
      check_nothing_sure_is_wrong(w, strides, Direction::forward);
      CHECK(used(strides) + 3 >= whole);
    });
  }
}

TEST_CASE("Zeros and held values in place of lost samples are a hole") {
  const Walked w = walked(Travel::backward, 6);
  const std::function<void(ImuSample&, const ImuSample&)> fills[] = {
      [](ImuSample& s, const ImuSample&) { s.acc_mps2 = s.gyr_radps = Vec3::Zero(); },
      [](ImuSample& s, const ImuSample& last) { s.acc_mps2 = last.acc_mps2, s.gyr_radps = last.gyr_radps; }};
  for (const auto& fill : fills) {
    at_many_places(w, [&](std::size_t begin) {
      auto s = w.samples();
      for (std::size_t i = begin; i < begin + 60; ++i) {
        fill(s[i], s[begin - 1]);
      }
      check_nothing_sure_is_wrong(w, w.strides(s), Direction::backward);
    });
  }
}

TEST_CASE("A walk that begins in the middle of a swing begins with no wrong row") {
  for (const auto& [travel, way] :
       {std::pair(Travel::forward, Direction::forward), std::pair(Travel::backward, Direction::backward)}) {
    const Walked w = walked(travel, 7);
    at_many_places(w, [&, way = way](std::size_t begin) {
      const std::vector<ImuSample> s(w.samples().begin() + static_cast<std::ptrdiff_t>(begin), w.samples().end());
      check_nothing_sure_is_wrong(w, w.strides(s), way);
    });
  }
}

TEST_CASE("A sensor whose rotation and force do not belong together is told, and nothing of it counts") {
  const Walked w = walked(Travel::backward, 8, 0.7);
  const std::function<void(ImuSample&)> wrongs[] = {[](ImuSample& s) { s.gyr_radps = -s.gyr_radps; },
                                                    [](ImuSample& s) { std::swap(s.gyr_radps.y(), s.gyr_radps.z()); },
                                                    [](ImuSample& s) { s.gyr_radps *= 0.0175; },
                                                    [](ImuSample& s) { s.t_us *= 2; }};
  for (const auto& wrong : wrongs) {
    FootPipeline pipeline(Foot::right, kRate_hz, {}, declared(w.config, Foot::right));
    std::size_t late_used = 0, rows = 0;
    for (ImuSample s : w.samples()) {
      wrong(s);
      pipeline.push(s);
      while (const auto event = pipeline.next()) {
        if (const auto* stride = std::get_if<Stride>(&*event)) {
          late_used += ++rows > 3 && stride->used ? 1U : 0U;  // three swings are needed to know
        }
      }
    }
    pipeline.finish();
    CHECK(pipeline.diagnosis().contradiction == Contradiction::rotation_against_force);
    CHECK(late_used == 0);
  }
  CHECK(used(w.strides(w.samples())) > 8);
}
