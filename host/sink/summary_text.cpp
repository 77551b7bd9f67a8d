#include "host/sink/summary_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "dsp/summary/proportion.h"
#include "dsp/summary/symmetry.h"
#include "dsp/summary/variability.h"
#include "host/sink/belt.h"
#include "host/sink/doubts.h"
#include "host/sink/findings.h"
#include "host/sink/names.h"
#include "host/sink/text_page.h"
#include "host/sink/what_matters.h"

namespace backstep::host {

namespace {

/// How a quantity is shown: what one of its SI units is on the page, decimals, unit.
struct Shown {
  double scale = 1;
  int decimals = 2;
  std::string_view unit;
  bool down = false;  ///< cut, not rounded: 99.6 of 100 is not all
};
constexpr Shown kMetres{1, 2, "m"}, kSeconds{1, 2, "s"}, kSpeed{1, 2, "m/s"}, kScore{1, 0, "", true};
constexpr Shown kPercent{1, 1, "%"}, kCentimetres{100, 1, "cm"}, kWalkRatio{100, 2, ""};
constexpr Shown kCadence{1, 0, "steps/min"}, kDegrees{180 / kPi, 1, "deg"}, kRate{180 / kPi, 0, "deg/s"};

std::string number(double x, const Shown& shown) {
  const double scaled = x * shown.scale;
  return fmt::format("{:.{}f}", shown.down ? std::floor(scaled) : scaled, shown.decimals);
}

std::string with_unit(double x, const Shown& shown) {
  std::string text = number(x, shown);
  if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) {
    text.erase(0, 1);
  }
  return shown.unit.empty() ? text : fmt::format("{} {}", text, shown.unit);
}

std::string mean_and_sd(const Distribution& d, const Shown& shown) {
  if (!d.mean()) {
    return {};
  }
  std::string text = number(*d.mean(), shown);
  if (d.sd()) {
    text += fmt::format(" +- {:.{}f}", *d.sd() * shown.scale, shown.decimals);
  }
  return shown.unit.empty() ? text : fmt::format("{} {}", text, shown.unit);
}

using Quantity = Distribution WalkStats::*;

void quantity(TextPage& page, std::string_view what, const WalkStats& l, const WalkStats& r, Quantity of,
              const Shown& shown) {
  const auto left = (l.*of).mean(), right = (r.*of).mean();
  page.row(what, mean_and_sd(l.*of, shown), mean_and_sd(r.*of, shown),
           left && right ? with_unit(std::abs(*left - *right), shown) : "");
}

/// Of what two separate shoes can tell an asymmetry: its index with its standard error, right longer is positive.
void quantity_with_index(TextPage& page, std::string_view what, const WalkStats& l, const WalkStats& r, Quantity of,
                         const Shown& shown) {
  std::string difference;
  if (const auto s = symmetry(l.*of, r.*of)) {
    // Rounded first: there is no "-0.0".
    const double index_pct = std::round(10 * s->index_pct) / 10 + 0.0;
    difference = s->index_se_pct ? fmt::format("{:+.1f} +- {:.1f} %", index_pct, *s->index_se_pct)
                                 : fmt::format("{:+.1f} %", index_pct);
  }
  page.row(what, mean_and_sd(l.*of, shown), mean_and_sd(r.*of, shown), difference);
}

std::string share(const Proportion& p) {
  if (p.of == 0) {
    return {};
  }
  const Proportion::Interval i = p.interval();
  return fmt::format("{:.0f} %  ({} of {})  {:.0f}-{:.0f}", 100 * p.share(), p.count, p.of, 100 * i.low, 100 * i.high);
}

void shares(TextPage& page, std::string_view what, const Proportion& l, const Proportion& r) {
  if (l.count + r.count > 0) {
    const bool both = l.of > 0 && r.of > 0;
    page.row(what, share(l), share(r),
             both ? fmt::format("{:.0f} points", std::abs(100 * (l.share() - r.share()))) : std::string());
  }
}

void contact_block(TextPage& page, const WalkStats& l, const WalkStats& r) {
  const auto one = [&](std::string_view what, ContactClass c) {
    shares(page, what, {l.contacts[c], l.contacts.known()}, {r.contacts[c], r.contacts.known()});
  };
  one("ball-first", ContactClass::ball_first);
  one("flat", ContactClass::flat);
  one("heel-first", ContactClass::heel_first);
  shares(page, "uncertain", {l.contacts[ContactClass::uncertain], l.rows},
         {r.contacts[ContactClass::uncertain], r.rows});
  const auto angle = [&](std::string_view what, ContactClass c) {
    const Distribution &left = l.strike_of(c), &right = r.strike_of(c);
    page.row(what, mean_and_sd(left, kDegrees), mean_and_sd(right, kDegrees),
             left.mean() && right.mean() ? with_unit(std::abs(*left.mean() - *right.mean()), kDegrees) : "");
  };
  angle("angle, ball-first", ContactClass::ball_first);
  angle("angle, flat", ContactClass::flat);
  angle("angle, heel-first", ContactClass::heel_first);
}

void roll_block(TextPage& page, const WalkStats& l, const WalkStats& r) {
  shares(page, "smooth roll", {l.smooth_rolls, l.smooth_judged}, {r.smooth_rolls, r.smooth_judged});
  for (const RollFault fault : {RollFault::abrupt, RollFault::hesitant, RollFault::slapping, RollFault::broken}) {
    shares(page, fmt::format("{} roll", name(fault)), {l.rolls(fault), l.rolls_judged()},
           {r.rolls(fault), r.rolls_judged()});
  }
  const auto shallow = [](const WalkStats& w) {
    return Proportion{w.rolls(RollFault::shallow), w.rolls_judged() + w.rolls(RollFault::shallow)};
  };
  shares(page, "too shallow to judge", shallow(l), shallow(r));
  quantity_with_index(page, "roll time", l, r, &WalkStats::roll_time_s, kSeconds);
  quantity(page, "roll speed, peak", l, r, &WalkStats::roll_peak_radps, kRate);
  quantity(page, "heel touch", l, r, &WalkStats::heel_touch_radps, kRate);
  quantity(page, "roll score, 0-100", l, r, &WalkStats::roll_score, kScore);
}

void gait_block(TextPage& page, const WalkStats& l, const WalkStats& r) {
  quantity(page, "stride length", l, r, &WalkStats::stride_length_m, kMetres);
  quantity_with_index(page, "stride time", l, r, &WalkStats::stride_time_s, kSeconds);
  quantity(page, "cadence", l, r, &WalkStats::cadence_spm, kCadence);
  quantity(page, "speed", l, r, &WalkStats::speed_mps, kSpeed);
  quantity_with_index(page, "stance time", l, r, &WalkStats::stance_time_s, kSeconds);
  quantity_with_index(page, "swing time", l, r, &WalkStats::swing_time_s, kSeconds);
  quantity_with_index(page, "step time", l, r, &WalkStats::step_time_s, kSeconds);
  quantity(page, "stance, of cycle", l, r, &WalkStats::stance_pct, kPercent);
  quantity(page, "double support", l, r, &WalkStats::double_support_pct, kPercent);
  quantity(page, "walk ratio, cm/spm", l, r, &WalkStats::walk_ratio, kWalkRatio);
  quantity(page, "toe clearance", l, r, &WalkStats::toe_clearance_m, kCentimetres);
  quantity(page, "heel clearance", l, r, &WalkStats::heel_clearance_m, kCentimetres);
  quantity(page, "toe-out", l, r, &WalkStats::toe_out_rad, kDegrees);
  quantity(page, "inversion", l, r, &WalkStats::inversion_rad, kDegrees);
  const Variability vl = variability(l), vr = variability(r);
  const auto cv = [](std::optional<Real> plain, std::optional<Real> robust) {
    return plain && robust ? fmt::format("{:.1f} %, robust {:.1f} %", *plain, *robust) : "";
  };
  page.row("stride time CV", cv(vl.stride_time_cv_pct, vl.stride_time_robust_cv_pct),
           cv(vr.stride_time_cv_pct, vr.stride_time_robust_cv_pct));
  page.row("stride length CV", cv(vl.stride_length_cv_pct, vl.stride_length_robust_cv_pct),
           cv(vr.stride_length_cv_pct, vr.stride_length_robust_cv_pct));
  const auto regular = [](const RunningMean& m) { return m.count > 1 ? fmt::format("{:.3f}", *m.mean()) : ""; };
  page.row("regularity", regular(l.alikeness), regular(r.alikeness));
}

void overstride_block(TextPage& page, const WalkStats& l, const WalkStats& r) {
  shares(page, "overstride: caution", {l.overstrides[1], l.overstride_judged()},
         {r.overstrides[1], r.overstride_judged()});
  shares(page, "overstride: alert", {l.overstrides[2], l.overstride_judged()},
         {r.overstrides[2], r.overstride_judged()});
}

void walking(TextPage& page, const SessionSummary& summary, Direction direction) {
  const WalkStats &l = summary.walk(Foot::left, direction), &r = summary.walk(Foot::right, direction);
  if (l.rows + r.rows == 0) {
    return;
  }
  page.line();
  page.heading_row(direction == Direction::backward  ? "BACKWARD"
                   : direction == Direction::forward ? "FORWARD"
                                                     : "DIRECTION NOT KNOWN");
  const auto used = [](const WalkStats& w) { return w.rows > 0 ? fmt::format("{} of {}", w.used, w.rows) : ""; };
  page.row("strides used", used(l), used(r));
  contact_block(page, l, r);
  if (direction == Direction::backward) {
    roll_block(page, l, r);
  }
  gait_block(page, l, r);
  overstride_block(page, l, r);
}

void title(TextPage& page, const WalkReport& report) {
  std::string feet;
  for (const Foot foot : kFeet) {
    if (report.info.has_foot[index(foot)]) {
      feet += fmt::format("{}{} foot {:.0f} samples/s", feet.empty() ? "" : ", ", name(foot),
                          report.info.rate_hz[index(foot)]);
    }
  }
  const double duration_s = report.begin_us && report.end_us ? double(*report.end_us - *report.begin_us) * 1e-6 : 0;
  page.heading(report.info.name);
  page.line(fmt::format("{:.0f} s; {}", duration_s, feet));
}

/// Distance and time of the same strides; then those of which no length is known.
void distances(TextPage& page, const SessionSummary& summary) {
  std::string text;
  std::uint32_t others = 0;
  double others_s = 0;
  for (const Direction d : {Direction::backward, Direction::forward, Direction::left, Direction::right,
                            Direction::in_place, Direction::uncertain}) {
    const Walked walked = summary.walked(d);
    if (walked.distance_m) {
      const std::string_view word = d == Direction::in_place    ? "in place"
                                    : d == Direction::uncertain ? "direction not known"
                                                                : name(d);
      text +=
          fmt::format("{}{} {:.1f} m in {:.0f} s", text.empty() ? "" : ", ", word, *walked.distance_m, walked.time_s);
    }
    others += walked.strides_without_length;
    others_s += walked.time_without_length_s;
  }
  if (others > 0) {
    text += fmt::format("{}{} stride{} whose length is not known{}", text.empty() ? "" : "; and beside it ", others,
                        others == 1 ? "" : "s", others_s > 0 ? fmt::format(" ({:.0f} s)", others_s) : "");
  }
  if (!text.empty()) {
    page.wrapped("", fmt::format("Walked: {}.", text));
  }
}

std::string_view in_words(LeftOut why) {
  constexpr std::array<std::string_view, kLeftOutReasons> kWords = {"starting",         "stopping",
                                                                    "implausible",      "with lost samples",
                                                                    "turning",          "gyroscope out of range",
                                                                    "swing too long",   "before calibration",
                                                                    "the foot slipped", "in place",
                                                                    "without a length", "half steps",
                                                                    "after a pause"};
  return kWords[static_cast<std::size_t>(why)];
}

void left_out(TextPage& page, const WalkReport& report, const SessionSummary& summary) {
  std::string reasons;
  std::uint32_t all = 0;
  for (int i = 0; i < kLeftOutReasons; ++i) {
    const auto why = static_cast<LeftOut>(i);
    const std::uint32_t n = summary.left_out(Foot::left, why) + summary.left_out(Foot::right, why);
    if (n > 0) {
      reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", n, in_words(why));
      all += n;
    }
  }
  if (all > 0) {
    page.wrapped("", fmt::format("Left out of length and time, not of the contact pattern: {} ({}).", all, reasons));
  }
  const std::uint32_t unfinished = report.unfinished_swings[0] + report.unfinished_swings[1];
  if (unfinished > 0) {
    page.wrapped("", fmt::format("Unfinished swings at the end, no strides: {}.", unfinished));
  }
}

void uncertainty(TextPage& page, const SessionSummary& summary) {
  RunningMean length, angle, contact, lift_off;
  for (const Foot foot : kFeet) {
    for (const Direction d : {Direction::backward, Direction::forward, Direction::uncertain}) {
      length.push(summary.walk(foot, d).stride_length_sd_m.mean());
      angle.push(summary.walk(foot, d).strike_angle_sd_rad.mean());
      contact.push(summary.walk(foot, d).t_ic_sd_s.mean());
      lift_off.push(summary.walk(foot, d).t_tc_sd_s.mean());
    }
  }
  if (length.mean() && angle.mean() && contact.mean() && lift_off.mean()) {
    page.wrapped(
        "",
        fmt::format("Uncertainty of one stride (one standard deviation): length {:.1f} cm, contact angle {:.1f} "
                    "deg. Times: contact {:.0f} ms, lift-off (so stance and swing too) {:.0f} ms.",
                    *length.mean() * 100, rad_to_deg(*angle.mean()), *contact.mean() * 1e3, *lift_off.mean() * 1e3));
  }
}

void rise(TextPage& page, const WalkReport& report, const SessionSummary& summary) {
  for (const Direction d : {Direction::backward, Direction::forward}) {
    const auto expected = expected_rise_m(report, summary, d);
    const auto measured = mean_of_feet(summary, d, &WalkStats::height_m);
    if (expected && measured) {
      page.wrapped("",
                   fmt::format("Rise of a stride, {}: {:.1f} cm measured, {:.1f} cm expected from {:.1f} % incline.",
                               name(d), *measured * 100, *expected * 100, *report.conditions.incline_pct));
    }
  }
}

/// One line of a table of periods, both feet together; nothing where nobody walked.
void period_row(TextPage& page, const std::string& what, const PeriodStats& left, const PeriodStats& right) {
  Proportion ball, smooth;
  RunningMean length_m, speed_mps;
  for (const PeriodStats* s : {&left, &right}) {
    ball.count += s->contacts[ContactClass::ball_first];
    ball.of += s->contacts.known();
    smooth.count += s->smooth_rolls;
    smooth.of += s->smooth_judged;
    length_m.push(s->stride_length_m.mean());
    speed_mps.push(s->speed_mps.mean());
  }
  const auto of = [](const Proportion& p) {
    return p.of > 0 ? fmt::format("{:.0f} % of {}", 100 * p.share(), p.of) : std::string();
  };
  if (ball.of > 0) {
    page.period(what, of(ball), of(smooth), length_m.mean() ? with_unit(*length_m.mean(), kMetres) : "",
                speed_mps.mean() ? with_unit(*speed_mps.mean(), kSpeed) : "");
  }
}

/// The learning curve: minutes of walking backward.
void learning(TextPage& page, const SessionSummary& summary) {
  if (summary.minutes() < 2) {
    return;
  }
  page.line();
  page.heading_period("BACKWARD, BY MINUTE");
  for (int m = 0; m < summary.minutes(); ++m) {
    period_row(page, fmt::format("{}", m + 1), summary.minute(Foot::left, m), summary.minute(Foot::right, m));
  }
}

void intervals(TextPage& page, const WalkReport& report, const SessionSummary& summary) {
  constexpr std::size_t kLongest = 20;
  for (const Direction d : {Direction::backward, Direction::forward}) {
    const bool walked = summary.walk(Foot::left, d).rows + summary.walk(Foot::right, d).rows > 0;
    if (summary.marks().empty() || !walked) {
      continue;
    }
    page.line();
    page.heading_period(d == Direction::backward ? "BACKWARD, BY MARK" : "FORWARD, BY MARK");
    for (std::size_t i = 0; i <= summary.marks().size(); ++i) {
      const std::string text = i == 0 ? "before the first" : i <= report.marks.size() ? report.marks[i - 1] : "";
      period_row(page, text.empty() ? fmt::format("mark {}", i) : text.substr(0, kLongest),
                 summary.interval(Foot::left, i, d), summary.interval(Foot::right, i, d));
    }
  }
}

void belt(TextPage& page, const WalkReport& report, const SessionSummary& summary) {
  std::string text;
  for (const BeltStretch& b : belt_stretches(report, summary)) {
    text += fmt::format("{}{:.2f} m/s{} (measured {})", text.empty() ? "" : ", ", b.belt_mps,
                        b.begin_s ? fmt::format(" from {:.0f} s on", *b.begin_s) : "",
                        b.measured_mps ? with_unit(*b.measured_mps, kSpeed) : "nothing");
  }
  if (!text.empty()) {
    page.wrapped("", fmt::format("Belt: {}.", text));
  }
}

void turns(TextPage& page, const SessionSummary& summary) {
  constexpr std::size_t kShown = 8;
  if (summary.turn_count() == 0) {
    return;
  }
  std::string text;
  double time_s = 0;
  std::uint32_t steps = 0;
  for (const WalkTurn& t : summary.turns()) {
    time_s += double(t.end_us - t.begin_us) * 1e-6;
    steps += t.steps;
  }
  for (const WalkTurn& t : summary.turns().first(std::min(kShown, summary.turns().size()))) {
    text += fmt::format("{}{:.0f} deg {}", text.empty() ? "" : ", ", std::abs(rad_to_deg(t.turn_rad)),
                        t.turn_rad > 0 ? "left" : "right");
  }
  page.wrapped("", fmt::format("Turns: {} ({}{}), {:.0f} s and {} steps in all.", summary.turn_count(), text,
                               summary.turn_count() > kShown ? ", ..." : "", time_s, steps));
}

}  // namespace

std::string summary_text(const WalkReport& report, const SessionSummary& summary, bool colour) {
  TextPage page(colour);
  title(page, report);
  for (const std::string& doubt : doubts(report, summary)) {
    page.wrapped("Warning: ", doubt, true);
  }
  const std::vector<Finding> findings = what_matters(report, summary);
  if (!findings.empty()) {
    page.line();
  }
  for (const Finding& finding : findings) {
    page.wrapped(finding.is_warning ? "! " : "- ", finding.text, finding.is_warning);
  }
  bool any = false;
  for (const Direction d : {Direction::backward, Direction::forward, Direction::uncertain}) {
    walking(page, summary, d);
    any = any || summary.walk(Foot::left, d).rows + summary.walk(Foot::right, d).rows > 0;
  }
  if (any) {
    page.wrapped("  ",
                 "Mean +- standard deviation between strides. Shares: the count, then the interval that holds the true "
                 "share with 95 %. Contact angle: toe down is minus. spm: steps a minute. Difference in %: of the "
                 "mean, right longer is "
                 "plus, +- its standard error.");
  }
  learning(page, summary);
  intervals(page, report, summary);
  page.line();
  distances(page, summary);
  turns(page, summary);
  belt(page, report, summary);
  left_out(page, report, summary);
  rise(page, report, summary);
  uncertainty(page, summary);
  for (const NotKnown& n : not_known(report, summary)) {
    page.wrapped("Not known: ", fmt::format("{}: {}", n.what, n.because));
  }
  for (const std::string& warning : technical_warnings(report, summary)) {
    page.wrapped("Warning: ", warning, true);
  }
  page.wrapped(
      "", "A training and research tool, not a medical device. Stop at once with pain, dizziness or unsteadiness.");
  return page.take();
}

}  // namespace backstep::host
