#include "tests/validation/perturbations.h"

#include <fmt/format.h>

#include "tests/validation/perturb_signal.h"
#include "tests/validation/perturb_time.h"

namespace backstep::validation {

namespace {

using walker::Random;
using Apply = std::function<bool(PerturbedWalk&, unsigned, Random&)>;

constexpr unsigned kPlaces = 4;  // copies of a recording with something at one place of it

/// One that applies to every recording.
template <class F>
Apply always(F f) {
  return [f](PerturbedWalk& walk, unsigned copy, Random& random) {
    f(walk, copy, random);
    return true;
  };
}

/// Every other copy has its hole in mid-swing.
Apply hole(double length_s, Lost lost) {
  return always([=](PerturbedWalk& walk, unsigned copy, Random& random) {
    make_hole(walk, length_s, copy % 2 == 0 ? Place::mid_swing : Place::anywhere, lost, random);
  });
}

Apply scaled(double acc, double gyr) {
  return always([=](PerturbedWalk& walk, unsigned, Random&) { scale(walk, acc, gyr); });
}

Apply clipped(const Range& range) {
  return always([=](PerturbedWalk& walk, unsigned, Random&) { clip(walk, range); });
}

Apply sampled_at(double rate_hz) {
  return [=](PerturbedWalk& walk, unsigned, Random&) { return resample(walk, rate_hz); };
}

void add_sensors(std::vector<Perturbation>& all) {
  all.push_back({"turned", "Mounting turned", 1,
                 always([](PerturbedWalk& walk, unsigned, Random& random) { turn_mounting(walk, random); })});
  all.push_back({"mirrored", "Mirrored", 1, always([](PerturbedWalk& walk, unsigned, Random&) { mirror(walk); })});
  all.push_back({"104hz", "104 Hz", 1, sampled_at(104)});
  all.push_back({"52hz", "52 Hz", 1, sampled_at(52)});
  all.push_back({"8g", "±8 g", 1, clipped({.acc_g = 8})});
  all.push_back({"4g", "±4 g", 1, clipped({.acc_g = 4})});
  all.push_back({"500dps", "±500 °/s", 1, clipped({.gyr_dps = 500})});
  all.push_back({"cheap", "Cheap IMU", 1, always([](PerturbedWalk& walk, unsigned, Random& random) {
                   worsen(walk, {400, 0.005, 30, 0.5}, random);
                 })});
  all.push_back({"acc+2", "Acceleration +2 %", 1, scaled(1.02, 1)});
  all.push_back({"acc-2", "Acceleration -2 %", 1, scaled(0.98, 1)});
  all.push_back({"gyr+2", "Rotation +2 %", 1, scaled(1, 1.02)});
  all.push_back({"gyr-2", "Rotation -2 %", 1, scaled(1, 0.98)});
  all.push_back({"both+2", "Both +2 %", 1, scaled(1.02, 1.02)});
  all.push_back({"both-2", "Both -2 %", 1, scaled(0.98, 0.98)});
  all.push_back(
      {"40hz-band", "40 Hz low-pass", 1, always([](PerturbedWalk& walk, unsigned, Random&) { low_pass(walk, 40); })});
}

void add_losses(std::vector<Perturbation>& all) {
  for (const std::size_t run : {1U, 8U}) {
    for (const int lost_percent : {1, 5, 20}) {
      all.push_back({fmt::format("lost{}x{}", lost_percent, run),
                     fmt::format("{} % lost {}", lost_percent, run == 1 ? "singly" : "in runs of 8"), 1,
                     always([=](PerturbedWalk& walk, unsigned, Random& random) {
                       lose(walk, 0.01 * lost_percent, run, random);
                     })});
    }
  }
  for (const double length_s : {0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0}) {
    all.push_back({fmt::format("hole{:.1f}", length_s), fmt::format("Hole of {:.1f} s", length_s), kPlaces,
                   hole(length_s, Lost::nothing)});
  }
  for (const double length_s : {0.12, 0.3}) {
    all.push_back({fmt::format("zeros{:g}", length_s), fmt::format("Zeros for {:.2f} s", length_s), kPlaces,
                   hole(length_s, Lost::zeros)});
    all.push_back({fmt::format("held{:g}", length_s), fmt::format("Values held for {:.2f} s", length_s), kPlaces,
                   hole(length_s, Lost::held)});
  }
}

void add_times(std::vector<Perturbation>& all) {
  all.push_back({"jitter", "Times ±3 ms", 1,
                 always([](PerturbedWalk& walk, unsigned, Random& random) { jitter(walk, 0.003, random); })});
  all.push_back({"start-stance", "Begins in stance", kPlaces, always([](PerturbedWalk& walk, unsigned, Random& random) {
                   cut_start(walk, Start::in_stance, random);
                 })});
  all.push_back(
      {"start-swing", "Begins in mid-swing", kPlaces,
       always([](PerturbedWalk& walk, unsigned, Random& random) { cut_start(walk, Start::in_swing, random); })});
  all.push_back({"end", "Ends anywhere", kPlaces,
                 always([](PerturbedWalk& walk, unsigned, Random& random) { cut_end(walk, random); })});
}

}  // namespace

const std::vector<Perturbation>& perturbations() {
  static const std::vector<Perturbation> kAll = [] {
    std::vector<Perturbation> all = {{"none", "Unperturbed", 1, always([](PerturbedWalk&, unsigned, Random&) {})}};
    add_sensors(all);
    add_losses(all);
    add_times(all);
    return all;
  }();
  return kAll;
}

}  // namespace backstep::validation
