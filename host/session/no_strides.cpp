#include "host/session/no_strides.h"

#include <fmt/format.h>

#include "host/base/names.h"

namespace backstep::host {

namespace {

/// Below this a foot does not walk: the slowest swing of a shuffling step turns faster.
constexpr Real kStandingStill_radps = Real(0.5);

std::string reason(const FootDiagnosis& d, const SessionConfig& config) {
  if (d.samples == 0) {
    return "there are no samples of it";
  }
  const Real enter_dps = rad_to_deg(config.foot.rest.enter_radps);
  if (d.highest_unrest_radps < kStandingStill_radps) {
    return fmt::format(
        "it stood still all the time: its angular rate never exceeded {:.0f} deg/s. Is the file the right one, "
        "and are its angular rates in the unit they are taken for?",
        rad_to_deg(d.highest_unrest_radps));
  }
  if (d.rests == 0 && d.lowest_unrest_radps > config.foot.rest.enter_radps) {
    return fmt::format(
        "it was never at rest: its lowest angular rate over {:.2f} s is {:.0f} deg/s and a stance needs {:.0f}. "
        "A sensor on the ankle looks like this, or angular rates in another unit",
        config.foot.stillness.window_s, rad_to_deg(d.lowest_unrest_radps), enter_dps);
  }
  if (d.rests < 2) {
    return fmt::format("it was at rest only {} and a stride needs a rest before and after it. Record a longer walk",
                       d.rests == 1 ? "once" : "never");
  }
  if (d.weight_shifts > 0) {
    return fmt::format("it moved {} times but never left the ground: weight shifts are no strides", d.weight_shifts);
  }
  return fmt::format("of {} rests no two were joined by a swing ({} gaps, {} still moments at which it moved)", d.rests,
                     d.gaps, d.rejected_candidates);
}

}  // namespace

std::string no_strides_because(Foot foot, const FootDiagnosis& diagnosis, const SessionConfig& config) {
  const std::string why = reason(diagnosis, config);
  return fmt::format("no strides of the {} foot: {}{}", name(foot), why, why.back() == '?' ? "" : ".");
}

}  // namespace backstep::host
