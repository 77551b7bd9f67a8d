#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "dsp/base/imu_sample.h"
#include "tests/motions/body.h"
#include "tests/motions/pose.h"

namespace backstep::motions {

inline constexpr double kRate_hz = 208;

/// What both shoes' sensors read (LSM6DS3TR-C by its data sheet, x axis towards the toes), one clock.
using Readings = std::array<std::vector<ImuSample>, 2>;

/// Something that people do with their shoes' sensors on, and that is no walking: no step, not even on the spot. Each
/// kind is a model whose parameters a person, a place and a seed draw; none knows a number of `dsp`.
struct NoWalking {
  std::string_view name;
  Doing (*does)(const Body& body, walker::Random& random);
};

std::span<const NoWalking> no_walking();
const NoWalking& no_walking(std::string_view name);

/// One recording. The same seed gives the same one, always.
Readings recorded(const NoWalking& kind, std::uint64_t seed);

/// So many seconds of shoes that lie on the floor, sole down or on their sides, while their sensors warm up by a few
/// degrees (0.05 dps/K by the data sheet).
Readings resting(double duration_s, std::uint64_t seed);

}  // namespace backstep::motions
