#include "tests/validation/truth.h"

#include "dsp/base/math.h"
#include "host/base/names.h"
#include "tests/validation/csv_table.h"

namespace backstep::validation {

namespace {

Foot foot(std::string_view text) { return text.substr(0, 4) == "left" ? Foot::left : Foot::right; }

std::optional<Direction> direction(std::string_view text) {
  for (const Direction d : {Direction::forward, Direction::backward, Direction::left, Direction::right}) {
    if (text == host::name(d)) {
      return d;
    }
  }
  return std::nullopt;
}

/// Both parts at once is no class that the limits could be held against.
std::optional<ContactClass> contact(std::string_view part) {
  if (part == "ball") {
    return ContactClass::ball_first;
  }
  return part == "heel" ? std::optional(ContactClass::heel_first) : std::nullopt;
}

std::optional<double> radians(std::optional<double> deg) {
  return deg ? std::optional(deg_to_rad(*deg)) : std::nullopt;
}

}  // namespace

Truth read_truth(const std::filesystem::path& strides, const std::filesystem::path& events) {
  Truth truth;
  const CsvTable s = read_csv_table(strides).value_or(CsvTable());
  for (std::size_t i = 0; i < s.rows.size(); ++i) {
    const auto start_s = number(s.cell(i, "start_s")), end_s = number(s.cell(i, "end_s"));
    if (start_s && end_s) {
      truth.strides.push_back({foot(s.cell(i, "foot")), *start_s, *end_s, number(s.cell(i, "length_m")),
                               number(s.cell(i, "fwd_m")), number(s.cell(i, "left_m")),
                               deg_to_rad(number(s.cell(i, "turn_deg")).value_or(0)),
                               direction(s.cell(i, "direction"))});
    }
  }
  const CsvTable e = read_csv_table(events).value_or(CsvTable());
  for (std::size_t i = 0; i < e.rows.size(); ++i) {
    const std::string_view event = e.cell(i, "event");
    // Where a reference has two kinds of contact, the impact is what an onset of contact can be compared with.
    const bool is_contact = event == "IC" || event == "IC_impact";
    const auto time_s = number(e.cell(i, "time_s"));
    if (time_s && (is_contact || event == "TC")) {
      (is_contact ? truth.contacts : truth.lift_offs)
          .push_back(
              {foot(e.cell(i, "foot")), *time_s, contact(e.cell(i, "part")), radians(number(e.cell(i, "pitch_deg")))});
    }
  }
  return truth;
}

}  // namespace backstep::validation
