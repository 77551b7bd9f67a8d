#include "tests/validation/perturb_time.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/base/track.h"

namespace backstep::validation {

namespace {

using walker::Random;

constexpr double kLongBefore_s = -1e6, kLongAfter_s = 1e6;

double time_s(const ImuSample& s) { return 1e-6 * static_cast<double>(s.t_us); }

std::vector<TrueStride> strides_of(const PerturbedWalk& walk, Foot foot) {
  std::vector<TrueStride> mine;
  std::copy_if(walk.truth.strides.begin(), walk.truth.strides.end(), std::back_inserter(mine),
               [&](const TrueStride& t) { return t.foot == foot; });
  std::sort(mine.begin(), mine.end(), [](const TrueStride& a, const TrueStride& b) { return a.start_s < b.start_s; });
  return mine;
}

std::size_t draw_index(Random& random, std::size_t count) {
  return std::min(count - 1, static_cast<std::size_t>(random.uniform(0, static_cast<double>(count))));
}

/// Takes out the samples of one foot in [begin_s, end_s).
void erase(PerturbedWalk& walk, Foot foot, double begin_s, double end_s) {
  std::erase_if(walk.samples[index(foot)],
                [&](const ImuSample& s) { return time_s(s) >= begin_s && time_s(s) < end_s; });
  walk.missing.push_back({foot, begin_s, end_s});
}

}  // namespace

void lose(PerturbedWalk& walk, double share, std::size_t run, Random& random) {
  for (const Foot foot : kFeet) {
    const std::vector<ImuSample> all = std::move(walk.samples[index(foot)]);
    auto& kept = walk.samples[index(foot)];
    kept.clear();
    bool lost = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i % run == 0) {
        lost = random.uniform(0, 1) < share;
      }
      if (!lost) {
        kept.push_back(all[i]);
      }
    }
    const double gap_s = all.size() < 2 ? 0 : host::kGapIntervals * host::median_interval_s(all);
    for (std::size_t i = 1; i < kept.size(); ++i) {
      if (time_s(kept[i]) - time_s(kept[i - 1]) > gap_s) {
        walk.missing.push_back({foot, time_s(kept[i - 1]), time_s(kept[i])});
      }
    }
  }
}

void make_hole(PerturbedWalk& walk, double length_s, Place place, Lost lost, Random& random) {
  for (const Foot foot : kFeet) {
    const auto strides = strides_of(walk, foot);
    auto& samples = walk.samples[index(foot)];
    if (strides.empty() || samples.empty()) {
      continue;
    }
    const TrueStride& stride = strides[draw_index(random, strides.size())];
    const double middle_s =
        place == Place::mid_swing ? mid_swing_s(samples, stride) : random.uniform(stride.start_s, stride.end_s);
    const double begin_s = middle_s - length_s / 2, end_s = begin_s + length_s;
    if (lost == Lost::nothing) {
      erase(walk, foot, begin_s, end_s);
      continue;
    }
    walk.missing.push_back({foot, begin_s, end_s});
    const ImuSample* last = nullptr;
    for (ImuSample& s : samples) {
      if (time_s(s) < begin_s || time_s(s) >= end_s) {
        last = time_s(s) < begin_s ? &s : last;
        continue;
      }
      const bool held = lost == Lost::held && last != nullptr;
      s.acc_mps2 = held ? last->acc_mps2 : Vec3::Zero();
      s.gyr_radps = held ? last->gyr_radps : Vec3::Zero();
    }
  }
}

void jitter(PerturbedWalk& walk, double most_s, Random& random) {
  for (auto& samples : walk.samples) {
    std::vector<std::int64_t> times;
    for (const ImuSample& s : samples) {
      times.push_back(s.t_us + std::llround(1e6 * random.uniform(-most_s, most_s)));
    }
    std::sort(times.begin(), times.end());
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i].t_us = i > 0 ? std::max(times[i], samples[i - 1].t_us + 1) : times[i];
    }
  }
}

void cut_start(PerturbedWalk& walk, Start start, Random& random) {
  constexpr std::size_t kStay = 2;
  const double where = random.uniform(0, 1);  // alike for both feet: they begin within a stride of each other
  for (const Foot foot : kFeet) {
    const auto strides = strides_of(walk, foot);
    if (strides.size() <= kStay || walk.samples[index(foot)].empty()) {
      continue;
    }
    const TrueStride& stride = strides[static_cast<std::size_t>(where * static_cast<double>(strides.size() - kStay))];
    const auto& samples = walk.samples[index(foot)];
    const double begin_s = start == Start::in_swing ? mid_swing_s(samples, stride)
                                                    : quietest_s(samples, stride.start_s - 0.25, stride.start_s + 0.35);
    erase(walk, foot, kLongBefore_s, begin_s);
  }
}

void cut_end(PerturbedWalk& walk, Random& random) {
  constexpr std::size_t kStay = 2;
  const double where = random.uniform(0, 1);
  for (const Foot foot : kFeet) {
    const auto strides = strides_of(walk, foot);
    if (strides.size() <= kStay || walk.samples[index(foot)].empty()) {
      continue;
    }
    const double first_s = strides[kStay - 1].end_s;
    erase(walk, foot, first_s + where * (strides.back().end_s - first_s), kLongAfter_s);
  }
}

}  // namespace backstep::validation
