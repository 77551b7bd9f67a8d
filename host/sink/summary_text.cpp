#include "host/sink/summary_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "dsp/summary/proportion.h"
#include "host/base/names.h"
#include "host/base/printable.h"
#include "host/sink/belt.h"
#include "host/sink/doubts.h"
#include "host/sink/findings.h"
#include "host/sink/text_page.h"
#include "host/sink/walking_table.h"
#include "host/sink/what_matters.h"

namespace backstep::host {

namespace {

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

std::string_view reason(LeftOut why) {
  constexpr std::array<std::string_view, kLeftOutReasons> kReasons = {"starting",         "stopping",
                                                                      "implausible",      "with lost samples",
                                                                      "turning",          "gyroscope out of range",
                                                                      "swing too long",   "before calibration",
                                                                      "the foot slipped", "in place",
                                                                      "without a length", "half steps",
                                                                      "after a pause"};
  return kReasons[static_cast<std::size_t>(why)];
}

void show_left_out(TextPage& page, const WalkReport& report, const SessionSummary& summary) {
  std::string reasons;
  std::uint32_t all = 0;
  for (int i = 0; i < kLeftOutReasons; ++i) {
    const auto why = static_cast<LeftOut>(i);
    const std::uint32_t n = summary.left_out(Foot::left, why) + summary.left_out(Foot::right, why);
    if (n > 0) {
      reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", n, reason(why));
      all += n;
    }
  }
  if (all > 0) {
    page.wrapped("", fmt::format("Left out of length and time, in all directions: {} ({}).", all, reasons));
    page.wrapped("", "A contact with a known class counts all the same, unless its row is implausible.");
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

void show_rise(TextPage& page, const WalkReport& report, const SessionSummary& summary) {
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
  if (ball.of > 0 || length_m.count > 0) {
    page.period(what, of(ball), of(smooth), length_m.mean() ? fmt::format("{:.2f} m", *length_m.mean()) : "",
                speed_mps.mean() ? fmt::format("{:.2f} m/s", *speed_mps.mean()) : "");
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

/// Cut between characters, not within one of UTF-8.
std::string shortened(const std::string& text, std::size_t most) {
  std::size_t end = std::min(most, text.size());
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

void show_intervals(TextPage& page, const WalkReport& report, const SessionSummary& summary) {
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
      period_row(page, text.empty() ? fmt::format("mark {}", i) : shortened(printable(text), kLongest),
                 summary.interval(Foot::left, i, d), summary.interval(Foot::right, i, d));
    }
  }
}

void show_belt(TextPage& page, const WalkReport& report, const SessionSummary& summary) {
  std::string text;
  for (const BeltStretch& b : belt_stretches(report, summary)) {
    text += fmt::format("{}{:.2f} m/s{} (measured {})", text.empty() ? "" : ", ", b.belt_mps,
                        b.begin_s ? fmt::format(" from {:.0f} s on", *b.begin_s) : "",
                        b.measured_mps ? fmt::format("{:.2f} m/s", *b.measured_mps) : "nothing");
  }
  if (!text.empty()) {
    page.wrapped("", fmt::format("Belt: {}.", text));
  }
}

void show_turns(TextPage& page, const SessionSummary& summary) {
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

std::string summary_text(const WalkReport& report, const SessionSummary& summary, bool colour, const HintWords& hints) {
  TextPage page(colour);
  title(page, report);
  for (const Sentence& doubt : doubts(report, summary)) {
    page.wrapped("Warning: ", in_words(doubt, hints), true);
  }
  const std::vector<WalkFinding> findings = what_matters(report, summary);
  if (!findings.empty()) {
    page.line();
  }
  for (const WalkFinding& finding : findings) {
    page.wrapped(finding.is_warning ? "! " : "- ", finding.text, finding.is_warning);
  }
  bool any = false;
  for (const Direction d : {Direction::backward, Direction::forward, Direction::uncertain}) {
    walking_table(page, summary, d);
    any = any || summary.walk(Foot::left, d).rows + summary.walk(Foot::right, d).rows > 0;
  }
  if (any) {
    page.wrapped("  ",
                 "Mean +- standard deviation between strides. Shares: the count, then the interval that holds the true "
                 "share with 95 %. Roll: of contacts that roll from the ball. Contact angle: toe down is minus. spm: "
                 "steps a minute. Difference in %: of the "
                 "mean, right longer is "
                 "plus, +- its standard error.");
  }
  learning(page, summary);
  show_intervals(page, report, summary);
  page.line();
  distances(page, summary);
  show_turns(page, summary);
  show_belt(page, report, summary);
  show_left_out(page, report, summary);
  show_rise(page, report, summary);
  uncertainty(page, summary);
  for (const NotKnown& n : not_known(report, summary)) {
    page.wrapped("Not known: ", fmt::format("{}: {}", n.what, in_words(n.because, hints)));
  }
  for (const Sentence& warning : technical_warnings(report, summary)) {
    page.wrapped("Warning: ", in_words(warning, hints), true);
  }
  page.wrapped(
      "", "A training and research tool, not a medical device. Stop at once with pain, dizziness or unsteadiness.");
  return page.take();
}

}  // namespace backstep::host
