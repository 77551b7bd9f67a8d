#include "tests/validation/accuracy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tests/validation/honesty.h"
#include "tests/validation/number_text.h"
#include "tests/validation/sureness.h"

namespace backstep::validation {

namespace {

constexpr Events kContacts = &Comparison::contacts_in_time;
constexpr Events kLiftOffs = &Comparison::lift_offs;

/// Collects rows; a figure is judged as it is, not as it is rounded for the table.
class Table {
 public:
  void at_most(std::string name, double value, double limit, const std::string& unit, const std::string& more) {
    judge({std::move(name), "≤", "", "", value, false}, limit, unit, more, value <= limit);
  }
  void at_least(std::string name, Share share, double limit, const std::string& more = "") {
    if (share.of > 0) {
      at_least(std::move(name), share.value(), limit, of(share) + more);
    }
  }
  void reported(std::string name, Share share) {
    rows.push_back(
        {std::move(name), "", fmt::format("{:.3f} ({})", share.value(), of(share)), "", share.value(), true});
  }
  void at_least(std::string name, double value, double limit, const std::string& more) {
    judge({std::move(name), "≥", "", "", value, true}, limit, "", more, value >= limit);
  }
  /// One figure of the errors; nothing where there are none.
  void at_most(std::string name, const Spread& s, double Spread::*figure, double limit, const std::string& unit) {
    if (s.count > 0) {
      at_most(std::move(name), s.*figure, limit, unit, bias_n(s, unit));
    }
  }
  void reported(std::string name, const Spread& s, const std::string& unit) {
    if (s.count > 0) {
      rows.push_back({std::move(name), "",
                      fmt::format("{:.2f}{} ({}, max {:.1f}{})", s.mean_abs, unit, bias_n(s, unit), s.max_abs, unit),
                      "", s.mean_abs, false});
    }
  }
  std::vector<Quantity> rows;

 private:
  static std::string bias_n(const Spread& s, const std::string& unit) {
    return fmt::format("bias {}{}, n {}", signed_number(s.mean, 2), unit, s.count);
  }
  void judge(Quantity q, double limit, const std::string& unit, const std::string& more, bool met) {
    q.target += fmt::format(" {:.4g}{}", limit, unit);
    q.measured = fmt::format("{:.4g}{}{}", q.value, unit, more.empty() ? "" : " (" + more + ")");
    q.verdict = met ? "met" : fmt::format("missed by {:.2g}{}", std::abs(q.value - limit), unit);
    rows.push_back(std::move(q));
  }
};

Share fore_aft(const Comparison& c) {
  Share share;
  for (const DirectionCheck& d : c.directions) {
    if (d.clean && (d.truth == Direction::forward || d.truth == Direction::backward)) {
      share.add(d.right());
    }
  }
  return share;
}

void add_strides(Table& t, const Comparison& c) {
  t.at_least("recall", Share{c.found, c.true_strides}, 0.995);
  t.at_least("precision", Share{c.found, c.found + c.invented}, 0.995);
  t.at_least("length_coverage", c.with_length, 0.99);
  t.at_least("strike_coverage", c.with_strike, 0.99);
  t.at_least("direction_clean", directions_right(c, Strides::clean), 0.995);
  t.at_least("direction_clean_fore_aft", fore_aft(c), 0.997);
  const auto clean_reversed = std::count_if(c.directions.begin(), c.directions.end(),
                                            [](const DirectionCheck& d) { return d.clean && d.reversed(); });
  t.at_most("direction_clean_reversed", static_cast<double>(clean_reversed), 0, "", "");
  t.at_most("direction_all_reversed", static_cast<double>(directions_reversed(c)), 0, "", "");
}

void add_lengths(Table& t, const Results& results) {
  const auto straight = [&](const char* family) { return spread(length_errors_cm(results, family, Turns::left_out)); };
  const auto turns = [&](const char* family) { return spread(length_errors_cm(results, family, Turns::with)); };
  const std::string cm = " cm";
  t.at_most("length_cm_gaitmap, mae", straight("gaitmap"), &Spread::mean_abs, 1.3, cm);
  t.at_most("length_cm_gaitmap, sd", straight("gaitmap"), &Spread::sd, 1.6, cm);
  t.at_most("length_cm_gaitmap_with_turns, mae", turns("gaitmap"), &Spread::mean_abs, 1.7, cm);
  t.at_most("length_cm_pyshoe_with_turns, mae", turns("pyshoe"), &Spread::mean_abs, 2.0, cm);
  t.at_most("length_cm_pyshoe_with_turns, max", turns("pyshoe"), &Spread::max_abs, 9, cm);
  t.at_most("length_cm_pyshoe_run_with_turns, mae", turns("pyshoe_run"), &Spread::mean_abs, 2.2, cm);
  const Spread backward = spread(length_errors_cm(results, "bandai", Turns::left_out, Direction::backward));
  t.at_most("length_cm_bandai_backward, mae", backward, &Spread::mean_abs, 0.6, cm);
  t.at_most("length_cm_bandai_backward, max", backward, &Spread::max_abs, 3, cm);
  t.at_most("length_cm_bandai_with_turns, mae", turns("bandai"), &Spread::mean_abs, 0.6, cm);
  t.at_most("length_cm_hall, mae", straight("hall"), &Spread::mean_abs, 1.6, cm);
  t.reported("length_cm_cmu, mae", straight("cmu"), cm);
  t.reported("length_cm_neura, mae", straight("neura"), cm);
}

/// Of sure rows that are wrong, and how many rows are used at all: marking them all would be no way out.
void add_sureness(Table& t, const Results& results) {
  const Sureness s = sureness(results);
  if (s.sure == 0) {
    return;
  }
  const Share silent{s.silent.size(), s.sure};
  t.at_most("silent_rate", silent.value(), 0.002, "", "silent_rows " + of(silent));
  t.at_most("silent_worst_cm", s.worst_silent_cm(), 20, " cm", "");
  for (const auto& [family, used] : s.used_of_family) {
    t.reported("used_share_" + family, used);
  }
}

/// Each reversed copy against its own original, with turns.
void add_reversed(Table& t, const Results& results) {
  for (const RecordingResult& copy : results) {
    const auto original = std::find_if(results.begin(), results.end(), [&](const RecordingResult& r) {
      return r.recording.name == copy.recording.reversed_from;
    });
    if (original == results.end() || copy.comparison.lengths.empty()) {
      continue;
    }
    const Spread was = spread(length_errors(original->comparison, Turns::with, 100)),
                 is = spread(length_errors(copy.comparison, Turns::with, 100));
    t.at_most(copy.recording.name + " over its original, mae with turns", is.mean_abs / was.mean_abs, 1.1, "",
              fmt::format("{:.2f} and {:.2f} cm, n {}", is.mean_abs, was.mean_abs, is.count));
  }
}

void add_motion(Table& t, const Results& results) {
  for (const RecordingResult& r : results) {
    if (r.loop) {
      t.at_most("loop, horizontal: " + r.recording.name, r.loop->percent(), 0.3, " %",
                fmt::format("{:.1f} cm of {:.1f} m; vertical {:.1f} cm", 100 * r.loop->horizontal_m, r.loop->strides_m,
                            100 * r.loop->vertical_m));
    }
  }
  const auto add_pitch = [&](const std::string& family, double limit_deg) {
    std::vector<double> rmse_deg;
    for (const RecordingResult& r : results) {
      for (const FootResult& f : r.feet) {
        if (r.recording.family == family && f.pitch_rmse_deg) {
          rmse_deg.push_back(*f.pitch_rmse_deg);
        }
      }
    }
    const auto met = std::count_if(rmse_deg.begin(), rmse_deg.end(), [&](double x) { return x <= limit_deg; });
    if (rmse_deg.empty()) {
      return;
    }
    t.at_most(fmt::format("pitch_rmse_deg, worst foot of {}", family), spread(rmse_deg).max_abs, limit_deg, "°",
              fmt::format("median {:.2f}°, {} of {} feet within", median(rmse_deg), met, rmse_deg.size()));
  };
  add_pitch("gaitmap", 1.2);
  add_pitch("bandai", 1.5);
}

void add_times(Table& t, const Results& results) {
  const auto add = [&](const char* label, const char* family, Events events, bool backward, double limit_ms,
                       bool by_sd) {
    const Spread raw = spread(time_errors_ms(results, family, events, backward)),
                 centred = spread(centred_ms(results, family, events, backward));
    if (centred.count > 0) {
      t.at_most(fmt::format("{}_ms_{}_{}_centred, {}", label, family, backward ? "backward" : "forward",
                            by_sd ? "sd" : "median_abs"),
                by_sd ? centred.sd : centred.median_abs, limit_ms, " ms",
                fmt::format("offset {} ms, found {}", signed_number(raw.mean, 1),
                            of(events_found(results, family, events, backward))));
      t.at_most(fmt::format("{}_ms_{}_{}, bias", label, family, backward ? "backward" : "forward"), std::abs(raw.mean),
                events == kContacts ? 20 : 25, " ms", fmt::format("{} ms", signed_number(raw.mean, 1)));
    }
  };
  add("IC", "gaitmap", kContacts, false, 7, true);
  add("TC", "gaitmap", kLiftOffs, false, 7, true);
  add("IC", "ipol", kContacts, false, 8, false);
  add("TC", "ipol", kLiftOffs, false, 8, false);
  add("IC", "bandai", kContacts, true, 8, true);
  add("TC", "bandai", kLiftOffs, true, 6, true);
  add("IC_impact", "gottlieb", kContacts, true, 5, true);
  t.at_most("strike_deg_gaitmap_forward, mae", spread(strike_errors_deg(results, "gaitmap", false)), &Spread::mean_abs,
            0.9, "°");
  t.reported("strike_deg_bandai_backward, mae", spread(strike_errors_deg(results, "bandai", true)), "°");
  t.reported("strike_deg_bandai_forward, mae", spread(strike_errors_deg(results, "bandai", false)), "°");
}

void add_contacts(Table& t, const Results& results, const Comparison& c) {
  t.at_least("contact_far_agree", contacts_right(c, Contacts::far), 1);
  t.at_least("contact_agree", contacts_right(c, Contacts::all), 0.98);
  Share told;
  for (const RecordingResult& r : results) {
    told.add(r.told_as_row);
  }
  t.at_least("contact told at once as the row has it", told, 0.985);
  t.at_most("contact_opposite", static_cast<double>(contacts_opposite(c)), 0, "", "");
}

/// Faults that are told of rolls nobody asked to be faulty. Angry and childish actors stamp, so not all need be wrong.
void add_rolls(Table& t, const Results& results) {
  for (const std::string family : {"gottlieb", "bandai"}) {
    Share faults;
    for (const RecordingResult& r : results) {
      for (const Stride& s : r.strides) {
        if (r.recording.family == family && s.direction == Direction::backward && s.roll_fault &&
            *s.roll_fault != RollFault::shallow) {
          faults.add(*s.roll_fault != RollFault::none);
        }
      }
    }
    if (faults.of > 0) {
      t.at_most("roll_faults_" + family + "_backward", faults.value(), 0.10, "", of(faults));
    }
  }
}

/// `--no-toes`: no axis declared.
void add_mounting(Table& t, const Results& results) {
  Share wrong, uncertain, found;
  Comparison without, with;  // with a target of length
  for (const RecordingResult& r : results) {
    found.add(Share{r.without_mounting.found, r.without_mounting.true_strides});
    if (lengths_have_target(r.recording.family)) {
      without.add(r.without_mounting);
      with.add(r.comparison);
    }
    for (const FootResult& f : r.feet) {
      if (f.way_known) {
        wrong.add(f.mounting_wrong);
        uncertain.add(f.mounting_uncertain);
      }
    }
  }
  t.at_most("no toes: feet wrong", static_cast<double>(wrong.count), 0, "", of(wrong));
  t.at_most("no toes: feet undecided", uncertain.value(), 0.07, "", of(uncertain));
  const Comparison declared = of_family(results, "");
  t.at_least("no toes: recall", found, Share{declared.found, declared.true_strides}.value());
  const Spread is = spread(length_errors(without, Turns::with, 100)),
               was = spread(length_errors(with, Turns::with, 100));
  t.at_most("no toes: length mae, with turns, over that with toes", is.mean_abs / was.mean_abs, 1.02, "",
            fmt::format("{:.3f} and {:.3f} cm, n {}", is.mean_abs, was.mean_abs, is.count));
}

void add_loss(Table& t, const Results& results, const LossResult& loss) {
  const Comparison whole = of_family(results, "");
  const LossFigures all = loss.all();
  t.at_least("1 % lost: recall", all.strides_found, Share{whole.found, whole.true_strides}.value(),
             fmt::format(", {} draws", loss.seeds));
  t.at_least("1 % lost: precision", all.found_true, Share{whole.found, whole.found + whole.invented}.value());
  t.at_least("1 % lost: rows beside a loss flagged `gap`", all.beside_loss_flagged, 1);
  LossFigures lengths;
  for (const auto& [family, figures] : loss.of_family) {
    if (lengths_have_target(family)) {
      lengths.add(figures);
    }
  }
  const Spread is = spread(errors_cm(lengths, false)), was = spread(unflagged_without_loss_cm(lengths)),
               flagged = spread(errors_cm(lengths, true));
  t.at_most("1 % lost: length mae of unflagged rows over the same rows' without loss", is.mean_abs / was.mean_abs, 1.02,
            "", fmt::format("{:.3f} and {:.3f} cm, n {}", is.mean_abs, was.mean_abs, is.count));
  t.reported("1 % lost: length mae of flagged rows", flagged, " cm");
  const double sd_cm = 100 * median_sd(deviations(lengths, true)),
               other_cm = 100 * median_sd(deviations(lengths, false));
  t.at_least("1 % lost: median sd of flagged rows over that of others", sd_cm / other_cm, 1,
             fmt::format("{:.2f} and {:.2f} cm", sd_cm, other_cm));
  t.at_least("1 % lost: flagged rows within 2 sd", within_two_sd(deviations(lengths, true)), 0.9);
  const std::string draws = fmt::format("a draw, of {}", loss.seeds);
  t.at_most("1 % lost: contact_opposite", static_cast<double>(all.contacts_opposite) / loss.seeds, 0, "", draws);
  t.at_most("1 % lost: direction reversed", static_cast<double>(all.directions_reversed) / loss.seeds, 0, "", draws);
}

}  // namespace

std::vector<Quantity> accuracy(const Results& results, const LossResult& loss) {
  Table t;
  const Comparison all = of_family(results, "");
  add_strides(t, all);
  add_lengths(t, results);
  add_sureness(t, results);
  add_reversed(t, results);
  add_motion(t, results);
  add_times(t, results);
  add_contacts(t, results, all);
  add_rolls(t, results);
  add_mounting(t, results);
  add_loss(t, results, loss);
  for (const Honesty& h : honesty(results)) {
    if (h.target) {
      t.rows.push_back({h.quantity + "_sd_" + h.family, "90-98 % within 2 sd",
                        fmt::format("{:.1f} % (n {})", 100 * h.within.value(), h.within.of), h.verdict(),
                        h.within.value(), true});
    }
    if (h.target && h.quantity == "length") {
      t.at_most("length_median_sd_over_rms_error_" + h.family, h.median_sd / h.rms_error, 1.5, "",
                fmt::format("{:.2f} and {:.2f} cm", h.median_sd, h.rms_error));
    }
  }
  return std::move(t.rows);
}

}  // namespace backstep::validation
