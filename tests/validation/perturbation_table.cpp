#include "tests/validation/perturbation_table.h"

#include <fmt/format.h>

#include "host/sink/names.h"
#include "tests/validation/markdown.h"

namespace backstep::validation {

namespace {

std::string percent_of(Share share) { return share.of == 0 ? "-" : fmt::format("{:.1f}", 100 * share.value()); }

std::string mean_abs(const std::vector<double>& errors_cm) {
  return errors_cm.empty() ? "-" : fmt::format("{:.2f}", spread(errors_cm).mean_abs);
}

}  // namespace

std::string perturbation_table(const std::vector<Perturbation>& ways, const std::vector<PerturbationRow>& rows) {
  std::string text =
      head({"Perturbation", "Walks", "True strides", "Recall %", "Invented", "Reversed", "MAE cm", "MAE cm, used",
            "Used %", "Used % before", "Within 2 sd %", "own sd alone %", "Silent", "of", "worst cm"});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PerturbationRow& r = rows[i];
    text += row({ways[i].title, std::to_string(r.walks), std::to_string(r.recall.of), percent_of(r.recall),
                 std::to_string(r.invented), std::to_string(r.reversed), mean_abs(r.errors_cm),
                 mean_abs(r.used_errors_cm), percent_of(r.used), percent_of(r.used_before), percent_of(r.within),
                 percent_of(r.within_own), std::to_string(r.silent.size()), std::to_string(r.sure),
                 r.silent.empty() ? "" : fmt::format("{:.1f}", r.worst_silent_cm())});
  }
  return text;
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
