#include "tests/validation/perturbation_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/names.h"
#include "tests/validation/markdown.h"
#include "tests/validation/perturbation_goals.h"

namespace backstep::validation {

namespace {

std::string percent_of(Share share) { return share.of == 0 ? "-" : fmt::format("{:.1f}", 100 * share.value()); }

double silent_share(const PerturbationRow& r) {
  return static_cast<double>(r.silent.size()) / static_cast<double>(r.sure);
}

std::string mean_abs(const std::vector<double>& errors_cm) {
  return errors_cm.empty() ? "-" : fmt::format("{:.2f}", spread(errors_cm).mean_abs);
}

/// In bold where the goal is missed.
std::string judged(bool met, const std::string& cell) { return met ? cell : "**" + cell + "**"; }

}  // namespace

std::string perturbation_table(const std::vector<Perturbation>& ways, const std::vector<PerturbationRow>& rows) {
  std::string text =
      head({"Perturbation", "Walks", "True strides", "Recall %", "Invented", "Reversed", "MAE cm", "MAE cm, used",
            "Used %", "Used % before", "Within 2 sd %", "own sd alone %", "Silent", "of", "Silent %", "worst cm"});
  text += row({"*goal*", "", "", "≥ 98.5", "", "0", "", "", "≥ 0.9 x before", "", "90-98", "", "", "", "≤ 0.3", ""});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PerturbationRow& r = rows[i];
    const GoalsMet met = goals_met(r);
    text += row(
        {ways[i].title, std::to_string(r.walks), std::to_string(r.recall.of), judged(met.recall, percent_of(r.recall)),
         std::to_string(r.invented), judged(met.reversed, std::to_string(r.reversed)), mean_abs(r.errors_cm),
         mean_abs(r.used_errors_cm), judged(met.used, percent_of(r.used)), percent_of(r.used_before),
         judged(met.within, percent_of(r.within)), percent_of(r.within_own), std::to_string(r.silent.size()),
         std::to_string(r.sure), judged(met.silent, r.sure == 0 ? "-" : fmt::format("{:.2f}", 100 * silent_share(r))),
         r.silent.empty() ? "" : fmt::format("{:.1f}", r.worst_silent_cm())});
  }
  return text;
}

std::string perturbation_section(const std::vector<Perturbation>& ways, const std::vector<PerturbationRow>& rows) {
  const auto met = std::count_if(rows.begin(), rows.end(), [](const PerturbationRow& r) { return goals_met(r).all(); });
  return fmt::format(
      "\n## Recordings made worse\n\nEvery recording with true strides, of both folders, made worse in one way at a "
      "time (`perturbations.cpp`); with something at one place of it, four places. Recall: of the true strides that "
      "are "
      "wholly left. Used: of those without a gap, beside the share of the same strides used in the recording as it is. "
      "Silent: sure and wrong, as above. Bold: misses its goal; {} of {} rows meet all.\n\n{}",
      met, rows.size(), perturbation_table(ways, rows));
}

std::string perturbation_details(const Perturbation& way, const PerturbationRow& row) {
  std::string text =
      fmt::format("{}: {} recordings, {} walks, {} not read\n", way.title, row.recordings, row.walks, row.refused);
  for (const auto& [family, share] : row.within_of_family) {
    text += fmt::format("  within 2 sd, {}: {} of {}\n", family, share.count, share.of);
  }
  for (const SilentRow& s : row.silent) {
    text += fmt::format("  silent: {} {} copy {} {} ic {:.3f} off {:+.1f} cm sd {:.1f}\n", s.recording, way.name,
                        s.copy, host::name(s.foot), s.t_ic_s, s.error_cm, s.sd_cm);
  }
  return text;
}

}  // namespace backstep::validation
