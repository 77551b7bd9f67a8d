#include "tests/validation/fault_study.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <memory>
#include <variant>

#include "dsp/pipeline/calibrator.h"
#include "dsp/pipeline/session_pipeline.h"

namespace backstep::validation {

namespace {

constexpr std::int64_t kSameContact_us = 200'000;  // a contact and its row's differ by less

/// Calls `push(foot, sample)` for both feet's samples in order of time.
template <class Push>
void in_order(const walker::Walk& walk, Push&& push) {
  const auto& left = walk.feet[0].measured;
  const auto& right = walk.feet[1].measured;
  std::size_t i = 0, j = 0;
  while (i < left.size() || j < right.size()) {
    if (j == right.size() || (i < left.size() && left[i].t_us <= right[j].t_us)) {
      push(Foot::left, left[i++]);
    } else {
      push(Foot::right, right[j++]);
    }
  }
}

struct TimedRow {
  Stride row;
  std::int64_t left_us = 0;  ///< time of the sample with which it left the pipeline
};

/// What came out of one walk.
struct Output {
  std::array<std::vector<TimedRow>, 2> rows;
  std::array<std::vector<Contact>, 2> contacts;  ///< without those withdrawn
  std::size_t withdrawn = 0;

  void take(SessionPipeline& pipeline, std::int64_t now_us) {
    while (const auto event = pipeline.next()) {
      if (const auto* row = std::get_if<Stride>(&*event)) {
        rows[index(row->foot)].push_back({*row, now_us});
      } else if (const auto* contact = std::get_if<Contact>(&*event)) {
        contacts[index(contact->foot)].push_back(*contact);
      } else if (const auto* none = std::get_if<Withdrawn>(&*event)) {
        contacts[index(none->foot)].pop_back();
        ++withdrawn;
      }
    }
  }
};

Output measure(const walker::Walk& walk, const walker::WalkerConfig& walker) {
  SessionConfig config;
  const FootSetup setup{Vec3::UnitX()};
  config.setup = {setup, setup};
  config.rate_hz = {walker.sensor.rate_hz, walker.sensor.rate_hz};
  config.common_clock = true;
  config.overstride.leg_length_m = walker.person.leg_length_m;

  const auto calibrator =
      std::make_unique<Calibrator>(CalibratorConfig{.rate_hz = config.rate_hz, .setup = config.setup, .foot = {}});
  in_order(walk, [&](Foot foot, const ImuSample& sample) { calibrator->push(foot, sample); });

  Output out;
  const auto pipeline = std::make_unique<SessionPipeline>(config, calibrator->finish());
  std::int64_t now_us = 0;
  in_order(walk, [&](Foot foot, const ImuSample& sample) {
    now_us = sample.t_us;
    pipeline->push(foot, sample);
    out.take(*pipeline, now_us);
  });
  pipeline->finish();
  out.take(*pipeline, now_us);
  return out;
}

/// Median over the walk: the last stance goes on standing.
double typical_stance_s(const walker::FootWalk& walked) {
  std::vector<double> stances;
  for (const walker::TruthStride& s : walked.strides) {
    stances.push_back(s.landing.left_s - s.landing.landed_s);
  }
  const auto middle = stances.begin() + static_cast<std::ptrdiff_t>(stances.size() / 2);
  std::nth_element(stances.begin(), middle, stances.end());
  return *middle;
}

/// A row is that of the swing within which its contact lies, or of the stance after it.
void match(const walker::FootWalk& walked, const std::vector<TimedRow>& rows, const std::vector<Contact>& contacts,
           const StudyStride& blank, Study& study) {
  std::vector<bool> taken(rows.size(), false);
  for (std::size_t i = 0; i < walked.strides.size(); ++i) {
    StudyStride s = blank;
    s.truth = walked.strides[i];
    const walker::StanceTruth& stance = s.truth.landing;
    s.stance_s = typical_stance_s(walked);
    for (std::size_t r = 0; r < rows.size() && !s.row; ++r) {
      const double t_s = seconds(rows[r].row.t_ic_us.value_or(rows[r].row.t_ff_us));
      if (!taken[r] && t_s > s.truth.t_left_s && t_s <= stance.left_s) {
        taken[r] = true;
        s.row = rows[r].row;
        s.row_delay_s = seconds(rows[r].left_us) - stance.flat_s;
      }
    }
    for (const Contact& c : contacts) {
      if (s.row && s.row->t_ic_us && std::abs(c.t_ic_us - *s.row->t_ic_us) < kSameContact_us) {
        s.told = ToldContact{c.contact, c.strike_angle_rad, seconds(c.decided_us) - stance.landed_s};
      }
    }
    study.strides.push_back(s);
  }
  study.invented += static_cast<std::size_t>(std::count(taken.begin(), taken.end(), false));
}

Study study_walk(std::uint64_t seed, DrawnWalk (*draw)(walker::Random&)) {
  walker::Random random(seed);
  const DrawnWalk drawn = draw(random);
  const walker::Walk walk = walker::walk(drawn.config, seed);
  const Output out = measure(walk, drawn.config);
  Study study;
  study.walks = 1;
  study.withdrawn = out.withdrawn;
  StudyStride blank;
  blank.travel = drawn.travel;
  blank.speed_mps = drawn.speed_mps;
  blank.rate_hz = drawn.config.sensor.rate_hz;
  blank.leg_length_m = drawn.config.person.leg_length_m;
  for (const Foot foot : kFeet) {
    match(walk.feet[index(foot)], out.rows[index(foot)], out.contacts[index(foot)], blank, study);
  }
  return study;
}

}  // namespace

void Study::add(const Study& other) {
  walks += other.walks;
  invented += other.invented;
  withdrawn += other.withdrawn;
  strides.insert(strides.end(), other.strides.begin(), other.strides.end());
}

Study run_study(std::uint64_t seed, std::size_t strides, DrawnWalk (*draw)(walker::Random&)) {
  // Seeds that follow each other must not make walks that do.
  std::mt19937_64 seeds(seed);
  Study study;
  while (study.strides.size() < strides) {
    const std::uint64_t first = seeds(), second = seeds();
    auto other = std::async(std::launch::async, study_walk, second, draw);
    study.add(study_walk(first, draw));
    study.add(other.get());
  }
  return study;
}

}  // namespace backstep::validation
