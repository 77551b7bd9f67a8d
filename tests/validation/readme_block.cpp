#include <fmt/format.h>

#include <algorithm>

#include "tests/validation/markdown.h"
#include "tests/validation/number_text.h"
#include "tests/validation/report.h"
#include "tests/validation/sureness.h"

namespace backstep::validation {

namespace {

/// One kind of walk in one folder; empty where the folder has none, or knows nothing of their strides.
std::string kind_row(const FolderReport& folder, std::size_t kind) {
  Comparison c;
  std::size_t recordings = 0;
  std::vector<double> true_cm;
  for (const RecordingResult& r : folder.results) {
    if (r.recording.kind == kind) {
      c.add(r.comparison);
      ++recordings;
    }
  }
  if (c.true_strides + c.contacts.size() == 0) {
    return "";
  }
  for (const LengthError& l : c.lengths) {
    true_cm.push_back(100 * l.truth.length_m.value_or(0));
  }
  const Spread length = spread(length_errors(c, Turns::with, 100));
  return row({fmt::format("{} ({})", kinds()[kind].title, recordings), folder.name, of({c.found, c.true_strides}),
              of(directions_right(c, Strides::clean)), of(contacts_right(c, Contacts::all)),
              length.count == 0 ? "" : fmt::format("{:.1f}", length.mean_abs),
              length.count == 0 ? "" : fmt::format("{:.0f}", median(true_cm))});
}

/// What a folder comes to.
std::string sum_row(const FolderReport& folder) {
  const Comparison all = of_family(folder.results, "");
  const Sureness s = sureness(folder.results);
  double worst_percent = 0;
  bool loops = false;
  for (const RecordingResult& r : folder.results) {
    worst_percent = r.loop ? std::max(worst_percent, r.loop->percent()) : worst_percent;
    loops = loops || r.loop;
  }
  return row({folder.name, of({all.found, all.true_strides}), std::to_string(all.invented),
              std::to_string(directions_reversed(all)), std::to_string(contacts_opposite(all)),
              of({s.silent.size(), s.sure}), s.silent.empty() ? "" : fmt::format("{:.1f}", s.worst_silent_cm()),
              loops ? fmt::format("{:.1f} %", worst_percent) : ""});
}

}  // namespace

std::string readme_block(const Report& report) {
  std::string text = head({"walks (recordings)", "folder", "strides found", "direction right", "contact right",
                           "length off by, cm", "of, cm"});
  for (std::size_t kind = 0; kind < kinds().size(); ++kind) {
    for (const FolderReport& folder : report.folders) {
      text += kind_row(folder, kind);
    }
  }
  text += '\n' + head({"folder", "strides found", "invented", "opposite direction", "opposite contact",
                       "sure and wrong", "by up to, cm", "loops end within"});
  for (const FolderReport& folder : report.folders) {
    text += sum_row(folder);
  }
  return text +
         fmt::format(
             "\nBoth folders of recordings were looked at while Backstep was made, `recordings` from the beginning, "
             "`recordings-2` late, and {} constants of `dsp/` name recordings among their reasons: walks of other "
             "people may come out worse.\n\n"
             "Lengths: mean absolute error, turning strides included, beside a typical length. Sure and wrong: of the "
             "strides that count and carry no mark that warns, those whose length is off by more than 6 cm and three "
             "standard deviations. Loops are walks that end where they began. \"IMU computed\": from the captured "
             "motion, without noise or shocks. An empty cell: the reference does not tell.\n\n"
             "All figures, what they are worth, recordings made worse in many ways, and each recording's worst "
             "strides: `tests/validation/RESULTS.md`. Made anew, with both folders in `BACKSTEP_RECORDINGS` (`a:b`), "
             "by `backstep_validate --write`.\n",
             report.constants.size());
}

}  // namespace backstep::validation
