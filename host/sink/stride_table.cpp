#include "host/sink/stride_table.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "dsp/parameters/left_out.h"
#include "host/base/names.h"

namespace backstep::host {

namespace {

std::string degrees(std::optional<Real> rad, int decimals) {
  return fixed_text(rad ? std::optional(rad_to_deg(*rad)) : std::nullopt, decimals);
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
  return fixed_text(s.roll_course ? std::optional((*s.roll_course).*part) : std::nullopt, decimals);
}

std::optional<Real> walk_ratio_cm(const Stride& s) {
  const auto ratio_m = walk_ratio(s);
  return ratio_m ? std::optional(100 * *ratio_m) : std::nullopt;
}

// Digits: a tenth of what the best sensors could tell, so that rounding never adds to the error.
constexpr int kMetres = 4, kSeconds = 4, kDegrees = 2, kShare = 3;

constexpr auto kNumber = StrideColumn::Kind::number;
constexpr auto kWord = StrideColumn::Kind::word;
constexpr auto kWords = StrideColumn::Kind::words;

constexpr std::array kColumns = {
    StrideColumn{"foot", "", "left or right", kWord, [](const Stride& s) { return std::string(name(s.foot)); }},
    StrideColumn{"stride", "", "count of this foot, from 1", kNumber,
                 [](const Stride& s) { return std::to_string(s.number); }},
    StrideColumn{"bout", "", "walking bout of both feet, from 1: a new one after 3 s of rest", kNumber,
                 [](const Stride& s) { return std::to_string(s.bout); }},
    StrideColumn{"direction", "", "way of the swing in the foot's own heading; in_place: below 0.1 m", kWord,
                 [](const Stride& s) { return std::string(name(s.direction)); }},
    StrideColumn{"t_start_s", "s", "last instant of rest of the stance before", kNumber,
                 [](const Stride& s) { return time(s.t_start_us); }},
    StrideColumn{"t_fr_s", "s", "forefoot rise (backward) or heel rise (forward) in that stance", kNumber,
                 [](const Stride& s) { return time(s.t_fr_us); }},
    StrideColumn{"t_tc_s", "s", "terminal contact, TC: the last part leaves the ground", kNumber,
                 [](const Stride& s) { return time(s.t_tc_us); }},
    StrideColumn{"t_ic_s", "s", "initial contact, IC: the first part touches the ground", kNumber,
                 [](const Stride& s) { return time(s.t_ic_us); }},
    StrideColumn{"t_ff_s", "s", "foot flat, FF: from here to its rest within 1.5 deg", kNumber,
                 [](const Stride& s) { return seconds_text(s.t_ff_us); }},
    StrideColumn{"stride_time_s", "s", "IC to IC of this foot", kNumber,
                 [](const Stride& s) { return fixed_text(s.stride_time_s, kSeconds); }},
    StrideColumn{"stance_time_s", "s", "IC to TC of the stance before the swing", kNumber,
                 [](const Stride& s) { return fixed_text(s.stance_time_s, kSeconds); }},
    StrideColumn{"swing_time_s", "s", "TC to IC", kNumber,
                 [](const Stride& s) { return fixed_text(s.swing_time_s, kSeconds); }},
    StrideColumn{"stride_length_m", "m", "horizontal distance of the places where the foot was flat", kNumber,
                 [](const Stride& s) { return fixed_text(s.stride_length_m, kMetres); }},
    StrideColumn{"forward_m", "m", "the same way along the foot's mean heading; below 0 is backward", kNumber,
                 [](const Stride& s) { return fixed_text(s.forward_m, kMetres); }},
    StrideColumn{"lateral_m", "m", "across it, left positive", kNumber,
                 [](const Stride& s) { return fixed_text(s.lateral_m, kMetres); }},
    StrideColumn{"height_m", "m", "rise of the ground, up positive", kNumber,
                 [](const Stride& s) { return fixed_text(s.height_m, kMetres); }},
    StrideColumn{"step_time_s", "s", "IC minus the other foot's last IC", kNumber,
                 [](const Stride& s) { return fixed_text(s.step_time_s, kSeconds); }},
    StrideColumn{"double_support_s", "s",
                 "both feet on the ground in this foot's stance before the swing: both times, summed", kNumber,
                 [](const Stride& s) { return fixed_text(s.double_support_s, kSeconds); }},
    StrideColumn{"speed_mps", "m/s", "stride length over stride time", kNumber,
                 [](const Stride& s) { return fixed_text(s.speed_mps, kMetres); }},
    StrideColumn{"cadence_spm", "steps/min", "120 over stride time: steps of both feet", kNumber,
                 [](const Stride& s) { return fixed_text(s.cadence_spm, 2); }},
    StrideColumn{"sensor_rise_m", "m", "highest rise of the sensor in the swing", kNumber,
                 [](const Stride& s) { return fixed_text(s.sensor_rise_m, kMetres); }},
    StrideColumn{"turn_deg", "deg", "change of the foot's heading, left positive", kNumber,
                 [](const Stride& s) { return degrees(s.turn_rad, kDegrees); }},
    StrideColumn{"strike_angle_deg", "deg", "pitch at IC from flat: toe down, ball first, is below 0", kNumber,
                 [](const Stride& s) { return degrees(s.strike_angle_rad, kDegrees); }},
    StrideColumn{"contact", "", "what touched first, by limits of 5 deg either way", kWord,
                 [](const Stride& s) { return std::string(name(s.contact)); }},
    StrideColumn{"contact_confidence", "0..1", "probability of that class", kNumber,
                 [](const Stride& s) { return fixed_text(s.contact_confidence, kShare); }},
    StrideColumn{"roll_time_s", "s", "IC to FF", kNumber,
                 [](const Stride& s) { return fixed_text(s.roll_time_s, kSeconds); }},
    StrideColumn{"roll_amplitude_deg", "deg", "net pitch from IC to FF, toe-up positive", kNumber,
                 [](const Stride& s) { return degrees(s.roll_amplitude_rad, kDegrees); }},
    StrideColumn{"roll_monotonicity", "0..1", "net rotation towards flat over all rotation", kNumber,
                 [](const Stride& s) { return fixed_text(s.roll_monotonicity, kShare); }},
    StrideColumn{"roll_reversals", "", "times that the roll turned back, above 20 deg/s", kNumber,
                 [](const Stride& s) { return s.roll_reversals ? std::to_string(*s.roll_reversals) : std::string(); }},
    StrideColumn{"roll_peak_dps", "deg/s", "fastest rotation towards flat", kNumber,
                 [](const Stride& s) { return degrees(s.roll_peak_radps, 1); }},
    StrideColumn{"roll_fault", "", "what went wrong in a ball-first roll; backward only", kWord,
                 [](const Stride& s) { return word(s.roll_fault); }},
    StrideColumn{"roll_score", "0..100", "training score, not validated clinically; backward only", kNumber,
                 [](const Stride& s) { return fixed_text(s.roll_score, 1); }},
    StrideColumn{"smooth_roll", "0/1", "ball-first, steady, without a fault; backward only", kNumber,
                 [](const Stride& s) { return flag(s.smooth_roll); }},
    StrideColumn{"last_part", "", "what left the ground last at t_tc_s", kWord,
                 [](const Stride& s) { return word(s.last_part); }},
    StrideColumn{"step_over_leg", "", "half the stride length over the leg length", kNumber,
                 [](const Stride& s) { return fixed_text(s.step_over_leg, kShare); }},
    StrideColumn{"overstride", "", "against the limits of length; backward only", kWord,
                 [](const Stride& s) { return word(s.overstride); }},
    StrideColumn{"used", "0/1", "0: something known when the row was made spoils length and time", kNumber,
                 [](const Stride& s) { return flag(s.used); }},
    StrideColumn{"quality", "", "what is known to limit the row", kWords,
                 [](const Stride& s) { return names(s.quality); }},
    StrideColumn{"stride_length_sd_m", "m", "one standard deviation of the stride length", kNumber,
                 [](const Stride& s) { return fixed_text(s.stride_length_sd_m, kMetres); }},
    StrideColumn{"strike_angle_sd_deg", "deg", "one standard deviation of the strike angle", kNumber,
                 [](const Stride& s) { return degrees(s.strike_angle_sd_rad, kDegrees); }},
    StrideColumn{"t_ic_sd_s", "s", "one standard deviation of t_ic_s", kNumber,
                 [](const Stride& s) { return fixed_text(s.t_ic_sd_s, kSeconds); }},
    StrideColumn{"t_tc_sd_s", "s", "one standard deviation of t_tc_s", kNumber,
                 [](const Stride& s) { return fixed_text(s.t_tc_sd_s, kSeconds); }},
    StrideColumn{"roll_held_s", "s", "longest time without rotation on the way to flat", kNumber,
                 [](const Stride& s) { return course(s, &RollCourse::held_s, kSeconds); }},
    StrideColumn{"roll_down_s", "s", "from IC until the part that lands last is down", kNumber,
                 [](const Stride& s) { return course(s, &RollCourse::down_s, kSeconds); }},
    StrideColumn{"roll_landing_share", "0..1", "rate just before that over the fastest: near 1 it was not braked",
                 kNumber, [](const Stride& s) { return course(s, &RollCourse::landing_share, kShare); }},
    StrideColumn{"stance_pct", "%", "stance time, of the stride time", kNumber,
                 [](const Stride& s) { return fixed_text(pct_of_cycle(s, s.stance_time_s), 1); }},
    StrideColumn{"swing_pct", "%", "swing time, of the stride time", kNumber,
                 [](const Stride& s) { return fixed_text(pct_of_cycle(s, s.swing_time_s), 1); }},
    StrideColumn{"double_support_pct", "%", "double support, of the stride time", kNumber,
                 [](const Stride& s) { return fixed_text(pct_of_cycle(s, s.double_support_s), 1); }},
    StrideColumn{"initial_double_support_s", "s", "TC minus the other foot's IC before it: the later of the two times",
                 kNumber, [](const Stride& s) { return fixed_text(s.initial_double_support_s, kSeconds); }},
    StrideColumn{"toe_clearance_m", "m", "least height of the ball of the foot above the ground in mid-swing", kNumber,
                 [](const Stride& s) { return fixed_text(s.toe_clearance_m, kMetres); }},
    StrideColumn{"heel_clearance_m", "m", "least height of the heel above the ground in mid-swing", kNumber,
                 [](const Stride& s) { return fixed_text(s.heel_clearance_m, kMetres); }},
    StrideColumn{"toe_out_deg", "deg", "the foot against its line of travel at IC, toes outward positive", kNumber,
                 [](const Stride& s) { return degrees(s.toe_out_rad, kDegrees); }},
    StrideColumn{"inversion_deg", "deg", "tilt about the foot's long axis at IC from flat, sole inward positive",
                 kNumber, [](const Stride& s) { return degrees(s.inversion_rad, kDegrees); }},
    StrideColumn{"heel_touch_dps", "deg/s", "rotation towards flat as the part that lands last comes down", kNumber,
                 [](const Stride& s) { return degrees(s.heel_touch_radps, 1); }},
    StrideColumn{"walk_ratio_cm_per_spm", "cm/(steps/min)", "half the stride length over the cadence", kNumber,
                 [](const Stride& s) { return fixed_text(walk_ratio_cm(s), kShare); }},
    StrideColumn{"counts_pattern", "0/1", "the row counts for contact and roll: its class is known", kNumber,
                 [](const Stride& s) { return flag(counts_pattern(s)); }},
    StrideColumn{"counts_length", "0/1",
                 "the row counts for length, time and variability, as far as is known when it is made", kNumber,
                 [](const Stride& s) { return flag(left_out_reasons(s).none()); }},
    StrideColumn{"left_out_because", "", "why not", kWords, [](const Stride& s) { return names(left_out_reasons(s)); }},
};

}  // namespace

std::string seconds_text(std::int64_t t_us) {
  const bool negative = t_us < 0;
  const std::uint64_t us =
      negative ? std::uint64_t{0} - static_cast<std::uint64_t>(t_us) : static_cast<std::uint64_t>(t_us);
  return fmt::format("{}{}.{:06}", negative ? "-" : "", us / 1'000'000, us % 1'000'000);
}

std::string fixed_text(std::optional<Real> x, int decimals) {
  if (!x || !std::isfinite(*x)) {
    return {};
  }
  std::string text = fmt::format("{:.{}f}", *x, decimals);
  if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) {
    text.erase(0, 1);
  }
  return text;
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

StrideCsvSink::StrideCsvSink(Output& out, Walks walks) : out_(out) {
  out_.write((walks == Walks::several ? "file," : "") + stride_csv_header());
}

void StrideCsvSink::begin_walk(std::string_view file) {
  // RFC 4180: quotes around what holds a separator, and quotes within doubled.
  before_.assign(file);
  if (before_.find_first_of(",\"\r\n") != std::string::npos) {
    before_ = "\"";
    for (const char c : file) {
      before_ += c;
      before_ += c == '"' ? "\"" : "";
    }
    before_ += '"';
  }
  before_ += ',';
}

}  // namespace backstep::host
