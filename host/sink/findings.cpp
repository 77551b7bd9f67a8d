#include "host/sink/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/summary/symmetry.h"
#include "host/sink/doubts.h"
#include "host/sink/names.h"

namespace backstep::host {

namespace {

constexpr double kBeltTolerance_pct = 5;      // issue: a difference over 5 % is warned of
constexpr double kHeelFirstShare_pct = 10;    // biomechanics 3.6: report if more than 10 % of the session
constexpr std::uint32_t kFewestForMean = 10;  // strides a foot; Konig 2014, biomechanics 3.6

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

/// Direction in which most strides were used.
Direction main_direction(const SessionSummary& summary) {
  const auto used = [&](Direction d) { return summary.walk(Foot::left, d).used + summary.walk(Foot::right, d).used; };
  Direction most = Direction::backward;
  for (const Direction d : {Direction::forward, Direction::left, Direction::right, Direction::uncertain}) {
    most = used(d) > used(most) ? d : most;
  }
  return most;
}

/// What a file's reader did not take out itself.
void warn_of_stand_ins(const WalkReport& report, std::vector<std::string>& out) {
  for (const Foot foot : kFeet) {
    if (const auto n = report.diagnosis[index(foot)].stand_ins; n > 0) {
      out.push_back(
          fmt::format("{} sample{} of the {} foot {} taken for lost: all zero, or the values before them held while "
                      "the foot moved.",
                      n, n == 1 ? "" : "s", name(foot), n == 1 ? "is" : "are"));
    }
  }
}

void warn_of_speed(const SessionSummary& summary, std::vector<std::string>& out) {
  std::uint32_t alerts = 0;
  for (const Foot foot : kFeet) {
    alerts += summary.alerts(foot, AlertKind::too_fast);
  }
  if (alerts > 0) {
    out.push_back(fmt::format("the walk went above --target-speed-mps: {} alert{}.", alerts, alerts == 1 ? "" : "s"));
  }
}

void warn_of_belt(const WalkReport& report, const SessionSummary& summary, std::vector<std::string>& out) {
  const Direction direction = main_direction(summary);
  const auto speed = mean_of_feet(summary, direction, &WalkStats::speed_mps);
  if (!report.conditions.belt_speed_mps || !speed) {
    return;
  }
  const double difference_pct = 100 * (*speed / *report.conditions.belt_speed_mps - 1);
  if (std::abs(difference_pct) > kBeltTolerance_pct) {
    out.push_back(fmt::format(
        "the measured mean speed of {:.2f} m/s differs by {:+.0f} % from the belt's {:.2f} m/s; nothing was "
        "scaled. Check the belt's speed and that the sensors sit firmly.",
        *speed, difference_pct, *report.conditions.belt_speed_mps));
  }
}

void warn_of_heel_first(const SessionSummary& summary, std::vector<std::string>& out) {
  for (const Foot foot : kFeet) {
    const ContactCounts& c = summary.walk(foot, Direction::backward).contacts;
    const double share_pct = c.known() > 0 ? 100.0 * c[ContactClass::heel_first] / c.known() : 0;
    if (share_pct > kHeelFirstShare_pct) {
      out.push_back(fmt::format("{} of {} backward contacts of the {} foot were heel-first.",
                                c[ContactClass::heel_first], c.known(), name(foot)));
    }
  }
}

void warn_of_overstriding(const WalkReport& report, const SessionSummary& summary, std::vector<std::string>& out) {
  for (const Foot foot : kFeet) {
    const WalkStats& w = summary.walk(foot, Direction::backward);
    const std::uint32_t beyond = w.overstrides[1] + w.overstrides[2];
    if (beyond == 0) {
      continue;
    }
    std::string why = "the personal baseline";
    if (report.overstride.leg_length_m && w.stride_length_m.mean()) {
      const double step_m = *w.stride_length_m.mean() / 2;
      why = fmt::format(
          "the limits (mean step {:.2f} m = {:.2f} of leg length; caution from {:.2f}, alert from {:.2f})", step_m,
          step_m / *report.overstride.leg_length_m, report.overstride.caution, report.overstride.alert);
    }
    out.push_back(
        fmt::format("{} of {} backward strides of the {} foot were longer than {}. Shorter steps are usually "
                    "advised.",
                    beyond, beyond + w.overstrides[0], name(foot), why));
  }
}

void warn_of_asymmetry(const SessionSummary& summary, std::vector<std::string>& out) {
  const Direction direction = main_direction(summary);
  const WalkStats &l = summary.walk(Foot::left, direction), &r = summary.walk(Foot::right, direction);
  const auto compare = [&](const char* what, const Distribution& left, const Distribution& right) {
    const auto s = symmetry(left, right);
    if (s && s->notable) {
      out.push_back(fmt::format("{} differs between the feet by {:.0f} % (right {} than left).", what,
                                std::abs(s->index_pct), s->index_pct > 0 ? "longer" : "shorter"));
    }
  };
  compare("stance time", l.stance_time_s, r.stance_time_s);
  compare("swing time", l.swing_time_s, r.swing_time_s);
  compare("step time", l.step_time_s, r.step_time_s);
}

void warn_of_few_strides(const SessionSummary& summary, std::vector<std::string>& out) {
  const Direction direction = main_direction(summary);
  for (const Foot foot : kFeet) {
    const WalkStats& w = summary.walk(foot, direction);
    if (w.rows > 0 && w.used < kFewestForMean) {
      out.push_back(
          fmt::format("only {} stride{} of the {} foot count{} for length and time; means are reliable from {}.",
                      w.used, w.used == 1 ? "" : "s", name(foot), w.used == 1 ? "s" : "", kFewestForMean));
    }
  }
}

}  // namespace

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

std::vector<std::string> warnings(const WalkReport& report, const SessionSummary& summary) {
  std::vector<std::string> out = doubts(report, summary);
  out.insert(out.end(), report.source.warnings.begin(), report.source.warnings.end());
  warn_of_stand_ins(report, out);
  for (const Foot foot : kFeet) {
    if (!report.no_strides_because[index(foot)].empty()) {
      out.push_back(report.no_strides_because[index(foot)]);
    }
  }
  warn_of_heel_first(summary, out);
  warn_of_overstriding(report, summary, out);
  warn_of_speed(summary, out);
  warn_of_belt(report, summary, out);
  warn_of_asymmetry(summary, out);
  warn_of_few_strides(summary, out);
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
           fmt::format("nothing says which end of its sensor faces the toes. Declare it (--{}-toes=+x) or give a "
                       "calibration (backstep calibrate).",
                       name(foot))});
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
    out.push_back({"step time, double support",
                   "two clocks timed the feet. If one clock timed two CSV files, say --common-clock."});
  }
  if (walked(summary, Direction::backward) && !report.overstride.leg_length_m && !report.overstride.baseline_length_m) {
    out.push_back({"overstriding", "it needs --leg-length-m, --height-m or --baseline."});
  } else if (walked(summary, Direction::backward) && !overstriding_judged(summary)) {
    out.push_back({"overstriding", report.overstride.leg_length_m
                                       ? "no backward stride was whole enough to be judged."
                                       : fmt::format("no stride was within {:.2f} m/s of the baseline's speed, {:.2f} "
                                                     "m/s. --leg-length-m judges at any speed.",
                                                     report.overstride.similar_speed_mps,
                                                     report.overstride.baseline_speed_mps.value_or(0))});
  }
  const Direction direction = main_direction(summary);
  const std::uint32_t most =
      std::max(summary.walk(Foot::left, direction).used, summary.walk(Foot::right, direction).used);
  if (most < Distribution::kFewestForCv) {
    out.push_back({"variability (CV)", fmt::format("it needs {} strides of a foot in one direction; there are {}.",
                                                   Distribution::kFewestForCv, most)});
  }
  return out;
}

}  // namespace backstep::host
