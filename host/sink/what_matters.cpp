#include "host/sink/what_matters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "dsp/summary/symmetry.h"
#include "host/base/names.h"
#include "host/sink/findings.h"

namespace backstep::host {

namespace {

constexpr double kHeelFirstShare = 0.10;  // dsp/DEFINITIONS.md, limits
constexpr std::uint32_t kFewest = 3;      // of the alerts: once or twice is no habit
constexpr double kRollFaultShare = 0.10;  // what careful real backward walks stay below (RESULTS.md)

double share_of(std::uint32_t n, std::uint32_t of) { return of > 0 ? double(n) / of : 0; }

std::string so_many(std::uint32_t n, std::uint32_t of) {
  return fmt::format("{:.0f} % ({} of {})", 100 * share_of(n, of), n, of);
}

/// "left 55 % (11 of 20), right 47 % (9 of 19)", of the feet that have any.
template <class Count>
std::string of_feet(const SessionSummary& summary, Direction direction, Count&& count) {
  std::string text;
  for (const Foot foot : kFeet) {
    if (const auto [n, of] = count(summary.walk(foot, direction)); of > 0) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name(foot), so_many(n, of));
    }
  }
  return text;
}

using Counts = std::pair<std::uint32_t, std::uint32_t>;

/// Whether one foot has as many as the alerts want, and more than this share.
template <class Count>
bool is_habit(const SessionSummary& summary, Direction direction, Count&& count, double more_than) {
  return std::any_of(kFeet.begin(), kFeet.end(), [&](Foot foot) {
    const auto [n, of] = count(summary.walk(foot, direction));
    return n >= kFewest && share_of(n, of) > more_than;
  });
}

void tell_contact(const SessionSummary& summary, std::vector<WalkFinding>& out) {
  const auto counts = [](ContactClass c) {
    return [c](const WalkStats& w) { return Counts{w.contacts[c], w.contacts.known()}; };
  };
  const auto ball = counts(ContactClass::ball_first), heel = counts(ContactClass::heel_first);
  const auto flat = counts(ContactClass::flat);
  const std::string of_ball = of_feet(summary, Direction::backward, ball);
  if (of_ball.empty()) {
    return;
  }
  const auto all_of = [&](const auto& count) { return of_feet(summary, Direction::backward, count); };
  if (is_habit(summary, Direction::backward, heel, kHeelFirstShare)) {
    out.push_back({fmt::format("Heel-first contacts walking backward: {}.", all_of(heel)), true});
  } else if (is_habit(summary, Direction::backward, flat, 0.5)) {
    out.push_back({fmt::format("Flat contacts walking backward: {}.", all_of(flat)), true});
  } else {
    out.push_back({fmt::format("Ball-first contacts walking backward: {}.", of_ball), false});
  }
}

std::string limits(const OverstrideConfig& c) {
  std::string text;
  if (c.leg_length_m) {
    text = fmt::format("caution above {:.2f} of leg length, alert above {:.2f}: an expert's limits, from acted walks",
                       c.caution, c.alert);
  }
  if (c.baseline_length_m) {
    text += fmt::format("{}personal limit: {:.2f} of the baseline's stride of {:.2f} m", text.empty() ? "" : "; ",
                        c.personal_ratio, *c.baseline_length_m);
  }
  return text;
}

void tell_overstriding(const WalkReport& report, const SessionSummary& summary, std::vector<WalkFinding>& out) {
  const OverstrideConfig& config = report.overstride;
  std::uint32_t beyond = 0, judged = 0;
  RunningMean step_over_leg;
  for (const Foot foot : kFeet) {
    const WalkStats& w = summary.walk(foot, Direction::backward);
    judged += w.overstride_judged();
    beyond += w.overstrides[1] + w.overstrides[2];
    step_over_leg.count += w.overstriding.count;
    step_over_leg.sum += w.overstriding.sum;
  }
  if (judged == 0) {
    return;
  }
  if (beyond == 0) {
    out.push_back(
        {fmt::format("No overstriding in the {} backward strides that were judged ({}).", judged, limits(config)),
         false});
    return;
  }
  std::string how_long;
  if (const auto mean = step_over_leg.mean(); mean && config.leg_length_m && *mean > config.caution) {
    how_long = fmt::format(" Mean step of those: {:.2f} m, {:.2f} of leg length.", *mean * *config.leg_length_m, *mean);
  }
  const auto count = [](const WalkStats& w) {
    return Counts{w.overstrides[1] + w.overstrides[2], w.overstride_judged()};
  };
  const bool habit = is_habit(summary, Direction::backward, count, 0);
  out.push_back(
      {fmt::format("Overstriding walking backward: {} ({}).{}{}", of_feet(summary, Direction::backward, count),
                   limits(config), how_long, habit ? " Shorter steps are usually advised." : ""),
       habit});
}

void tell_roll(const SessionSummary& summary, std::vector<WalkFinding>& out) {
  bool any = false, judged = false;
  for (const RollFault fault : {RollFault::abrupt, RollFault::hesitant, RollFault::slapping, RollFault::broken}) {
    const auto count = [fault](const WalkStats& w) { return Counts{w.rolls(fault), w.rolls_judged()}; };
    judged = judged || !of_feet(summary, Direction::backward, count).empty();
    if (is_habit(summary, Direction::backward, count, kRollFaultShare)) {
      any = true;
      out.push_back(
          {fmt::format("{} rolls walking backward: {}.", in_words(fault), of_feet(summary, Direction::backward, count)),
           true});
    }
  }
  if (judged && !any) {
    out.push_back({fmt::format("Ball-first rolls without a fault: {}.",
                               of_feet(summary, Direction::backward,
                                       [](const WalkStats& w) {
                                         return Counts{w.rolls(RollFault::none), w.rolls_judged()};
                                       })),
                   false});
  }
}

void tell_speed(const SessionSummary& summary, std::vector<WalkFinding>& out) {
  std::uint32_t alerts = 0;
  for (const Foot foot : kFeet) {
    alerts += summary.alerts(foot, AlertKind::too_fast);
  }
  if (alerts > 0) {
    out.push_back(
        {fmt::format("The walk went above its target speed: {} alert{}.", alerts, alerts == 1 ? "" : "s"), true});
  }
}

void tell_asymmetry(const SessionSummary& summary, std::vector<WalkFinding>& out) {
  const Direction direction = main_direction(summary);
  const WalkStats &l = summary.walk(Foot::left, direction), &r = summary.walk(Foot::right, direction);
  const auto compare = [&](const char* what, const Distribution& left, const Distribution& right) {
    const auto s = symmetry(left, right);
    if (s && s->notable) {
      out.push_back({fmt::format("{} walking {} differs between the feet by {:.0f} +- {:.0f} % (right {} than left).",
                                 what, name(direction), std::abs(s->index_pct), s->index_se_pct.value_or(0),
                                 s->index_pct > 0 ? "longer" : "shorter"),
                     true});
    }
  };
  compare("Stance time", l.stance_time_s, r.stance_time_s);
  compare("Swing time", l.swing_time_s, r.swing_time_s);
  compare("Step time", l.step_time_s, r.step_time_s);
}

}  // namespace

std::vector<WalkFinding> what_matters(const WalkReport& report, const SessionSummary& summary) {
  std::vector<WalkFinding> out;
  tell_contact(summary, out);
  tell_overstriding(report, summary, out);
  tell_roll(summary, out);
  tell_speed(summary, out);
  tell_asymmetry(summary, out);
  return out;
}

}  // namespace backstep::host
