#include "tests/validation/tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/names.h"
#include "tests/validation/markdown.h"
#include "tests/validation/number_text.h"
#include "tests/validation/sureness.h"
#include "tests/validation/worst_strides.h"

namespace backstep::validation {

namespace {

const FootResult& of_foot(const RecordingResult& r, Foot foot) { return r.feet[index(foot)]; }

/// Count, bias, mean absolute, SD, middle one, largest.
std::vector<std::string> spread_cells(const Spread& s, int decimals) {
  const auto text = [&](double x) { return fmt::format("{:.{}f}", x, decimals); };
  return {std::to_string(s.count), signed_number(s.mean, decimals), text(s.mean_abs), text(s.sd), text(s.median_abs),
          text(s.max_abs)};
}

const std::vector<std::string> kSpreadColumns = {"n", "bias", "mae", "sd", "median_abs", "max"};

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

std::string target_table(const std::vector<FolderReport>& folders) {
  std::vector<std::string> columns = {"quantity", "target"};
  std::vector<Quantity> all;  // one of each name
  for (const FolderReport& f : folders) {
    columns = columns + std::vector<std::string>{f.name, "verdict"};
    auto place = all.begin();
    for (const Quantity& q : f.quantities) {
      const auto same = std::find_if(all.begin(), all.end(), [&](const Quantity& x) { return x.name == q.name; });
      place = 1 + (same == all.end() ? all.insert(place, q) : same);
    }
  }
  std::string text = head(columns);
  for (const Quantity& q : all) {
    std::vector<std::string> cells = {q.name, q.target};
    for (const FolderReport& f : folders) {
      const auto mine =
          std::find_if(f.quantities.begin(), f.quantities.end(), [&](const Quantity& x) { return x.name == q.name; });
      const std::string verdict = mine == f.quantities.end() ? "" : mine->verdict;
      cells.push_back(mine == f.quantities.end() ? "" : mine->measured);
      cells.push_back(verdict.starts_with("missed") ? "**" + verdict + "**" : verdict);
    }
    text += row(cells);
  }
  return text;
}

std::string length_table(const Results& results) {
  std::string text = head(std::vector<std::string>{"cm"} + kSpreadColumns);
  const auto add = [&](const std::string& name, const std::vector<double>& errors_cm) {
    if (!errors_cm.empty()) {
      text += row(std::vector<std::string>{name} + spread_cells(spread(errors_cm), 2));
    }
  };
  add("length_cm_all", length_errors_cm(results, "", Turns::left_out));
  add("length_cm_all_with_turns", length_errors_cm(results, "", Turns::with));
  add("length_cm_bandai_backward", length_errors_cm(results, "bandai", Turns::left_out, Direction::backward));
  for (const std::string& family : family_names(results)) {
    add("length_cm_" + family, length_errors_cm(results, family, Turns::left_out));
    add("length_cm_" + family + "_with_turns", length_errors_cm(results, family, Turns::with));
  }
  return text;
}

std::string time_table(const Results& results) {
  std::string text = head({"ms", "found", "bias ± SD", "median_abs", "max", "centred SD", "centred median_abs"});
  const auto add = [&](const char* label, const std::string& family, Events events, bool backward) {
    const Share found = events_found(results, family, events, backward);
    if (found.of == 0) {
      return;
    }
    const Spread raw = spread(time_errors_ms(results, family, events, backward)),
                 centred = spread(centred_ms(results, family, events, backward));
    text += row({fmt::format("{}_ms_{}_{}", label, family, backward ? "backward" : "forward"), of(found),
                 mean_sd(raw, 1), fmt::format("{:.1f}", raw.median_abs), fmt::format("{:.0f}", raw.max_abs),
                 fmt::format("{:.1f}", centred.sd), fmt::format("{:.1f}", centred.median_abs)});
  };
  for (const std::string& family : family_names(results)) {
    for (const bool backward : {true, false}) {
      add(family == "gottlieb" ? "IC_impact" : "IC", family, &Comparison::contacts_in_time, backward);
      add("TC", family, &Comparison::lift_offs, backward);
    }
  }
  return text;
}

std::string strike_table(const Results& results) {
  std::string text = head(std::vector<std::string>{"degrees"} + kSpreadColumns);
  for (const std::string& family : family_names(results)) {
    for (const bool backward : {true, false}) {
      const Spread s = spread(strike_errors_deg(results, family, backward));
      if (s.count > 0) {
        text +=
            row(std::vector<std::string>{fmt::format("strike_deg_{}_{}", family, backward ? "backward" : "forward")} +
                spread_cells(s, 2));
      }
    }
  }
  return text;
}

std::string honesty_table(const Results& results) {
  std::string text = head({"", "n", "median sd", "within 2 sd", "truth's own sd, median", "within 2 of both",
                           "error over both, rms", "verdict"});
  for (const Honesty& h : honesty(results)) {
    text += row({h.quantity + "_sd_" + h.family, std::to_string(h.within.of), fmt::format("{:.2f}", h.median_sd),
                 percent(h.within_alone), fmt::format("{:.2f}", h.truth_sd), percent(h.within),
                 fmt::format("{:.2f}", h.rms_over_sd), h.target ? h.verdict() : ""});
  }
  return text;
}

std::string pitch_table(const Results& results) {
  std::string text = head({"recording", "left, RMSE deg", "right, RMSE deg"});
  const auto cell = [](const FootResult& f) {
    return f.pitch_rmse_deg ? fmt::format("{:.2f}", *f.pitch_rmse_deg) : std::string();
  };
  for (const RecordingResult& r : results) {
    if (r.feet[0].pitch_rmse_deg || r.feet[1].pitch_rmse_deg) {
      text += row({r.recording.name, cell(r.feet[0]), cell(r.feet[1])});
    }
  }
  return text;
}

std::string mounting_table(const Results& results) {
  std::string wrong, uncertain;
  for (const RecordingResult& r : results) {
    for (const Foot foot : kFeet) {
      const FootResult& f = of_foot(r, foot);
      std::string& list = f.mounting_wrong ? wrong : uncertain;
      if (f.mounting_wrong || f.mounting_uncertain) {
        list += fmt::format("{}{} {}", list.empty() ? "" : ", ", r.recording.name, host::name(foot));
      }
    }
  }
  return fmt::format("Wrong: {}.\n\nUncertain: {}.\n", wrong.empty() ? "none" : wrong,
                     uncertain.empty() ? "none" : uncertain);
}

std::string loss_table(const LossResult& loss) {
  std::string text =
      head({"family", "strides found", "true of those", "rows beside a loss flagged", "unflagged rows", "mae, cm",
            "without loss", "flagged rows", "mae, cm", "max", "median sd", "within 2 sd", "opposite contacts"});
  const auto add = [&](const std::string& name, const LossFigures& f) {
    const Spread unflagged = spread(errors_cm(f, false)), flagged = spread(errors_cm(f, true));
    const std::vector<Deviation> of_flagged = deviations(f, true);
    const auto cm = [](const Spread& s, double x) { return s.count == 0 ? "" : fmt::format("{:.2f}", x); };
    text += row({name, of(f.strides_found), of(f.found_true), of(f.beside_loss_flagged),
                 std::to_string(unflagged.count), cm(unflagged, unflagged.mean_abs),
                 cm(unflagged, spread(unflagged_without_loss_cm(f)).mean_abs), std::to_string(flagged.count),
                 cm(flagged, flagged.mean_abs), cm(flagged, flagged.max_abs), cm(flagged, 100 * median_sd(of_flagged)),
                 percent(within_two_sd(of_flagged)), std::to_string(f.contacts_opposite)});
  };
  for (const auto& [family, figures] : loss.of_family) {
    add(family, figures);
  }
  add("**all**", loss.all());
  return text;
}

std::string wrong_table(const Results& results) {
  std::string text = head({"recording", "foot", "at, s", "what", "true", "found", "true pitch, deg"});
  for (const RecordingResult& r : results) {
    for (const DirectionCheck& d : r.comparison.directions) {
      if (d.clean && !d.right()) {
        text += row({r.recording.name, std::string(host::name(d.foot)), fmt::format("{:.2f}", d.end_s), "direction",
                     std::string(host::name(d.truth)), d.found ? std::string(host::name(*d.found)) : "no stride", ""});
      }
    }
    for (const ContactCheck& k : r.comparison.contacts) {
      if (!k.right()) {
        text += row({r.recording.name, std::string(host::name(k.foot)), fmt::format("{:.2f}", k.time_s), "contact",
                     std::string(host::name(k.truth)), k.found ? std::string(host::name(*k.found)) : "no contact",
                     k.pitch_rad ? fmt::format("{:.1f}", rad_to_deg(*k.pitch_rad)) : ""});
      }
    }
  }
  return text;
}

std::string silent_table(const Results& results) {
  const Sureness all = sureness(results);
  if (all.silent.empty()) {
    return fmt::format("None of {} sure rows.\n", all.sure);
  }
  std::string text =
      head({"recording", "foot", "true stride, s", "true, cm", "error, cm", "sd, cm", "reference's sd, cm", "cause"});
  for (const SilentStride& s : all.silent) {
    const TrueStride& t = s.result->walk.truth.strides[s.judged.truth];
    const auto& lengths = s.result->comparison.lengths;
    const auto mine = std::find_if(lengths.begin(), lengths.end(), [&](const LengthError& l) {
      return l.truth.foot == t.foot && l.truth.start_s == t.start_s;
    });
    text += row({s.result->recording.name, std::string(host::name(t.foot)),
                 fmt::format("{:.2f} to {:.2f}", t.start_s, t.end_s), fmt::format("{:.0f}", 100 * *t.length_m),
                 signed_number(100 * *s.judged.error_m, 1), fmt::format("{:.1f}", 100 * s.judged.sd_m.value_or(0)),
                 fmt::format("{:.1f}", 100 * s.judged.truth_sd_m),
                 mine == lengths.end() ? "" : words(examined(*s.result, *mine))});
  }
  return text + fmt::format("\n{} of {} sure rows.\n", all.silent.size(), all.sure);
}

std::string untracked_table(const Results& results) {
  std::string text = head({"recording", "rows", "used", "the opposite way", "uncertain"});
  for (const RecordingResult& r : results) {
    if (!r.walk.truth.strides.empty()) {
      continue;
    }
    std::size_t used = 0, opposite = 0, uncertain = 0;
    for (const Stride& s : r.strides) {
      used += static_cast<std::size_t>(s.used);
      opposite += static_cast<std::size_t>(r.recording.truth_use.travel &&
                                           opposite_ways(*r.recording.truth_use.travel, s.direction));
      uncertain += static_cast<std::size_t>(s.direction == Direction::uncertain);
    }
    text += row({r.recording.name, std::to_string(r.strides.size()), std::to_string(used), std::to_string(opposite),
                 std::to_string(uncertain)});
  }
  return text;
}

std::string untracked_contacts(const Results& results) {
  std::string text = head({"recording", "foot", "contacts", "ball first", "flat", "heel first", "uncertain",
                           "strike angle, deg", "its sd, deg"});
  for (const RecordingResult& r : results) {
    for (const Foot foot : kFeet) {
      std::array<std::size_t, 4> of_class{};
      std::vector<double> angles_deg, sds_deg;
      for (const Stride& s : r.strides) {
        if (s.foot == foot && s.strike_angle_rad) {
          ++of_class[static_cast<std::size_t>(s.contact)];
          angles_deg.push_back(rad_to_deg(*s.strike_angle_rad));
          sds_deg.push_back(rad_to_deg(s.strike_angle_sd_rad.value_or(0)));
        }
      }
      if (!r.walk.truth.strides.empty() || angles_deg.empty()) {
        continue;
      }
      const auto count = [&](ContactClass c) { return std::to_string(of_class[static_cast<std::size_t>(c)]); };
      const Spread angle = spread(angles_deg);
      text += row({r.recording.name, std::string(host::name(foot)), std::to_string(angles_deg.size()),
                   count(ContactClass::ball_first), count(ContactClass::flat), count(ContactClass::heel_first),
                   count(ContactClass::uncertain), fmt::format("{} ± {:.1f}", signed_number(angle.mean, 1), angle.sd),
                   fmt::format("{:.1f}", median(sds_deg))});
    }
  }
  return text;
}

std::string recording_table(const Results& results) {
  std::string text = head({"recording (rows)", "strides found", "invented", "direction right", "clean",
                           "length: bias ± SD, cm", "mae", "n", "contact class right", "uncertain", "IC: bias ± SD, ms",
                           "TC: bias ± SD, ms", "strike: bias ± SD, deg"});
  for (const RecordingResult& r : results) {
    if (!r.failure.empty()) {
      text += row({r.recording.name + ": not analysed: " + r.failure});
      continue;
    }
    const Comparison& c = r.comparison;
    const Spread length = spread(length_errors(c, Turns::left_out, 100));
    text += row({fmt::format("{} ({})", r.recording.name, r.strides.size()), of({c.found, c.true_strides}),
                 c.true_strides > 0 ? std::to_string(c.invented) : "", of(directions_right(c, Strides::all)),
                 of(directions_right(c, Strides::clean)), mean_sd(length, 2),
                 length.count > 0 ? fmt::format("{:.2f}", length.mean_abs) : "",
                 length.count > 0 ? std::to_string(length.count) : "", of(contacts_right(c, Contacts::all)),
                 c.contacts.empty() ? "" : std::to_string(contacts_uncertain(c)),
                 mean_sd(spread(time_errors(c.contacts_in_time, 1000)), 0),
                 mean_sd(spread(time_errors(c.lift_offs, 1000)), 0),
                 mean_sd(spread(errors(strike_deviations(c), 180 / kPi)), 1)});
  }
  return text;
}

}  // namespace backstep::validation
