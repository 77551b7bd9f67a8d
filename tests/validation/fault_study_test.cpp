#include <catch2/catch.hpp>
#include <cmath>

#include "dsp/parameters/overstride.h"
#include "tests/validation/fault_figures.h"

using namespace backstep;
using namespace backstep::validation;
using walker::Roll;

namespace {

constexpr double kSlowest_mps = 0.22;

bool any(const StudyStride& /*s*/) { return true; }
bool slowest(const StudyStride& s) { return s.speed_mps == kSlowest_mps && s.travel == walker::Travel::backward; }
bool clear_contact(const StudyStride& s) { return to_limit_rad(s) > kClear_rad; }
bool clear_step(const StudyStride& s) { return std::abs(true_step_over_leg(s) - 0.60) > kClearStep; }

}  // namespace

// Floors, below what a large study finds: this one is small, so that it can run with sanitizers. One case, because the
// study is drawn once for all of it.
TEST_CASE("Generated walks with faults are measured as they were walked") {
  static const Study study = run_study(2, 1500);

  SECTION("strides are found at every speed") {
    const Share all = recall(study, any);
    CHECK(all.of >= 1500);
    CHECK(all.value() >= 0.995);
    const Share slow = recall(study, slowest);
    CHECK(slow.of > 50);
    CHECK(slow.value() >= 0.99);
    CHECK(study.invented <= 5);
    CHECK(directions_right(study).value() >= 0.99);
  }

  SECTION("heel-first contacts are told where the true angle is clear") {
    const Detection heel = heel_first(study, clear_contact);
    CHECK(heel.sensitivity.of > 200);
    CHECK(heel.sensitivity.value() >= 0.98);
    CHECK(heel.specificity.of > 200);
    CHECK(heel.specificity.value() >= 0.995);
  }

  SECTION("each fault of a roll is told from the others and from none") {
    for (const Roll fault : {Roll::smooth, Roll::abrupt, Roll::hesitant, Roll::slapping, Roll::broken}) {
      CAPTURE(static_cast<int>(fault));
      const Detection d = roll_fault(study, fault);
      CHECK(d.sensitivity.of > 10);
      CHECK(d.sensitivity.value() >= 0.90);
      CHECK(d.specificity.of > 100);
      CHECK(d.specificity.value() >= 0.97);
    }
  }

  SECTION("a contact that is told surely is not of another class") {
    Share wrong;
    for (const StudyStride& s : study.strides) {
      if (s.row && s.row->contact_confidence.value_or(0) >= 0.9 && clear_contact(s)) {
        ++wrong.of;
        wrong.count += s.row->contact != true_contact(s) ? 1U : 0U;
      }
    }
    INFO(wrong.count << " of " << wrong.of);
    CHECK(wrong.of > 900);
    CHECK(wrong.count == 0);  // of pauses in mid-swing beside lost packets some were "flat", sure and wrong
  }

  SECTION("a score above 60 never stands beside a fault") {
    Share faults, smooth;
    for (const StudyStride& s : study.strides) {
      if (s.row && s.row->roll_fault && s.row->roll_score) {
        const bool fault = *s.row->roll_fault != RollFault::none && *s.row->roll_fault != RollFault::shallow;
        Share& share = fault ? faults : smooth;
        ++share.of;
        share.count += *s.row->roll_score > 60 ? 1U : 0U;
      }
    }
    CHECK(faults.of > 100);
    CHECK(faults.count == 0);
    CHECK(smooth.value() > 0.9);
  }

  SECTION("overstriding is told where the true step is clear of the limit") {
    const Detection d = overstride(study, OverstrideConfig{}.caution, Overstride::caution, clear_step);
    CHECK(d.sensitivity.of > 50);
    CHECK(d.sensitivity.value() >= 0.98);
    CHECK(d.specificity.value() >= 0.99);
  }

  SECTION("contacts and roll times lie around the true ones") {
    CHECK(std::abs(quantile(errors(contact_errors(study, any), 1), 0.5)) <= 0.005);
    CHECK(std::abs(quantile(errors(lift_off_errors(study, any), 1), 0.5)) <= 0.01);
    CHECK(std::abs(quantile(roll_time_errors_s(study, has_roll), 0.5)) <= 0.015);
  }

  SECTION("standard deviations are honest") {
    for (const auto& deviations : {length_errors(study, any), strike_errors(study, any), contact_errors(study, any),
                                   lift_off_errors(study, any)}) {
      CHECK(deviations.size() > 1400);
      CHECK(within_two_sd(deviations).value() >= 0.90);
    }
  }

  SECTION("a contact is told soon after the foot touches, and as the row will say") {
    const std::vector<double> delays = contact_delays_s(study);
    CHECK(delays.size() > 1400);
    CHECK(quantile(delays, 0.5) <= 0.06);
    CHECK(quantile(delays, 0.99) <= 0.09);
    CHECK(agreement(study, clear_contact).value() >= 0.97);
    CHECK(opposite(study) == 0);
  }
}

TEST_CASE(
    "Feet that are set down softly are rarely told wrong with confidence, and their angles are as good as they say") {
  const Study study = run_study(3, 1500, draw_soft_walk);
  const auto soft = [](const StudyStride& s) { return s.truth.landing.touch_down_mps < 0.12; };
  Share wrong, flat_wrong;
  for (const StudyStride& s : study.strides) {
    if (!s.row || !soft(s)) {
      continue;
    }
    const bool sure = s.row->contact != ContactClass::uncertain && s.row->contact_confidence.value_or(0) >= 0.9;
    const bool is_wrong = sure && s.row->contact != true_contact(s);
    ++wrong.of;
    wrong.count += is_wrong ? 1U : 0U;
    if (std::abs(s.truth.landing.strike_rad) < deg_to_rad(3)) {
      ++flat_wrong.of;
      flat_wrong.count += is_wrong ? 1U : 0U;
    }
  }
  CHECK(wrong.of > 600);
  CHECK(wrong.value() < 0.08);  // one in ten where only the slowing down is looked at
  CHECK(flat_wrong.of > 80);
  CHECK(flat_wrong.value() < 0.02);
  const auto angles = strike_errors(study, soft);
  CHECK(within_two_sd(angles).value() > 0.55);  // and one in three
}
