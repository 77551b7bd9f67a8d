#include "tests/validation/perturb_signal.h"

#include <algorithm>
#include <cmath>

#include "host/base/track.h"

namespace backstep::validation {

namespace {

using walker::Random;

double time_s(const ImuSample& s) { return 1e-6 * static_cast<double>(s.t_us); }

template <class F>
void each_sample(PerturbedWalk& walk, F&& f) {
  for (auto& samples : walk.samples) {
    for (ImuSample& s : samples) {
      f(s);
    }
  }
}

/// Uniform over all rotations (Shoemake 1992).
Mat3 draw_rotation(Random& random) {
  const double u = random.uniform(0, 1), a = random.uniform(0, 2 * kPi), b = random.uniform(0, 2 * kPi);
  return Eigen::Quaterniond(std::sqrt(u) * std::cos(b), std::sqrt(1 - u) * std::sin(a), std::sqrt(1 - u) * std::cos(a),
                            std::sqrt(u) * std::sin(b))
      .toRotationMatrix();
}

Direction mirrored(Direction d) {
  if (d == Direction::left) {
    return Direction::right;
  }
  return d == Direction::right ? Direction::left : d;
}

bool hold(Vec3& v, double limit) {
  const bool beyond = v.cwiseAbs().maxCoeff() >= limit;
  v = v.cwiseMax(-limit).cwiseMin(limit);
  return beyond;
}

/// A sinc of three zero crossings either side under a Hann window: sharp enough to keep aliases out, short as a chip's.
class Kernel {
 public:
  explicit Kernel(double cutoff_hz) : cutoff_hz_(cutoff_hz), reach_s_(1.5 / cutoff_hz) {}

  double reach_s() const { return reach_s_; }
  double at(double dt_s) const {
    const double x = 2 * kPi * cutoff_hz_ * dt_s;
    const double sinc = std::abs(x) < 1e-9 ? 1 : std::sin(x) / x;
    return sinc * (0.5 + 0.5 * std::cos(kPi * dt_s / reach_s_));
  }

 private:
  double cutoff_hz_, reach_s_;
};

/// The low-passed signal at any time within the samples; `hint` moves along with rising times.
ImuSample smoothed_at(const std::vector<ImuSample>& samples, const Kernel& kernel, double at_s, std::size_t& hint) {
  while (hint < samples.size() && time_s(samples[hint]) < at_s - kernel.reach_s()) {
    ++hint;
  }
  ImuSample out;
  double sum = 0;
  for (std::size_t i = hint; i < samples.size() && time_s(samples[i]) <= at_s + kernel.reach_s(); ++i) {
    const double weight = kernel.at(time_s(samples[i]) - at_s);
    out.acc_mps2 += weight * samples[i].acc_mps2;
    out.gyr_radps += weight * samples[i].gyr_radps;
    sum += weight;
  }
  out.acc_mps2 /= sum;
  out.gyr_radps /= sum;
  return out;
}

std::vector<ImuSample> resampled(const std::vector<ImuSample>& samples, double interval_s, double rate_hz) {
  const Kernel kernel(0.4 * rate_hz);
  std::vector<ImuSample> out;
  std::size_t hint = 0, before = 0;
  for (std::size_t n = 0;; ++n) {
    const double at_s = time_s(samples.front()) + static_cast<double>(n) / rate_hz;
    while (before + 1 < samples.size() && time_s(samples[before + 1]) <= at_s) {
      ++before;
    }
    if (before + 1 == samples.size()) {
      return out;
    }
    const ImuSample &a = samples[before], &b = samples[before + 1];
    if (time_s(b) - time_s(a) > host::kGapIntervals * interval_s) {
      continue;  // a hole stays one
    }
    ImuSample s = smoothed_at(samples, kernel, at_s, hint);
    s.t_us = std::llround(1e6 * at_s);
    s.flags = (a.flags | b.flags) & (kAccClipped | kGyrClipped);
    out.push_back(s);
  }
}

}  // namespace

void turn_mounting(PerturbedWalk& walk, Random& random) {
  for (std::size_t foot = 0; foot < 2; ++foot) {
    const Mat3 turn = draw_rotation(random);
    for (ImuSample& s : walk.samples[foot]) {
      s.acc_mps2 = turn * s.acc_mps2;
      s.gyr_radps = turn * s.gyr_radps;
    }
    if (auto& toes = walk.setup[foot].toes_axis_sensor) {
      toes = turn * *toes;
    }
  }
}

void mirror(PerturbedWalk& walk) {
  // A sensor seen in the mirror has y the other way round; rotations are axial, so they turn the other two round.
  const Vec3 polar(1, -1, 1), axial(-1, 1, -1);
  each_sample(walk, [&](ImuSample& s) {
    s.acc_mps2 = s.acc_mps2.cwiseProduct(polar);
    s.gyr_radps = s.gyr_radps.cwiseProduct(axial);
  });
  for (FootSetup& setup : walk.setup) {
    if (setup.toes_axis_sensor) {
      setup.toes_axis_sensor = setup.toes_axis_sensor->cwiseProduct(polar);
    }
  }
  std::swap(walk.samples[0], walk.samples[1]);
  std::swap(walk.setup[0], walk.setup[1]);
  for (TrueStride& t : walk.truth.strides) {
    t.foot = other(t.foot);
    t.turn_rad = -t.turn_rad;
    if (t.left_m) {
      t.left_m = -*t.left_m;
    }
    if (t.direction) {
      t.direction = mirrored(*t.direction);
    }
  }
  for (auto* events : {&walk.truth.contacts, &walk.truth.lift_offs}) {
    for (TrueEvent& e : *events) {
      e.foot = other(e.foot);
    }
  }
  for (Missing& m : walk.missing) {
    m.foot = other(m.foot);
  }
}

void clip(PerturbedWalk& walk, const Range& range) {
  each_sample(walk, [&](ImuSample& s) {
    if (range.acc_g > 0 && hold(s.acc_mps2, range.acc_g * kGravity_mps2)) {
      s.flags |= kAccClipped;
    }
    if (range.gyr_dps > 0 && hold(s.gyr_radps, deg_to_rad(range.gyr_dps))) {
      s.flags |= kGyrClipped;
    }
  });
}

void low_pass(PerturbedWalk& walk, double cutoff_hz) {
  const Kernel kernel(cutoff_hz);
  for (auto& samples : walk.samples) {
    std::vector<ImuSample> out = samples;
    std::size_t hint = 0;
    for (ImuSample& s : out) {
      const ImuSample smooth = smoothed_at(samples, kernel, time_s(s), hint);
      s.acc_mps2 = smooth.acc_mps2;
      s.gyr_radps = smooth.gyr_radps;
    }
    samples = std::move(out);
  }
}

bool resample(PerturbedWalk& walk, double rate_hz) {
  constexpr double kSlower = 1.1;  // less than this makes no other sensor of it
  std::array<double, 2> interval_s{};
  for (std::size_t foot = 0; foot < 2; ++foot) {
    if (!walk.samples[foot].empty()) {
      interval_s[foot] = host::median_interval_s(walk.samples[foot]);
      if (interval_s[foot] * kSlower * rate_hz > 1) {
        return false;
      }
    }
  }
  for (std::size_t foot = 0; foot < 2; ++foot) {
    if (!walk.samples[foot].empty()) {
      walk.samples[foot] = resampled(walk.samples[foot], interval_s[foot], rate_hz);
    }
  }
  return true;
}

void worsen(PerturbedWalk& walk, const Imperfection& imperfection, Random& random) {
  const auto gaussian = [&](double sd) {
    Vec3 v;
    for (int axis = 0; axis < 3; ++axis) {
      v[axis] = random.normal(0, sd);
    }
    return v;
  };
  const auto signs = [&](double size) {
    Vec3 v;
    for (int axis = 0; axis < 3; ++axis) {
      v[axis] = random.uniform(0, 1) < 0.5 ? size : -size;
    }
    return v;
  };
  for (auto& samples : walk.samples) {
    if (samples.empty()) {
      continue;
    }
    const double root_band = std::sqrt(0.5 / host::median_interval_s(samples));  // white noise up to half the rate
    const Vec3 acc_bias = signs(1e-3 * imperfection.acc_bias_mg * kGravity_mps2);
    const Vec3 gyr_bias = signs(deg_to_rad(imperfection.gyr_bias_dps));
    for (ImuSample& s : samples) {
      s.acc_mps2 += acc_bias + gaussian(1e-6 * imperfection.acc_ug_rthz * kGravity_mps2 * root_band);
      s.gyr_radps += gyr_bias + gaussian(deg_to_rad(imperfection.gyr_dps_rthz) * root_band);
    }
  }
}

void scale(PerturbedWalk& walk, double acc, double gyr) {
  each_sample(walk, [&](ImuSample& s) {
    s.acc_mps2 *= acc;
    s.gyr_radps *= gyr;
  });
}

}  // namespace backstep::validation
