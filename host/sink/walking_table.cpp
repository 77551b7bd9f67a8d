#include "host/sink/walking_table.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "dsp/summary/proportion.h"
#include "dsp/summary/symmetry.h"
#include "dsp/summary/variability.h"
#include "host/base/names.h"

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

double rounded(double x, const Shown& shown) {
  const double scale = shown.scale * std::pow(10, shown.decimals), scaled = x * scale;
  return (shown.down ? std::floor(scaled) : std::round(scaled)) / scale + 0.0;  // no "-0.0"
}

std::string with_unit(std::string text, const Shown& shown) {
  return shown.unit.empty() ? text : fmt::format("{} {}", text, shown.unit);
}

std::string without_unit(double x, const Shown& shown) {
  return fmt::format("{:.{}f}", rounded(x, shown) * shown.scale, shown.decimals);
}

std::string mean_and_sd(const Distribution& d, const Shown& shown) {
  if (!d.mean()) {
    return {};
  }
  std::string text = without_unit(*d.mean(), shown);
  if (d.sd()) {
    text += fmt::format(" +- {:.{}f}", *d.sd() * shown.scale, shown.decimals);
  }
  return with_unit(text, shown);
}

/// Of the means as they are shown.
std::string difference_text(const Distribution& l, const Distribution& r, const Shown& shown) {
  if (!l.mean() || !r.mean()) {
    return {};
  }
  Shown whole = shown;
  whole.down = false;
  whole.unit = shown.unit == "%" ? "points" : shown.unit;
  return with_unit(without_unit(std::abs(rounded(*l.mean(), shown) - rounded(*r.mean(), shown)), whole), whole);
}

using Quantity = Distribution WalkStats::*;

void quantity(TextPage& page, std::string_view what, const WalkStats& l, const WalkStats& r, Quantity of,
              const Shown& shown) {
  page.row(what, mean_and_sd(l.*of, shown), mean_and_sd(r.*of, shown), difference_text(l.*of, r.*of, shown));
}

/// Of what two separate shoes can tell an asymmetry: its index with its standard error, right longer is positive.
void quantity_with_index(TextPage& page, std::string_view what, const WalkStats& l, const WalkStats& r, Quantity of,
                         const Shown& shown) {
  std::string index;
  if (const auto s = symmetry(l.*of, r.*of)) {
    // Rounded first: there is no "-0.0".
    const double index_pct = std::round(10 * s->index_pct) / 10 + 0.0;
    index = s->index_se_pct ? fmt::format("{:+.1f} +- {:.1f} %", index_pct, *s->index_se_pct)
                            : fmt::format("{:+.1f} %", index_pct);
  }
  page.row(what, mean_and_sd(l.*of, shown), mean_and_sd(r.*of, shown), index);
}

std::string share_text(const Proportion& p) {
  if (p.of == 0) {
    return {};
  }
  const Proportion::Interval i = p.interval();
  return fmt::format("{:.0f} %  ({} of {})  {:.0f}-{:.0f}", 100 * p.share(), p.count, p.of, 100 * i.low, 100 * i.high);
}

void shares(TextPage& page, std::string_view what, const Proportion& l, const Proportion& r) {
  if (l.count + r.count > 0) {
    const bool both = l.of > 0 && r.of > 0;
    page.row(what, share_text(l), share_text(r),
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
  // Beside the shares, which are of the contacts that have a class.
  const std::uint32_t none_l = l.contacts[ContactClass::uncertain], none_r = r.contacts[ContactClass::uncertain];
  if (none_l + none_r > 0) {
    page.row("uncertain", fmt::format("{} of {} rows", none_l, l.rows), fmt::format("{} of {} rows", none_r, r.rows));
  }
  const auto angle = [&](std::string_view what, ContactClass c) {
    const Distribution &left = l.strike_of(c), &right = r.strike_of(c);
    page.row(what, mean_and_sd(left, kDegrees), mean_and_sd(right, kDegrees), difference_text(left, right, kDegrees));
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

}  // namespace

void walking_table(TextPage& page, const SessionSummary& summary, Direction direction) {
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

}  // namespace backstep::host
