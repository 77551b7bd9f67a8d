#include "host/sink/stride_table.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "host/sink/names.h"

namespace backstep::host {

namespace {

/// Fixed decimals; never "-0.00", which is no other number than 0.00.
std::string number(std::optional<Real> x, int decimals) {
  if (!x) {
    return {};
  }
  std::string text = fmt::format("{:.{}f}", *x, decimals);
  if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) {
    text.erase(0, 1);
  }
  return text;
}

std::string degrees(std::optional<Real> rad, int decimals) {
  return number(rad ? std::optional(rad_to_deg(*rad)) : std::nullopt, decimals);
}

std::string time(std::optional<std::int64_t> t_us) { return t_us ? seconds_text(*t_us) : std::string(); }

template <class E>
std::string word(std::optional<E> v) {
  return v ? std::string(name(*v)) : std::string();
}

std::string flag(std::optional<bool> v) {
  if (!v) {
    return {};
  }
  return *v ? "1" : "0";
}

std::string course(const Stride& s, Real RollCourse::*part, int decimals) {
  return number(s.roll_course ? std::optional((*s.roll_course).*part) : std::nullopt, decimals);
}

// Digits: a tenth of what the best sensors could tell, so that rounding never adds to the error.
constexpr int kMetres = 4, kSeconds = 4, kDegrees = 2, kShare = 3;

constexpr std::array kColumns = {
    StrideColumn{"foot", true, [](const Stride& s) { return std::string(name(s.foot)); }},
    StrideColumn{"stride", false, [](const Stride& s) { return std::to_string(s.number); }},
    StrideColumn{"bout", false, [](const Stride& s) { return std::to_string(s.bout); }},
    StrideColumn{"direction", true, [](const Stride& s) { return std::string(name(s.direction)); }},
    StrideColumn{"t_start_s", false, [](const Stride& s) { return time(s.t_start_us); }},
    StrideColumn{"t_fr_s", false, [](const Stride& s) { return time(s.t_fr_us); }},
    StrideColumn{"t_tc_s", false, [](const Stride& s) { return time(s.t_tc_us); }},
    StrideColumn{"t_ic_s", false, [](const Stride& s) { return time(s.t_ic_us); }},
    StrideColumn{"t_ff_s", false, [](const Stride& s) { return seconds_text(s.t_ff_us); }},
    StrideColumn{"stride_time_s", false, [](const Stride& s) { return number(s.stride_time_s, kSeconds); }},
    StrideColumn{"stance_time_s", false, [](const Stride& s) { return number(s.stance_time_s, kSeconds); }},
    StrideColumn{"swing_time_s", false, [](const Stride& s) { return number(s.swing_time_s, kSeconds); }},
    StrideColumn{"stride_length_m", false, [](const Stride& s) { return number(s.stride_length_m, kMetres); }},
    StrideColumn{"forward_m", false, [](const Stride& s) { return number(s.forward_m, kMetres); }},
    StrideColumn{"lateral_m", false, [](const Stride& s) { return number(s.lateral_m, kMetres); }},
    StrideColumn{"height_m", false, [](const Stride& s) { return number(s.height_m, kMetres); }},
    StrideColumn{"step_time_s", false, [](const Stride& s) { return number(s.step_time_s, kSeconds); }},
    StrideColumn{"double_support_s", false, [](const Stride& s) { return number(s.double_support_s, kSeconds); }},
    StrideColumn{"speed_mps", false, [](const Stride& s) { return number(s.speed_mps, kMetres); }},
    StrideColumn{"cadence_spm", false, [](const Stride& s) { return number(s.cadence_spm, 2); }},
    StrideColumn{"clearance_m", false, [](const Stride& s) { return number(s.clearance_m, kMetres); }},
    StrideColumn{"turn_deg", false, [](const Stride& s) { return degrees(s.turn_rad, kDegrees); }},
    StrideColumn{"strike_angle_deg", false, [](const Stride& s) { return degrees(s.strike_angle_rad, kDegrees); }},
    StrideColumn{"contact", true, [](const Stride& s) { return std::string(name(s.contact)); }},
    StrideColumn{"contact_confidence", false, [](const Stride& s) { return number(s.contact_confidence, kShare); }},
    StrideColumn{"roll_time_s", false, [](const Stride& s) { return number(s.roll_time_s, kSeconds); }},
    StrideColumn{"roll_amplitude_deg", false, [](const Stride& s) { return degrees(s.roll_amplitude_rad, kDegrees); }},
    StrideColumn{"roll_monotonicity", false, [](const Stride& s) { return number(s.roll_monotonicity, kShare); }},
    StrideColumn{"roll_reversals", false,
                 [](const Stride& s) { return s.roll_reversals ? std::to_string(*s.roll_reversals) : std::string(); }},
    StrideColumn{"roll_peak_dps", false, [](const Stride& s) { return degrees(s.roll_peak_radps, 1); }},
    StrideColumn{"roll_fault", true, [](const Stride& s) { return word(s.roll_fault); }},
    StrideColumn{"roll_score", false, [](const Stride& s) { return number(s.roll_score, 1); }},
    StrideColumn{"smooth_roll", false, [](const Stride& s) { return flag(s.smooth_roll); }},
    StrideColumn{"last_part", true, [](const Stride& s) { return word(s.last_part); }},
    StrideColumn{"step_over_leg", false, [](const Stride& s) { return number(s.step_over_leg, kShare); }},
    StrideColumn{"overstride", true, [](const Stride& s) { return word(s.overstride); }},
    StrideColumn{"used", false, [](const Stride& s) { return flag(s.used); }},
    StrideColumn{"quality", true, [](const Stride& s) { return names(s.quality); }},
    StrideColumn{"stride_length_sd_m", false, [](const Stride& s) { return number(s.stride_length_sd_m, kMetres); }},
    StrideColumn{"strike_angle_sd_deg", false,
                 [](const Stride& s) { return degrees(s.strike_angle_sd_rad, kDegrees); }},
    StrideColumn{"t_ic_sd_s", false, [](const Stride& s) { return number(s.t_ic_sd_s, kSeconds); }},
    StrideColumn{"t_tc_sd_s", false, [](const Stride& s) { return number(s.t_tc_sd_s, kSeconds); }},
    StrideColumn{"roll_held_s", false, [](const Stride& s) { return course(s, &RollCourse::held_s, kSeconds); }},
    StrideColumn{"roll_down_s", false, [](const Stride& s) { return course(s, &RollCourse::down_s, kSeconds); }},
    StrideColumn{"roll_landing_share", false,
                 [](const Stride& s) { return course(s, &RollCourse::landing_share, kShare); }},
};

}  // namespace

std::string seconds_text(std::int64_t t_us) {
  const bool negative = t_us < 0;
  const std::uint64_t us =
      negative ? std::uint64_t{0} - static_cast<std::uint64_t>(t_us) : static_cast<std::uint64_t>(t_us);
  return fmt::format("{}{}.{:06}", negative ? "-" : "", us / 1'000'000, us % 1'000'000);
}

std::span<const StrideColumn> stride_columns() { return kColumns; }

std::string stride_csv_header() {
  std::string line;
  for (const StrideColumn& column : kColumns) {
    line += line.empty() ? "" : ",";
    line += column.name;
  }
  return line + "\n";
}

std::string stride_csv_row(const Stride& stride) {
  std::string line;
  for (const StrideColumn& column : kColumns) {
    line += &column == kColumns.data() ? "" : ",";
    line += column.cell(stride);
  }
  return line + "\n";
}

std::string stride_json_row(const Stride& stride) {
  std::string line;
  for (const StrideColumn& column : kColumns) {
    // An empty quality is known: nothing is wrong.
    const std::string cell = column.cell(stride);
    const bool known = !cell.empty() || column.name == "quality";
    line += line.empty() ? "{" : ",";
    const char* quote = column.is_text && known ? "\"" : "";
    line += fmt::format("\"{}\":{}{}{}", column.name, quote, known ? cell : "null", quote);
  }
  return line + "}\n";
}

}  // namespace backstep::host
