#include "tests/validation/fault_targets.h"

#include <fmt/format.h>

#include <cmath>

#include "host/base/names.h"
#include "tests/validation/fault_figures.h"
#include "tests/validation/markdown.h"
#include "tests/validation/statistics.h"

namespace backstep::validation {

namespace {

using walker::Roll;

bool any(const StudyStride& /*s*/) { return true; }
bool from_030(const StudyStride& s) { return s.speed_mps >= 0.3; }
bool clear_contact(const StudyStride& s) { return to_limit_rad(s) > kClear_rad; }

std::string verdict(bool met, double off, const std::string& unit) {
  return met ? "met" : fmt::format("**missed by {:.2g}{}**", std::abs(off), unit);
}

std::string at_least(const std::string& name, const Share& share, double target) {
  return row({name, fmt::format("≥ {}", target), fmt::format("{:.4f} ({} of {})", share.value(), share.count, share.of),
              verdict(share.value() >= target, target - share.value(), "")});
}

std::string at_most(const std::string& name, double value, double target, const std::string& unit) {
  return row({name, fmt::format("≤ {}{}", target, unit), fmt::format("{:.0f}{}", value, unit),
              verdict(value <= target, value - target, unit)});
}

/// Held for as long as a clear hold, however near to flat; a roll of which the program said nothing is not found.
Share held_at_any_height(const Study& study) {
  Share found;
  for (const StudyStride& s : study.strides) {
    const walker::StanceTruth& t = s.truth.landing;
    if (has_roll(s) && t.roll == Roll::hesitant && t.held_s >= kClearHold_s) {
      found.add(s.row->roll_fault == RollFault::hesitant);
    }
  }
  return found;
}

/// A roll of which the program said nothing is not found either.
Share with_silent(const Study& study, Roll roll) {
  Share found = roll_fault(study, roll).sensitivity;
  for (const StudyStride& s : study.strides) {
    found.of += has_roll(s) && is_clear_roll(s) && s.truth.landing.roll == roll && !has_verdict(s) ? 1U : 0U;
  }
  return found;
}

std::string honest(const std::string& name, const std::vector<Deviation>& deviations) {
  const Share within = within_two_sd(deviations);
  const double off = within.value() < 0.90 ? 0.90 - within.value() : within.value() - 0.98;
  return row({name, "0.90 to 0.98", fmt::format("{:.4f} ({} of {})", within.value(), within.count, within.of),
              verdict(off <= 0, off, within.value() < 0.90 ? ", too sure" : ", too careful")});
}

}  // namespace

std::string fault_targets(const Study& study) {
  std::string out = head({"quantity", "target", "measured", "verdict"});
  out += at_least(
      "recall, backward at 0.22 m/s",
      recall(study, [](const StudyStride& s) { return s.travel == walker::Travel::backward && s.speed_mps == 0.22; }),
      0.99);
  const Detection heel = heel_first(study, clear_contact);
  out += at_least("heel-first more than 3° from a limit: sensitivity", heel.sensitivity, 0.99);
  out += at_least("the same: specificity", heel.specificity, 0.99);
  for (const Roll roll : {Roll::abrupt, Roll::hesitant, Roll::slapping, Roll::broken}) {
    const std::string name(host::name(fault_of(roll)));
    const Detection d = roll_fault(study, roll);
    out += at_least(name + " rolls: sensitivity, of those told anything", d.sensitivity, 0.95);
    out += at_least(name + " rolls: sensitivity, of all", with_silent(study, roll), 0.95);
    out += at_least(name + " rolls: specificity", d.specificity, 0.95);
  }
  out += at_least("hesitant rolls held at any height from 4° up: sensitivity, of all", held_at_any_height(study), 0.95);
  const double roll_ms = 1000 * quantile(roll_time_errors_s(study, has_roll), 0.5);
  out += row({"roll time, median error", "within ±15 ms", fmt::format("{:+.1f} ms", roll_ms),
              verdict(std::abs(roll_ms) <= 15, std::abs(roll_ms) - 15, " ms")});
  const std::vector<Deviation> lift_offs = lift_off_errors(study, from_030);
  const Spread lift_off_ms = spread(errors(lift_offs, 1000));
  out += at_most("lift-off from 0.3 m/s up, bias either way", std::abs(lift_off_ms.mean), 10, " ms");
  out += at_most("the same, SD", lift_off_ms.sd, 10, " ms");
  out += honest("lift-off within 2 sd", lift_off_errors(study, any));
  out += honest("initial contact within 2 sd", contact_errors(study, any));
  out += at_most("contact told after the true one, median", 1000 * quantile(contact_delays_s(study), 0.5), 60, " ms");
  out += at_most("the same, 99 %", 1000 * quantile(contact_delays_s(study), 0.99), 90, " ms");
  out += at_least("class told equals the row's", agreement(study, any), 0.97);
  out += at_most("row after the true foot flat, median", 1000 * quantile(row_delays_s(study), 0.5), 150, " ms");
  out += at_most("the same, 95 %", 1000 * quantile(row_delays_s(study), 0.95), 150, " ms");
  out += honest("stride length within 2 sd", length_errors(study, any));
  out += honest("strike angle within 2 sd", strike_errors(study, any));
  return out;
}

}  // namespace backstep::validation
