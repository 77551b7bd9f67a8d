#include "host/sink/summary_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "host/sink/doubts.h"
#include "host/sink/findings.h"
#include "host/sink/names.h"

namespace backstep::host {

namespace {

constexpr std::size_t kWidth = 100;

/// Collects the text; colours only when asked.
class Page {
 public:
  explicit Page(bool colour) : colour_(colour) {}

  void line(std::string_view text = {}) { text_ += fmt::format("{}\n", text); }
  void heading(std::string_view text) { line(colour_ ? fmt::format("\033[1m{}\033[0m", text) : std::string(text)); }

  /// One row of a table; left out where neither foot has a value.
  void row(std::string_view what, const std::string& left, const std::string& right,
           const std::string& difference = {}) {
    if (!left.empty() || !right.empty()) {
      // Two spaces at least: thousands of strides outgrow a column.
      std::string text = fmt::format("  {:<18}  {:<18}  {:<18}  {}", what, left, right, difference);
      text.erase(text.find_last_not_of(' ') + 1);
      line(text);
    }
  }

  /// A sentence, broken at words; the lines after the first begin under it.
  void wrapped(std::string_view mark, std::string_view text, bool strong = false) {
    std::string out(mark);
    std::size_t column = mark.size();
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(' '), text.size());
      if (column + end > kWidth && column > mark.size()) {
        out.back() = '\n';
        out.append(mark.size(), ' ');
        column = mark.size();
      }
      out.append(text.substr(0, end)).push_back(' ');
      column += end + 1;
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    out.erase(out.find_last_not_of(' ') + 1);
    line(colour_ && strong ? fmt::format("\033[33m{}\033[0m", out) : out);
  }

  std::string take() { return std::move(text_); }

 private:
  bool colour_;
  std::string text_;
};

/// How a quantity is shown: what one of its SI units is on the page, decimals, unit.
struct Shown {
  double scale = 1;
  int decimals = 2;
  std::string_view unit;
};
constexpr Shown kMetres{1, 2, "m"}, kSeconds{1, 2, "s"}, kSpeed{1, 2, "m/s"}, kPlain{1, 0, ""};
constexpr Shown kCadence{1, 0, "steps/min"}, kDegrees{180 / kPi, 1, "deg"}, kRate{180 / kPi, 0, "deg/s"};

std::string with_unit(double x, const Shown& shown) {
  std::string text = fmt::format("{:.{}f}", x * shown.scale, shown.decimals);
  if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) {
    text.erase(0, 1);
  }
  return shown.unit.empty() ? text : fmt::format("{} {}", text, shown.unit);
}

std::string mean_and_sd(const Distribution& d, const Shown& shown) {
  if (!d.mean()) {
    return {};
  }
  std::string text = fmt::format("{:.{}f}", *d.mean() * shown.scale, shown.decimals);
  if (d.sd()) {
    text += fmt::format(" +- {:.{}f}", *d.sd() * shown.scale, shown.decimals);
  }
  return shown.unit.empty() ? text : fmt::format("{} {}", text, shown.unit);
}

void quantity(Page& page, std::string_view what, const WalkStats& l, const WalkStats& r, Distribution WalkStats::*of,
              const Shown& shown) {
  const auto left = (l.*of).mean(), right = (r.*of).mean();
  page.row(what, mean_and_sd(l.*of, shown), mean_and_sd(r.*of, shown),
           left && right ? with_unit(std::abs(*left - *right), shown) : "");
}

std::string share(std::uint32_t n, std::uint32_t of) {
  return of > 0 ? fmt::format("{:.0f} %  ({} of {})", 100.0 * n / of, n, of) : "";
}

std::string points(std::uint32_t l, std::uint32_t of_l, std::uint32_t r, std::uint32_t of_r) {
  return of_l > 0 && of_r > 0 ? fmt::format("{:.0f} points", std::abs(100.0 * l / of_l - 100.0 * r / of_r)) : "";
}

void shares(Page& page, std::string_view what, std::uint32_t l, std::uint32_t of_l, std::uint32_t r,
            std::uint32_t of_r) {
  if (l + r > 0) {
    page.row(what, share(l, of_l), share(r, of_r), points(l, of_l, r, of_r));
  }
}

void contact_block(Page& page, const WalkStats& l, const WalkStats& r) {
  const std::uint32_t nl = l.rows, nr = r.rows;
  const auto one = [&](std::string_view what, ContactClass c) {
    shares(page, what, l.contacts[c], nl, r.contacts[c], nr);
  };
  one("ball-first", ContactClass::ball_first);
  one("flat", ContactClass::flat);
  one("heel-first", ContactClass::heel_first);
  one("unclear", ContactClass::uncertain);
  quantity(page, "contact angle", l, r, &WalkStats::strike_angle_rad, kDegrees);
}

void roll_block(Page& page, const WalkStats& l, const WalkStats& r) {
  shares(page, "smooth roll", l.smooth_rolls, l.smooth_judged, r.smooth_rolls, r.smooth_judged);
  const auto judged = [](const WalkStats& w) {
    std::uint32_t n = 0;
    for (const std::uint32_t fault : w.roll_faults) {
      n += fault;
    }
    return n - w.roll_faults[static_cast<std::size_t>(RollFault::shallow)];
  };
  const auto of = [](const WalkStats& w, RollFault fault) { return w.roll_faults[static_cast<std::size_t>(fault)]; };
  for (const RollFault fault : {RollFault::abrupt, RollFault::hesitant, RollFault::slapping, RollFault::broken}) {
    shares(page, fmt::format("{} roll", name(fault)), of(l, fault), judged(l), of(r, fault), judged(r));
  }
  const std::uint32_t shallow_l = of(l, RollFault::shallow), shallow_r = of(r, RollFault::shallow);
  shares(page, "too shallow to judge", shallow_l, judged(l) + shallow_l, shallow_r, judged(r) + shallow_r);
  quantity(page, "roll time", l, r, &WalkStats::roll_time_s, kSeconds);
  quantity(page, "roll speed, peak", l, r, &WalkStats::roll_peak_radps, kRate);
  quantity(page, "roll score, 0-100", l, r, &WalkStats::roll_score, kPlain);
}

void gait_block(Page& page, const WalkStats& l, const WalkStats& r) {
  quantity(page, "stride length", l, r, &WalkStats::stride_length_m, kMetres);
  quantity(page, "stride time", l, r, &WalkStats::stride_time_s, kSeconds);
  quantity(page, "cadence", l, r, &WalkStats::cadence_spm, kCadence);
  quantity(page, "speed", l, r, &WalkStats::speed_mps, kSpeed);
  quantity(page, "stance time", l, r, &WalkStats::stance_time_s, kSeconds);
  quantity(page, "swing time", l, r, &WalkStats::swing_time_s, kSeconds);
  quantity(page, "step time", l, r, &WalkStats::step_time_s, kSeconds);
  quantity(page, "double support", l, r, &WalkStats::double_support_s, kSeconds);
  const auto cv = [](const Distribution& d) { return d.cv_pct() ? fmt::format("{:.1f} %", *d.cv_pct()) : ""; };
  page.row("stride time CV", cv(l.stride_time_s), cv(r.stride_time_s));
  page.row("stride length CV", cv(l.stride_length_m), cv(r.stride_length_m));
}

void overstride_block(Page& page, const WalkStats& l, const WalkStats& r) {
  const auto sum = [](const WalkStats& w) { return w.overstrides[0] + w.overstrides[1] + w.overstrides[2]; };
  shares(page, "too long: caution", l.overstrides[1], sum(l), r.overstrides[1], sum(r));
  shares(page, "too long: alert", l.overstrides[2], sum(l), r.overstrides[2], sum(r));
}

void walking(Page& page, const SessionSummary& summary, Direction direction) {
  const WalkStats &l = summary.walk(Foot::left, direction), &r = summary.walk(Foot::right, direction);
  if (l.rows + r.rows == 0) {
    return;
  }
  page.line();
  page.heading(fmt::format("{:<22}{:<20}{:<20}difference",
                           direction == Direction::backward  ? "BACKWARD"
                           : direction == Direction::forward ? "FORWARD"
                                                             : "DIRECTION NOT KNOWN",
                           "left", "right"));
  const auto used = [](const WalkStats& w) { return w.rows > 0 ? fmt::format("{} of {}", w.used, w.rows) : ""; };
  page.row("strides used", used(l), used(r));
  contact_block(page, l, r);
  if (direction == Direction::backward) {
    roll_block(page, l, r);
  }
  gait_block(page, l, r);
  overstride_block(page, l, r);
}

void title(Page& page, const WalkReport& report) {
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
void distances(Page& page, const SessionSummary& summary) {
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
                                                                    "too long",         "before calibration",
                                                                    "the foot slipped", "in place",
                                                                    "without a length", "half steps",
                                                                    "after a pause"};
  return kWords[static_cast<std::size_t>(why)];
}

void left_out(Page& page, const WalkReport& report, const SessionSummary& summary) {
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

void uncertainty(Page& page, const SessionSummary& summary) {
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

void rise(Page& page, const WalkReport& report, const SessionSummary& summary) {
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

void learning(Page& page, const SessionSummary& summary) {
  if (summary.minutes() < 2) {
    return;
  }
  std::string text;
  for (int m = 0; m < summary.minutes(); ++m) {
    std::uint32_t ball = 0, known = 0;
    for (const Foot foot : kFeet) {
      ball += summary.minute(foot, m).contacts[ContactClass::ball_first];
      known += summary.minute(foot, m).contacts.known();
    }
    text += known > 0 ? fmt::format(" {:.0f}", 100.0 * ball / known) : " -";
  }
  page.wrapped("", fmt::format("Ball-first by minute of walking backward, %:{}", text));
}

}  // namespace

std::string summary_text(const WalkReport& report, const SessionSummary& summary, bool colour) {
  Page page(colour);
  title(page, report);
  const std::vector<std::string> all = warnings(report, summary);
  const auto others = all.begin() + static_cast<std::ptrdiff_t>(doubts(report, summary).size());
  std::for_each(all.begin(), others, [&](const std::string& doubt) { page.wrapped("Warning: ", doubt, true); });
  for (const Direction d : {Direction::backward, Direction::forward, Direction::uncertain}) {
    walking(page, summary, d);
  }
  page.line();
  distances(page, summary);
  left_out(page, report, summary);
  learning(page, summary);
  rise(page, report, summary);
  uncertainty(page, summary);
  for (const NotKnown& n : not_known(report, summary)) {
    page.wrapped("Not known: ", fmt::format("{}: {}", n.what, n.because));
  }
  std::for_each(others, all.end(), [&](const std::string& warning) { page.wrapped("Warning: ", warning, true); });
  page.wrapped(
      "", "A training and research tool, not a medical device. Stop at once with pain, dizziness or unsteadiness.");
  return page.take();
}

}  // namespace backstep::host
