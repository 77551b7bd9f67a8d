#include "tests/validation/fault_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/parameters/overstride.h"
#include "host/base/names.h"
#include "tests/validation/fault_figures.h"
#include "tests/validation/fault_targets.h"
#include "tests/validation/markdown.h"

namespace backstep::validation {

namespace {

using walker::Roll;
using walker::Travel;

constexpr double kCm = 100, kMs = 1000, kDeg = 180 / kPi;

bool any(const StudyStride& /*s*/) { return true; }
bool backward(const StudyStride& s) { return s.travel == Travel::backward; }
bool clear_contact(const StudyStride& s) { return to_limit_rad(s) > kClear_rad; }
bool has_gap(const StudyStride& s) { return s.row->quality.has(Quality::gap); }
double strike_deg(const StudyStride& s) { return kDeg * s.truth.landing.strike_rad; }

std::string of(const Share& share) {
  return share.of == 0 ? "" : fmt::format("{:.4f} ({} of {})", share.value(), share.count, share.of);
}

std::string text(double x, int decimals) { return fmt::format("{:.{}f}", x, decimals); }

template <std::size_t N>
std::string band(const std::array<double, N>& edges, std::size_t i, int decimals) {
  return fmt::format("{:.{}f} to {:.{}f}", edges[i], decimals, edges[i + 1], decimals);
}

bool within(double x, double low, double high) { return x >= low && x < high; }

std::size_t count(const Study& study, const Chosen& chosen) {
  return static_cast<std::size_t>(std::count_if(study.strides.begin(), study.strides.end(), chosen));
}

std::string found_table(const Study& study) {
  constexpr std::array kSpeeds = {0.2, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3001};
  std::string out = head({"speed, m/s", "backward found", "forward found"});
  for (std::size_t i = 0; i + 1 < kSpeeds.size(); ++i) {
    const auto found = [&](Travel travel) {
      return of(recall(study, [&](const StudyStride& s) {
        return s.travel == travel && within(s.speed_mps, kSpeeds[i], kSpeeds[i + 1]);
      }));
    };
    out += row({band(kSpeeds, i, 1), found(Travel::backward), found(Travel::forward)});
  }
  const auto slowest = [](const StudyStride& s) { return backward(s) && s.speed_mps == 0.22; };
  out += row({"0.22", of(recall(study, slowest)), ""});
  return out + fmt::format("\nInvented: {}. Direction right, of strides above 0.2 m: {}.\n", study.invented,
                           of(directions_right(study)));
}

std::string contact_table(const Study& study) {
  constexpr std::array kAngles = {-50.0, -20.0, -12.0, -8.0, -6.5, -5.0, -3.5, -2.0,
                                  2.0,   3.5,   5.0,   6.5,  8.0,  12.0, 20.0, 45.0};
  constexpr std::array kClasses = {ContactClass::ball_first, ContactClass::flat, ContactClass::heel_first,
                                   ContactClass::uncertain};
  std::string out = head(
      {"true strike angle, deg", "strides", "ball_first", "flat", "heel_first", "uncertain", "right, of the certain"});
  for (std::size_t i = 0; i + 1 < kAngles.size(); ++i) {
    const auto here = [&](const StudyStride& s) { return s.row && within(strike_deg(s), kAngles[i], kAngles[i + 1]); };
    std::vector<std::string> cells = {band(kAngles, i, 1), fmt::format("{}", count(study, here))};
    Share right;
    for (const ContactClass c : kClasses) {
      cells.push_back(
          fmt::format("{}", count(study, [&](const StudyStride& s) { return here(s) && s.row->contact == c; })));
    }
    right.of = count(study, [&](const StudyStride& s) { return here(s) && s.row->contact != ContactClass::uncertain; });
    right.count = count(study, [&](const StudyStride& s) { return here(s) && s.row->contact == true_contact(s); });
    cells.push_back(text(right.value(), 3));
    out += row(cells);
  }
  return out;
}

std::string heel_table(const Study& study) {
  std::string out = head({"heel-first, walks", "sensitivity", "specificity"});
  const auto add = [&](const std::string& name, const Chosen& chosen) {
    const Detection d = heel_first(study, chosen);
    out += row({name, of(d.sensitivity), of(d.specificity)});
  };
  add("all", any);
  add("more than 3° from a limit", clear_contact);
  add("the same, backward only", [](const StudyStride& s) { return clear_contact(s) && backward(s); });
  add("the same, no packet lost", [](const StudyStride& s) { return clear_contact(s) && !has_gap(s); });
  constexpr std::array kMargins = {0.0, 1.0, 2.0, 3.0, 5.0};
  for (std::size_t i = 0; i + 1 < kMargins.size(); ++i) {
    add(fmt::format("{} ° from +5°", band(kMargins, i, 0)),
        [&](const StudyStride& s) { return within(std::abs(strike_deg(s) - 5), kMargins[i], kMargins[i + 1]); });
  }
  return out;
}

std::string roll_matrix(const Study& study) {
  constexpr std::array kRolls = {Roll::smooth, Roll::abrupt, Roll::hesitant, Roll::slapping, Roll::broken};
  std::string out = head({"true roll, clear", "none", "abrupt", "hesitant", "slapping", "broken", "shallow",
                          "no verdict", "sensitivity", "specificity"});
  for (const Roll roll : kRolls) {
    const auto here = [&](const StudyStride& s) {
      return has_roll(s) && is_clear_roll(s) && s.truth.landing.roll == roll;
    };
    std::vector<std::string> cells = {std::string(host::name(fault_of(roll)))};
    for (const Roll found : kRolls) {
      cells.push_back(fmt::format(
          "{}", count(study, [&](const StudyStride& s) { return here(s) && s.row->roll_fault == fault_of(found); })));
    }
    cells.push_back(fmt::format(
        "{}", count(study, [&](const StudyStride& s) { return here(s) && s.row->roll_fault == RollFault::shallow; })));
    cells.push_back(
        fmt::format("{}", count(study, [&](const StudyStride& s) { return here(s) && !s.row->roll_fault; })));
    const Detection d = roll_fault(study, roll);
    cells.push_back(of(d.sensitivity));
    cells.push_back(of(d.specificity));
    out += row(cells);
  }
  return out;
}

/// How the share of strides told as `roll`'s fault changes with what makes it one.
template <std::size_t N>
std::string fading(const Study& study, Roll roll, const std::string& what, const std::array<double, N>& edges,
                   int decimals, double (*measure)(const StudyStride&)) {
  std::string out;
  for (std::size_t i = 0; i + 1 < N; ++i) {
    Share none, same;
    for (const StudyStride& s : study.strides) {
      if (has_roll(s) && has_verdict(s) && s.truth.landing.roll == roll && within(measure(s), edges[i], edges[i + 1])) {
        ++none.of;
        ++same.of;
        none.count += static_cast<std::size_t>(s.row->roll_fault == RollFault::none);
        same.count += static_cast<std::size_t>(s.row->roll_fault == fault_of(roll));
      }
    }
    if (same.of > 0) {
      out += row({std::string(host::name(fault_of(roll))), what, band(edges, i, decimals), fmt::format("{}", same.of),
                  text(same.value(), 3), text(none.value(), 3)});
    }
  }
  return out;
}

std::string fading_table(const Study& study) {
  std::string out = head({"true roll", "measure", "from, to", "strides", "told so", "told none"});
  out += fading(
      study, Roll::smooth, "contact to flat, % of stance", std::array{0.0, 4.0, 6.0, 8.0, 10.0, 15.0, 30.0}, 0,
      [](const StudyStride& s) { return 100 * (s.truth.landing.flat_s - s.truth.landing.landed_s) / s.stance_s; });
  out += fading(study, Roll::abrupt, "contact to other part down, % of stance",
                std::array{0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 15.0, 30.0}, 0, [](const StudyStride& s) {
                  return 100 * (s.truth.landing.down_s - s.truth.landing.landed_s) / s.stance_s;
                });
  out += fading(study, Roll::hesitant, "held, ms", std::array{0.0, 20.0, 40.0, 60.0, 80.0, 100.0, 150.0, 201.0}, 0,
                [](const StudyStride& s) { return 1000 * s.truth.landing.held_s; });
  out += fading(study, Roll::hesitant, "held for 80 ms or more, degrees from flat",
                std::array{0.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 30.0}, 0, [](const StudyStride& s) {
                  return s.truth.landing.held_s < 0.08 ? -1 : kDeg * s.truth.landing.held_rad;
                });
  out += fading(study, Roll::slapping, "falls freely, % of its angle", std::array{0.0, 40.0, 60.0, 80.0, 90.0, 101.0},
                0, [](const StudyStride& s) { return 100 * s.truth.landing.free_share; });
  out += fading(study, Roll::broken, "turns back by, deg", std::array{0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 8.1}, 1,
                [](const StudyStride& s) { return kDeg * s.truth.landing.dip_rad; });
  return out;
}

std::string overstride_table(const Study& study) {
  const OverstrideConfig limits;
  std::string out = head({"step over leg length from the limit", "caution (0.60): sensitivity", "specificity",
                          "alert (0.70): sensitivity", "specificity"});
  constexpr std::array kMargins = {0.0, 0.005, 0.01, 0.02, 0.05, 1.0};
  const auto add = [&](const std::string& name, double low, double high) {
    std::vector<std::string> cells = {name};
    for (const auto& [limit, least] :
         {std::pair{limits.caution, Overstride::caution}, {limits.alert, Overstride::alert}}) {
      const Detection d = overstride(study, limit, least, [&, at = limit](const StudyStride& s) {
        return within(std::abs(true_step_over_leg(s) - at), low, high);
      });
      cells.push_back(of(d.sensitivity));
      cells.push_back(of(d.specificity));
    }
    out += row(cells);
  };
  add("all", 0, 9);
  add("more than 0.02", kClearStep, 9);
  for (std::size_t i = 0; i + 2 < kMargins.size(); ++i) {
    add(band(kMargins, i, 3), kMargins[i], kMargins[i + 1]);
  }
  return out;
}

std::string times_table(const Study& study) {
  std::string out = head({"ms, measured minus true", "strides", "median", "5 %", "25 %", "75 %", "95 %"});
  const auto add = [&](const std::string& name, const std::vector<double>& s) {
    out += row({name, fmt::format("{}", s.size()), text(kMs * quantile(s, 0.5), 1), text(kMs * quantile(s, 0.05), 0),
                text(kMs * quantile(s, 0.25), 0), text(kMs * quantile(s, 0.75), 0), text(kMs * quantile(s, 0.95), 0)});
  };
  const auto forward = [](const StudyStride& s) { return !backward(s); };
  add("initial contact, backward", errors(contact_errors(study, backward), 1));
  add("initial contact, forward", errors(contact_errors(study, forward), 1));
  add("lift-off, backward", errors(lift_off_errors(study, backward), 1));
  add("lift-off, forward", errors(lift_off_errors(study, forward), 1));
  add("roll time, backward ball-first", roll_time_errors_s(study, has_roll));
  for (const Roll roll : {Roll::smooth, Roll::abrupt, Roll::hesitant, Roll::slapping, Roll::broken}) {
    add(fmt::format("roll time, {}", host::name(fault_of(roll))),
        roll_time_errors_s(study, [&](const StudyStride& s) { return has_roll(s) && s.truth.landing.roll == roll; }));
  }
  return out;
}

std::string uncertainty_table(const Study& study) {
  std::string out = head({"", "strides", "bias ± SD", "mean absolute", "largest", "median sd claimed", "within 2 sd",
                          "rms of error over sd"});
  const auto add = [&](const std::string& name, const std::vector<Deviation>& d, double factor, int decimals) {
    const Spread s = spread(errors(d, factor));
    std::vector<double> sds;
    sds.reserve(d.size());
    for (const Deviation& one : d) {
      sds.push_back(one.sd.value_or(0));
    }
    out += row({name, fmt::format("{}", s.count), fmt::format("{:+.{}f} ± {:.{}f}", s.mean, decimals, s.sd, decimals),
                text(s.mean_abs, decimals), text(s.max_abs, decimals), text(factor * quantile(sds, 0.5), decimals),
                text(within_two_sd(d).value(), 4), text(rms_over_sd(d), 2)});
  };
  const auto no_gap = [](const StudyStride& s) { return !has_gap(s); };
  add("stride length, cm", length_errors(study, any), kCm, 2);
  add("no packet lost", length_errors(study, no_gap), kCm, 2);
  add("packet lost", length_errors(study, has_gap), kCm, 2);
  add("backward, no packet lost", length_errors(study, [](const StudyStride& s) { return backward(s) && !has_gap(s); }),
      kCm, 2);
  add("strike angle, deg", strike_errors(study, any), kDeg, 2);
  add("no packet lost", strike_errors(study, no_gap), kDeg, 2);
  add("packet lost", strike_errors(study, has_gap), kDeg, 2);
  add("backward, no packet lost", strike_errors(study, [](const StudyStride& s) { return backward(s) && !has_gap(s); }),
      kDeg, 2);
  const auto brisk = [](const StudyStride& s) { return s.speed_mps >= 0.3; };
  add("initial contact, ms", contact_errors(study, any), kMs, 1);
  add("lift-off, ms", lift_off_errors(study, any), kMs, 1);
  add("from 0.3 m/s up", lift_off_errors(study, brisk), kMs, 1);
  return out;
}

std::string delay_table(const Study& study) {
  std::string out = head({"delay, ms", "of", "median", "95 %", "99 %", "largest"});
  const auto add = [&](const std::string& name, const std::vector<double>& s) {
    out += row({name, fmt::format("{}", s.size()), text(kMs * quantile(s, 0.5), 0), text(kMs * quantile(s, 0.95), 0),
                text(kMs * quantile(s, 0.99), 0), text(kMs * quantile(s, 1), 0)});
  };
  add("contact told, after the true initial contact", contact_delays_s(study));
  add("row, after the true foot flat", row_delays_s(study));
  return out + fmt::format(
                   "\nContacts told and withdrawn: {}. Class told equals the row's: {}; more than 3° from a limit {}; "
                   "opposite {}.\n",
                   study.withdrawn, of(agreement(study, any)), of(agreement(study, clear_contact)), opposite(study));
}

}  // namespace

std::string fault_report(const Study& study, std::uint64_t seed) {
  std::string out = fmt::format(
      "## Generated walks: faults, uncertainty, delay\n\n"
      "{} strides of {} walks of the walker in `data/walker`, drawn with seed {}; that of the written report was never "
      "tried on anything. What is drawn, the sensor included: `fault_draw.h`; what counts as clear: `fault_figures.h`. "
      "The truth is the foot's own motion. Strides beside a lost packet are counted unless a line says otherwise.\n\n",
      study.strides.size(), study.walks, seed);
  out += "### Targets of the generated walks\n\n" + fault_targets(study);
  out += "\n### Strides found\n\n" + found_table(study);
  out += "\n### Contact class by true strike angle\n\n" + contact_table(study) + "\n" + heel_table(study);
  out += "\n### Faults of a roll\n\nBackward, the true strike angle below -8°.\n\n" + roll_matrix(study) + "\n" +
         fading_table(study);
  out += "\n### Overstriding\n\n" + overstride_table(study);
  out += "\n### Times\n\n" + times_table(study);
  out += "\n### Lengths, angles, times and their standard deviations\n\n" + uncertainty_table(study);
  out += "\n### Delay\n\n" + delay_table(study);
  return out;
}

}  // namespace backstep::validation
