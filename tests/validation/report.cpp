#include "tests/validation/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/base/math.h"
#include "host/sink/names.h"
#include "tests/validation/markdown.h"
#include "tests/validation/statistics.h"

namespace backstep::validation {

namespace {

constexpr double kCm = 100, kMs = 1000, kDeg = 180 / kPi;
constexpr std::size_t kWorst = 3;

/// Never "-0.0", which is no other number than 0.0.
std::string signed_number(double x, int decimals) {
  const std::string text = fmt::format("{:+.{}f}", x, decimals);
  return text.find_first_not_of("+-0.") == std::string::npos ? text.substr(1) : text;
}

/// "+1.2 ± 3.4": mean and standard deviation; empty without any.
std::string mean_sd(const std::vector<double>& values, int decimals) {
  const Spread s = spread(values);
  return s.count == 0 ? "" : fmt::format("{} ± {:.{}f}", signed_number(s.mean, decimals), s.sd, decimals);
}

std::string mean_abs(const std::vector<double>& values) {
  const Spread s = spread(values);
  return s.count == 0 ? "" : fmt::format("{:.1f}", s.mean_abs);
}

std::string largest(const std::vector<double>& values, int decimals) {
  const Spread s = spread(values);
  return s.count == 0 ? "" : fmt::format("{:.{}f}", s.max_abs, decimals);
}

std::string of(Share share) { return share.of == 0 ? "" : fmt::format("{} of {}", share.count, share.of); }

const std::vector<std::string> kFullColumns = {"strides found",
                                               "invented",
                                               "direction right",
                                               "clean",
                                               "forward for backward",
                                               "length: bias ± SD, cm",
                                               "mean error, cm",
                                               "largest, cm",
                                               "within 2 sd",
                                               "contact class right",
                                               "far from limits",
                                               "opposite",
                                               "uncertain",
                                               "contacts found",
                                               "contact: bias ± SD, ms",
                                               "lift-offs found",
                                               "lift-off: bias ± SD, ms",
                                               "contact angle: bias ± SD, deg",
                                               "within 2 sd"};

std::string count(std::size_t n, bool known) { return known ? std::to_string(n) : ""; }

std::vector<std::string> full_cells(const Comparison& c) {
  const std::vector<double> length_cm = length_errors(c, kCm);
  return {of({c.found, c.true_strides}),
          count(c.invented, c.true_strides > 0),
          of(directions_right(c, Strides::all)),
          of(directions_right(c, Strides::clean)),
          count(directions_reversed(c), !c.directions.empty()),
          mean_sd(length_cm, 2),
          length_cm.empty() ? "" : fmt::format("{:.2f}", spread(length_cm).mean_abs),
          largest(length_cm, 1),
          of(within_two_sd(length_deviations(c))),
          of(contacts_right(c, Contacts::all)),
          of(contacts_right(c, Contacts::far)),
          count(contacts_opposite(c), !c.contacts.empty()),
          count(contacts_uncertain(c), !c.contacts.empty()),
          of({c.contact_s.size(), c.true_contacts}),
          mean_sd(errors(c.contact_s, kMs), 0),
          of({c.lift_off_s.size(), c.true_lift_offs}),
          mean_sd(errors(c.lift_off_s, kMs), 0),
          mean_sd(errors(c.strike_rad, kDeg), 1),
          of(within_two_sd(c.strike_rad))};
}

std::string full_row(const std::string& name, const Comparison& c) {
  std::vector<std::string> cells = full_cells(c);
  cells.insert(cells.begin(), name);
  return row(cells);
}

std::string full_head(const std::string& first) {
  std::vector<std::string> columns = kFullColumns;
  columns.insert(columns.begin(), first);
  return head(columns);
}

std::size_t recordings_of(const std::vector<RecordingResult>& results, std::size_t family) {
  return static_cast<std::size_t>(std::count_if(
      results.begin(), results.end(), [&](const RecordingResult& r) { return r.recording.family == family; }));
}

/// "- name: left at 12.3 s -4.5 cm of 120 cm; ..."
std::string worst_lengths(const RecordingResult& r) {
  std::vector<LengthError> lengths = r.comparison.lengths;
  const std::size_t shown = std::min(kWorst, lengths.size());
  std::partial_sort(
      lengths.begin(), lengths.begin() + static_cast<std::ptrdiff_t>(shown), lengths.end(),
      [](const LengthError& a, const LengthError& b) { return std::abs(a.m.error) > std::abs(b.m.error); });
  std::vector<std::string> words;
  for (std::size_t i = 0; i < shown; ++i) {
    const LengthError& l = lengths[i];
    words.push_back(fmt::format("{} at {:.1f} s {} cm of {:.0f}", host::name(l.foot), l.at_s,
                                signed_number(kCm * l.m.error, 1), kCm * l.true_m));
  }
  return words.empty() ? "" : fmt::format("- {}: {}\n", r.recording.name, fmt::join(words, "; "));
}

}  // namespace

Comparison of_family(const std::vector<RecordingResult>& results, std::size_t family) {
  Comparison sum;
  for (const RecordingResult& r : results) {
    if (r.recording.family == family) {
      sum.add(r.comparison);
    }
  }
  return sum;
}

Comparison of_all(const std::vector<RecordingResult>& results) {
  Comparison sum;
  for (const RecordingResult& r : results) {
    sum.add(r.comparison);
  }
  return sum;
}

std::string short_table(const std::vector<RecordingResult>& results) {
  std::string text =
      head({"walks (recordings)", "strides found", "invented", "direction right", "length error, cm",
            "mean absolute, cm", "contact class right", "contact time error, ms", "contact angle error, deg"});
  // Times and angles at contact are not summed over kinds: each kind's reference tells contact in its own way.
  const auto add = [&](const std::string& name, const Comparison& c, bool one_kind) {
    const std::vector<double> length_cm = length_errors(c, kCm);
    text += row({name, of({c.found, c.true_strides}), count(c.invented, c.true_strides > 0),
                 of(directions_right(c, Strides::clean)), mean_sd(length_cm, 1), mean_abs(length_cm),
                 of(contacts_right(c, Contacts::all)), one_kind ? mean_sd(errors(c.contact_s, kMs), 0) : "",
                 one_kind ? mean_sd(errors(c.strike_rad, kDeg), 1) : ""});
  };
  for (std::size_t i = 0; i < families().size(); ++i) {
    const Comparison c = of_family(results, i);
    if (c.true_strides + c.true_contacts > 0) {
      add(fmt::format("{} ({})", families()[i].title, recordings_of(results, i)), c, true);
    }
  }
  add(fmt::format("**all** ({})", results.size()), of_all(results), false);
  text +=
      "\nErrors are measured minus true: bias ± one standard deviation over strides. Lengths are those of strides that "
      "turn by less than 45°, directions those of strides clearly within one sector. An empty cell: the reference does "
      "not tell.\n\n"
      "Contact times are worth no more than their references: motion capture tells contact by a threshold of height "
      "and "
      "speed, good to 30 ms, and the foot turns fast meanwhile; a pressure insole tells it when loaded to a quarter; "
      "the "
      "treadmill's is the peak of the shock itself, no independent truth. \"IMU computed\" means from the captured "
      "motion: it has no noise and no shock.\n\n"
      "All figures, of each recording: `tests/validation/RESULTS.md`. Made anew, with the recordings' folder in "
      "`BACKSTEP_RECORDINGS`, by `build/dev/backstep_validate --write`.\n";
  return text;
}

std::string full_report(const std::vector<RecordingResult>& results, const std::string& version) {
  std::string text = fmt::format(
      "# What Backstep {} measures on {} recordings with a reference\n\n"
      "Made by `backstep_validate --write`; not typed. One configuration, the default; the toe axis as the recordings' "
      "index declares it. Errors are measured minus true; ± is one standard deviation. An empty cell: the reference "
      "does not tell. How strides are matched and what counts as clean or far: `comparison.h`.\n\n"
      "The references have errors of their own. Lengths: millimetres for motion capture, probably 1 to 2 cm for "
      "measured "
      "footprints; the ankle's marker is no point of the shoe. Times of contact and lift-off: 30 ms where a threshold "
      "of "
      "height and speed tells them (IMU computed) or one of pressure (insoles), 20 ms where two detectors were checked "
      "by hand (times of events only); the treadmill's contact is the peak of the shock in the signal itself.\n\n"
      "## Kinds of walks\n\n",
      version, results.size());
  text += full_head("walks (recordings)");
  for (std::size_t i = 0; i < families().size(); ++i) {
    if (const std::size_t n = recordings_of(results, i); n > 0) {
      text += full_row(fmt::format("{} ({})", families()[i].title, n), of_family(results, i));
    }
  }
  text += full_row(fmt::format("**all** ({})", results.size()), of_all(results));
  text += "\n## Every recording\n\n" + full_head("recording (rows in its table)");
  std::string worst;
  for (const RecordingResult& r : results) {
    text += r.failure.empty() ? full_row(fmt::format("{} ({})", r.recording.name, r.rows), r.comparison)
                              : fmt::format("| {}: not analysed: {} |\n", r.recording.name, r.failure);
    worst += worst_lengths(r);
  }
  return text + "\n## The worst lengths of each recording\n\n" + worst;
}

}  // namespace backstep::validation
