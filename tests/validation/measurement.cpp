#include "tests/validation/measurement.h"

#include <algorithm>
#include <cmath>

#include "host/sink/sink.h"
#include "tests/validation/analysis.h"

namespace backstep::validation {

namespace {

constexpr double kNear_s = 0.020;

/// Keeps of the motion what is compared.
class Ear : public host::Sink {
 public:
  bool wants_trajectory() const override { return true; }
  void on_trajectory(Foot foot, const TrajectoryPoint& p) override {
    pitch[index(foot)].push_back({static_cast<double>(p.t_us) / 1e6, rad_to_deg(p.pitch_rad)});
    if (!first[index(foot)]) {
      first[index(foot)] = p.pos_m;
    }
    last[index(foot)] = p.pos_m;
  }
  void on_contact(const Contact& c) override { told[index(c.foot)].push_back(c); }
  void on_withdrawn(const Withdrawn& w) override { told[index(w.foot)].pop_back(); }
  std::array<std::vector<PitchAt>, 2> pitch;
  std::array<std::optional<Vec3>, 2> first, last;
  std::array<std::vector<Contact>, 2> told;
};

/// A contact and its row's differ by less than a fifth of a second.
Share told_as_row(const std::vector<Stride>& strides, const std::array<std::vector<Contact>, 2>& told) {
  constexpr std::int64_t kSame_us = 200'000;
  Share same;
  for (const Stride& s : strides) {
    for (const Contact& c : told[index(s.foot)]) {
      const bool at_once = c.decided_us - c.t_ic_us < kSame_us;  // later it is told with its row
      if (s.t_ic_us && at_once && std::abs(c.t_ic_us - *s.t_ic_us) < kSame_us) {
        same.add(c.contact == s.contact);
      }
    }
  }
  return same;
}

std::optional<double> pitch_rmse_deg(const std::vector<PitchAt>& pitch, const std::vector<TrueMotion>& truth) {
  double sum = 0, count = 0;
  for (const TrueMotion& t : truth) {
    const auto measured = t.pitch_deg ? pitch_at(pitch, t.time_s) : std::nullopt;
    if (measured) {
      sum += (*measured - *t.pitch_deg) * (*measured - *t.pitch_deg);
      ++count;
    }
  }
  return count == 0 ? std::nullopt : std::optional(std::sqrt(sum / count));
}

double sum_of_lengths_m(const std::vector<Stride>& strides, Foot foot) {
  double sum = 0;
  for (const Stride& s : strides) {
    sum += s.foot == foot ? s.stride_length_m.value_or(0) : 0;
  }
  return sum;
}

/// What becomes of a foot whose mounting was not declared. Where no stride is known, the way of the whole walk is.
void judge_mounting(const Recording& recording, const Truth& truth, const std::vector<Stride>& undeclared, Foot foot,
                    FootResult& result) {
  std::size_t known = 0, opposite = 0, uncertain = 0;
  const auto add = [&](std::optional<Direction> way, std::optional<Direction> found) {
    if (way == Direction::forward || way == Direction::backward) {
      ++known;
      opposite += static_cast<std::size_t>(found && opposite_ways(*way, *found));
      uncertain += static_cast<std::size_t>(found == Direction::uncertain);
    }
  };
  const auto partner = match_strides(truth, undeclared);
  for (std::size_t i = 0; i < truth.strides.size(); ++i) {
    if (truth.strides[i].foot == foot) {
      add(truth.strides[i].direction, partner[i] ? std::optional(undeclared[*partner[i]].direction) : std::nullopt);
    }
  }
  for (const Stride& s : undeclared) {
    if (truth.strides.empty() && s.foot == foot) {
      add(recording.truth_use.travel, s.direction);
    }
  }
  result.way_known = known > 0;
  result.mounting_wrong = 2 * opposite > known;
  result.mounting_uncertain = !result.mounting_wrong && 2 * uncertain > known;
}

}  // namespace

std::optional<double> pitch_at(const std::vector<PitchAt>& pitch, double at_s) {
  auto p =
      std::lower_bound(pitch.begin(), pitch.end(), at_s, [](const PitchAt& x, double t_s) { return x.time_s < t_s; });
  if (p != pitch.begin()) {
    --p;
  }
  return p != pitch.end() && std::abs(p->time_s - at_s) < kNear_s ? std::optional(p->pitch_deg) : std::nullopt;
}

RecordingResult measure(const Recording& recording) {
  RecordingResult result;
  result.recording = recording;
  auto walk = read_walk(recording);
  if (!walk) {
    result.failure = walk.error().message();
    return result;
  }
  result.walk = *std::move(walk);
  WalkSource source(result.walk);
  Ear ear;
  result.strides = analyse(source, recording.setup, &ear);
  result.told_as_row = told_as_row(result.strides, ear.told);
  result.comparison = compare(result.walk.truth, result.strides, recording.truth_use);
  source.rewind();
  const std::vector<Stride> undeclared = analyse(source, {});
  result.without_mounting = compare(result.walk.truth, undeclared, recording.truth_use);
  for (const Foot foot : kFeet) {
    FootResult& f = result.feet[index(foot)];
    f.pitch = std::move(ear.pitch[index(foot)]);
    f.truth = read_true_motion(recording.folder /
                               (foot == Foot::left ? "truth_samples_left_foot.csv" : "truth_samples_right_foot.csv"));
    f.pitch_rmse_deg = pitch_rmse_deg(f.pitch, f.truth);
    judge_mounting(recording, result.walk.truth, undeclared, foot, f);
    if (recording.closed_loop && ear.first[index(foot)]) {
      const Vec3 way_m = *ear.last[index(foot)] - *ear.first[index(foot)];
      result.loop = LoopEnd{way_m.head<2>().norm(), std::abs(way_m.z()), sum_of_lengths_m(result.strides, foot)};
    }
  }
  return result;
}

}  // namespace backstep::validation
