#include "host/sink/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/summary/variability.h"
#include "host/base/names.h"
#include "host/sink/belt.h"
#include "host/sink/doubts.h"
#include "host/sink/what_matters.h"

namespace backstep::host {

namespace {

constexpr double kBeltTolerance_pct = 5;  // issue: a difference over 5 % is warned of

bool has(const WalkReport& report, Foot foot) { return report.info.has_foot[index(foot)]; }

bool walked(const SessionSummary& summary, Direction direction) {
  return summary.walk(Foot::left, direction).rows + summary.walk(Foot::right, direction).rows > 0;
}

bool overstriding_judged(const SessionSummary& summary) {
  std::uint32_t judged = 0;
  for (const Foot foot : kFeet) {
    for (const std::uint32_t n : summary.walk(foot, Direction::backward).overstrides) {
      judged += n;
    }
  }
  return judged > 0;
}

/// What a file's reader did not take out itself.
void warn_of_stand_ins(const WalkReport& report, std::vector<Sentence>& out) {
  for (const Foot foot : kFeet) {
    if (const auto n = report.diagnosis[index(foot)].stand_ins; n > 0) {
      out.push_back(
          fmt::format("{} sample{} of the {} foot {} taken for lost: all zero, or the values before them held while "
                      "the foot moved.",
                      n, n == 1 ? "" : "s", name(foot), n == 1 ? "is" : "are"));
    }
  }
}

void warn_of_belt(const WalkReport& report, const SessionSummary& summary, std::vector<Sentence>& out) {
  for (const BeltStretch& stretch : belt_stretches(report, summary)) {
    if (!stretch.measured_mps || stretch.belt_mps <= 0) {
      continue;  // nobody walked, or it stood
    }
    const double difference_pct = 100 * (*stretch.measured_mps / stretch.belt_mps - 1);
    if (std::abs(difference_pct) > kBeltTolerance_pct) {
      out.push_back(fmt::format(
          "{}the measured mean speed of {:.2f} m/s differs by {:+.0f} % from the belt's {:.2f} m/s; nothing was "
          "scaled. Check the belt's speed and that the sensors sit firmly.",
          stretch.begin_s ? fmt::format("from {:.0f} s on ", *stretch.begin_s) : "", *stretch.measured_mps,
          difference_pct, stretch.belt_mps));
    }
  }
}

void warn_of_few_strides(const SessionSummary& summary, std::vector<Sentence>& out) {
  for (const Direction direction : {Direction::backward, Direction::forward}) {
    for (const Foot foot : kFeet) {
      const WalkStats& w = summary.walk(foot, direction);
      if (w.rows > 0 && w.used < kFewestForMean) {
        out.push_back(fmt::format(
            "only {} stride{} {} of the {} foot count{} for length and time; means are reliable from {}.", w.used,
            w.used == 1 ? "" : "s", name(direction), name(foot), w.used == 1 ? "s" : "", kFewestForMean));
      }
    }
  }
}

/// Of each foot that walked; where both lack it alike, of both.
void tell_of_variability(const WalkReport& report, const SessionSummary& summary, std::vector<NotKnown>& out) {
  const Direction direction = main_direction(summary);
  std::array<std::string, 2> because;
  for (const Foot foot : kFeet) {
    const Variability v = variability(summary.walk(foot, direction));
    std::string& why = because[index(foot)];
    if (v.missing == NoVariability::few) {
      why = fmt::format("it needs {} strides of a foot in one direction; there are {}.", Distribution::kFewestForCv,
                        v.strides);
    } else if (v.missing == NoVariability::speeds) {
      why = fmt::format(
          "it needs one speed, {:.0f} % of the strides within {:.1f} m/s of the median; there are {:.0f} %.",
          100 * Variability::kAtOneSpeed, Variability::kSameSpeed_mps, std::floor(100 * v.share_at_speed.value_or(0)));
    }
  }
  if (because[0] == because[1] && !because[0].empty()) {
    out.push_back({"variability (CV)", because[0]});
    return;
  }
  for (const Foot foot : kFeet) {
    if (has(report, foot) && !because[index(foot)].empty()) {
      out.push_back({fmt::format("variability (CV) of the {} foot", name(foot)), because[index(foot)]});
    }
  }
}

}  // namespace

std::string enough_text(unsigned counting) {
  const unsigned needed = counting < kFewestForMean ? kFewestForMean : Distribution::kFewestForCv;
  return counting < needed ? fmt::format(" ({} of {})", counting, needed) : std::string();
}

Direction main_direction(const SessionSummary& summary) {
  const auto used = [&](Direction d) { return summary.walk(Foot::left, d).used + summary.walk(Foot::right, d).used; };
  Direction most = Direction::backward;
  for (const Direction d : {Direction::forward, Direction::left, Direction::right, Direction::uncertain}) {
    most = used(d) > used(most) ? d : most;
  }
  return most;
}

std::optional<double> mean_of_feet(const SessionSummary& summary, Direction direction,
                                   Distribution WalkStats::*quantity) {
  double sum = 0;
  int feet = 0;
  for (const Foot foot : kFeet) {
    if (const auto mean = (summary.walk(foot, direction).*quantity).mean()) {
      sum += *mean;
      ++feet;
    }
  }
  return feet > 0 ? std::optional(sum / feet) : std::nullopt;
}

std::optional<double> cadence_spm(const SessionSummary& summary, Direction direction) {
  if (const auto step_s = mean_of_feet(summary, direction, &WalkStats::step_time_s)) {
    return 60 / *step_s;
  }
  const auto stride_s = mean_of_feet(summary, direction, &WalkStats::stride_time_s);
  return stride_s ? std::optional(120 / *stride_s) : std::nullopt;
}

std::optional<double> expected_rise_m(const WalkReport& report, const SessionSummary& summary, Direction direction) {
  const auto length = mean_of_feet(summary, direction, &WalkStats::stride_length_m);
  if (!report.conditions.incline_pct || !length) {
    return std::nullopt;
  }
  return *length * *report.conditions.incline_pct / 100;
}

std::vector<Sentence> technical_warnings(const WalkReport& report, const SessionSummary& summary) {
  std::vector<Sentence> out = report.source.warnings;
  warn_of_stand_ins(report, out);
  for (const Foot foot : kFeet) {
    if (!report.no_strides_because[index(foot)].empty()) {
      out.push_back(report.no_strides_because[index(foot)]);
    }
  }
  warn_of_belt(report, summary, out);
  warn_of_few_strides(summary, out);
  return out;
}

std::vector<Sentence> warnings(const WalkReport& report, const SessionSummary& summary) {
  std::vector<Sentence> out = doubts(report, summary);
  for (const WalkFinding& finding : what_matters(report, summary)) {
    if (finding.is_warning) {
      out.push_back(finding.text);
    }
  }
  const std::vector<Sentence> technical = technical_warnings(report, summary);
  out.insert(out.end(), technical.begin(), technical.end());
  return out;
}

std::vector<NotKnown> not_known(const WalkReport& report, const SessionSummary& summary) {
  std::vector<NotKnown> out;
  if (summary.rows(Foot::left) + summary.rows(Foot::right) == 0) {
    return out;
  }
  for (const Foot foot : kFeet) {
    const auto& calibration = report.calibration[index(foot)];
    if (has(report, foot) && calibration && calibration->toe_source == ToeSource::unknown) {
      out.push_back(
          {fmt::format("direction, contact and roll of the {} foot", name(foot)),
           Sentence("nothing says which end of its sensor faces the toes.", Hint::toes, std::string(name(foot)))});
    }
  }
  for (const Foot foot : kFeet) {
    const double rate_hz = report.info.rate_hz[index(foot)];
    if (has(report, foot) && rate_hz < report.roll_min_rate_hz) {
      out.push_back({fmt::format("roll of the {} foot", name(foot)),
                     fmt::format("a foot may roll down in 30 ms, which {:.0f} samples a second do not show; {:.0f} do.",
                                 rate_hz, std::ceil(report.roll_min_rate_hz / 4) * 4)});
    }
  }
  const bool both = has(report, Foot::left) && has(report, Foot::right);
  if (!both) {
    out.push_back({"step time, double support, symmetry", "they need both feet."});
  } else if (!report.info.common_clock) {
    out.push_back({"step time, double support", Sentence("two clocks timed the feet.", Hint::common_clock)});
  }
  if (walked(summary, Direction::backward) && !report.overstride.leg_length_m && !report.overstride.baseline_length_m) {
    out.push_back({"overstriding", Sentence("it needs the leg length, the height or a baseline.", Hint::leg_length)});
  } else if (walked(summary, Direction::backward) && !overstriding_judged(summary)) {
    out.push_back(
        {"overstriding",
         report.overstride.leg_length_m
             ? Sentence("no backward stride was whole enough to be judged.")
             : Sentence(
                   fmt::format("no stride was within {:.2f} m/s of the baseline's speed, {:.2f} m/s. With the leg "
                               "length any speed is judged.",
                               report.overstride.similar_speed_mps, report.overstride.baseline_speed_mps.value_or(0)),
                   Hint::leg_length)});
  }
  tell_of_variability(report, summary, out);
  return out;
}

}  // namespace backstep::host
