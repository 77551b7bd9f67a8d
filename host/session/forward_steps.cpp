#include "host/session/forward_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "dsp/calibration/foot_alignment.h"
#include "host/base/contradiction.h"
#include "host/base/names.h"
#include "host/session/no_strides.h"

namespace backstep::host {

namespace {

constexpr double kLargestOdds = 1e6;  // a model of walks knows no better
constexpr int kAgreement_pct = 80;    // a calibration walk is meant to go one way: a turn at its end may cost a stride

/// Counts strides by the end that went ahead.
class Votes : public Sink {
 public:
  void on_stride(const Stride& s) override {
    x_ahead_[index(s.foot)] += s.direction == Direction::forward ? 1 : 0;
    x_behind_[index(s.foot)] += s.direction == Direction::backward ? 1 : 0;
  }
  int ahead(Foot foot) const { return x_ahead_[index(foot)]; }
  int behind(Foot foot) const { return x_behind_[index(foot)]; }

 private:
  std::array<int, 2> x_ahead_{}, x_behind_{};
};

Result<FootCalibration> decide(Foot foot, FootCalibration c, const Votes& votes, bool declared) {
  const int ahead = votes.ahead(foot), behind = votes.behind(foot), all = ahead + behind;
  if (all < kFewestForwardStrides) {
    return fail({.what = fmt::format("the {} foot made only {} strides forward", name(foot), all),
                 .expected = fmt::format("at least {}", kFewestForwardStrides),
                 .todo = "Walk ten steps straight ahead"});
  }
  if (100 * std::max(ahead, behind) < kAgreement_pct * all) {
    return fail({.what = fmt::format("the {} foot went both ways ({} strides and {})", name(foot), ahead, behind),
                 .todo = "Walk ten steps forward only",
                 .hint = Hint::part_of_walk});
  }
  if (declared && behind > ahead) {
    return fail(
        {.what = fmt::format("the axis that is said to point to the toes of the {} foot points to the heel: with "
                             "it these steps would lead backward",
                             name(foot)),
         .todo = "Walk ten steps forward, or declare the axis with the other sign",
         .hint = Hint::toes_sign,
         .hint_value = std::string(name(foot))});
  }
  if (behind > ahead) {
    c = turned_about(c);
  }
  c.toe_source = ToeSource::stored;
  return c;
}

}  // namespace

Result<ShoeCalibration> calibrate_forward(Source& source, const SessionConfig& config, ForwardWord word,
                                          const TimeSpan& span, const Progress& progress) {
  ShoeCalibration found = calibrate(source, config, span, part_of(progress, 0, 0.5));
  // Taken for known, so that the strides get a direction: right or wrong, they agree with each other.
  for (auto& c : found) {
    if (c && c->toe_source != ToeSource::declared) {
      c->toe_source = ToeSource::stored;
    }
  }
  Votes votes;
  const auto pipeline = std::make_unique<SessionPipeline>(config, found);
  Sink* const sinks[] = {&votes};
  run(source, *pipeline, sinks, span, part_of(progress, 0.5, 1));
  source.rewind();

  for (const Foot foot : kFeet) {
    if (!source.info().has_foot[index(foot)]) {
      continue;
    }
    const FootDiagnosis& diagnosis = pipeline->diagnosis(foot);
    if (contradicts(diagnosis)) {
      return fail({.what = contradiction_sentence(foot, diagnosis)});
    }
    if (!found[index(foot)] || diagnosis.strides == 0) {
      return fail({.what = no_strides_because(foot, diagnosis, config)});
    }
    found[index(foot)]->toe_log_odds = diagnosis.toe_log_odds;  // of the whole walk as it is seen with what it taught
    auto decided = decide(foot, *found[index(foot)], votes, config.setup[index(foot)].toes_axis_sensor.has_value());
    if (!decided) {
      return tl::make_unexpected(decided.error());
    }
    if (auto possible = check_possible(*decided, fmt::format("{}, {} foot", source.info().name, name(foot)));
        !possible) {
      return tl::make_unexpected(possible.error());
    }
    found[index(foot)] = *decided;
  }
  if (auto led_forward = check_forward(found, word, config.foot.alignment); !led_forward) {
    return tl::make_unexpected(led_forward.error());
  }
  return found;
}

// A walk the other way makes a calibration that turns every later walk about, in silence.
Result<void> check_forward(const ShoeCalibration& calibration, ForwardWord word, const AlignmentConfig& config) {
  for (const Foot foot : kFeet) {
    const auto &c = calibration[index(foot)], &others = calibration[index(other(foot))];
    if (word == ForwardWord::insisted || !c || c->toe_source == ToeSource::unknown) {
      continue;
    }
    const bool both = others && others->toe_source != ToeSource::unknown;
    // A foot alone may say it, whatever the other says.
    const double alone = c->toe_log_odds;
    const double odds = both ? std::min(alone, double(pooled_log_odds(alone, others->toe_log_odds))) : alone;
    if (odds >= -config.decide_log_odds) {
      continue;
    }
    return fail(
        {.what = fmt::format("in the calibration walk the {} foot pitches as one that walks backward (odds {:.0f} "
                             ": 1), but the end that went ahead is taken for the toes; nothing is stored",
                             name(foot), std::min(std::exp(-odds), kLargestOdds)),
         .todo = "Walk ten steps forward and calibrate again",
         .hint = Hint::led_forward});
  }
  return {};
}

}  // namespace backstep::host
