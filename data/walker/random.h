#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

namespace backstep::walker {

/// Reproducible random numbers. The engine is fixed by the C++ standard; the distributions are ours, because those of
/// the standard library differ between implementations and a seed must mean the same walk everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// In [low, high).
  double uniform(double low, double high) {
    constexpr double kTwoToMinus53 = 0x1p-53;
    return low + (high - low) * static_cast<double>(engine_() >> 11) * kTwoToMinus53;
  }

  /// Gaussian (Box-Muller; the second value of a pair is thrown away so that the state is the engine alone).
  double normal(double mean, double sd) {
    const double radius = std::sqrt(-2 * std::log(1 - uniform(0, 1)));
    return mean + sd * radius * std::cos(2 * std::numbers::pi * uniform(0, 1));
  }

  /// Gaussian held within 2.5 standard deviations: people vary, they do not explode.
  double vary(double mean, double sd) {
    return std::fmax(mean - 2.5 * sd, std::fmin(mean + 2.5 * sd, normal(mean, sd)));
  }

  /// A new stream, independent of how much of this one is used later.
  Random fork() { return Random(engine_()); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace backstep::walker
