#include <fmt/format.h>

#include <algorithm>

#include "tests/validation/markdown.h"
#include "tests/validation/number_text.h"
#include "tests/validation/report.h"

namespace backstep::validation {

std::string readme_block(const Results& results) {
  std::string text =
      head({"walks (recordings)", "strides found", "direction right", "contact right", "length off by, cm", "of, cm"});
  for (std::size_t kind = 0; kind < kinds().size(); ++kind) {
    Comparison c;
    std::size_t recordings = 0;
    std::vector<double> true_cm;
    for (const RecordingResult& r : results) {
      if (r.recording.kind == kind) {
        c.add(r.comparison);
        ++recordings;
      }
    }
    if (c.true_strides + c.contacts.size() == 0) {
      continue;
    }
    for (const LengthError& l : c.lengths) {
      true_cm.push_back(100 * l.truth.length_m.value_or(0));
    }
    const Spread length = spread(length_errors(c, Turns::with, 100));
    text += row({fmt::format("{} ({})", kinds()[kind].title, recordings), of({c.found, c.true_strides}),
                 of(directions_right(c, Strides::clean)), of(contacts_right(c, Contacts::all)),
                 length.count == 0 ? "" : fmt::format("{:.1f}", length.mean_abs),
                 length.count == 0 ? "" : fmt::format("{:.0f}", median(true_cm))});
  }
  double worst_percent = 0;
  for (const RecordingResult& r : results) {
    worst_percent = r.loop ? std::max(worst_percent, r.loop->percent()) : worst_percent;
  }
  const Comparison all = of_family(results, "");
  return text +
         fmt::format(
             "\nOf {} strides {} were found and {} invented; {} taken for the opposite direction, {} contacts for the "
             "opposite class. Lengths: mean absolute error, turning strides included, beside a typical length. Walks "
             "that end where they began end within {:.1f} % of the way. \"IMU computed\": from the captured motion, "
             "without noise or shocks. An empty cell: the reference does not tell.\n\n"
             "All figures, what they are worth and each recording's worst strides: `tests/validation/RESULTS.md`. Made "
             "anew, with the recordings' folder in `BACKSTEP_RECORDINGS`, by `backstep_validate --write`.\n",
             all.true_strides, all.found, all.invented, directions_reversed(all), contacts_opposite(all),
             worst_percent);
}

}  // namespace backstep::validation
