#include "tests/validation/pooled.h"

#include <algorithm>

namespace backstep::validation {

namespace {

/// Calls f(result) for each recording of the family.
template <class F>
void each(const Results& results, std::string_view family, F&& f) {
  for (const RecordingResult& r : results) {
    if (family.empty() || r.recording.family == family) {
      f(r);
    }
  }
}

void append(std::vector<double>& to, const std::vector<double>& from) { to.insert(to.end(), from.begin(), from.end()); }

}  // namespace

bool lengths_have_target(std::string_view family) { return family != "cmu" && family != "neura"; }

Comparison of_family(const Results& results, std::string_view family) {
  Comparison sum;
  each(results, family, [&](const RecordingResult& r) { sum.add(r.comparison); });
  return sum;
}

std::vector<double> length_errors_cm(const Results& results, std::string_view family, Turns turns,
                                     std::optional<Direction> direction) {
  std::vector<double> out;
  each(results, family, [&](const RecordingResult& r) {
    for (const LengthError& l : r.comparison.lengths) {
      if ((turns == Turns::with || !l.turning()) && (!direction || l.truth.direction == direction)) {
        out.push_back(100 * l.m.error);
      }
    }
  });
  return out;
}

std::vector<double> time_errors_ms(const Results& results, std::string_view family, Events events, bool backward) {
  std::vector<double> out;
  each(results, family,
       [&](const RecordingResult& r) { append(out, time_errors(of_direction(r.comparison.*events, backward), 1000)); });
  return out;
}

std::vector<double> centred_ms(const Results& results, std::string_view family, Events events, bool backward) {
  std::vector<double> out;
  each(results, family, [&](const RecordingResult& r) {
    append(out, centred_time_errors(of_direction(r.comparison.*events, backward), 1000));
  });
  return out;
}

Share events_found(const Results& results, std::string_view family, Events events, bool backward) {
  Share share;
  each(results, family, [&](const RecordingResult& r) {
    for (const EventCheck& e : of_direction(r.comparison.*events, backward)) {
      share.add(e.error_s.has_value());
    }
  });
  return share;
}

std::vector<double> strike_errors_deg(const Results& results, std::string_view family, bool backward) {
  std::vector<double> out;
  each(results, family, [&](const RecordingResult& r) {
    for (const AngleError& a : r.comparison.strikes) {
      if (a.backward == backward) {
        out.push_back(rad_to_deg(a.rad.error));
      }
    }
  });
  return out;
}

std::vector<std::string> family_names(const Results& results) {
  std::vector<std::string> names;
  for (const RecordingResult& r : results) {
    if (std::find(names.begin(), names.end(), r.recording.family) == names.end()) {
      names.push_back(r.recording.family);
    }
  }
  return names;
}

}  // namespace backstep::validation
