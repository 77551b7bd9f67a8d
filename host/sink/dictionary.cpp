#include "host/sink/dictionary.h"

#include <fmt/format.h>

#include <array>

#include "host/sink/stride_table.h"
#include "host/sink/summary_json.h"

namespace backstep::host {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kWords = {
    ColumnWord{"foot", "left", "of the person"},
    ColumnWord{"foot", "right", "of the person"},
    ColumnWord{"direction", "uncertain", "which end of the sensor faces the toes is not known, or the swing was lost"},
    ColumnWord{"direction", "forward", "within 45 deg of where the toes point"},
    ColumnWord{"direction", "backward", "within 45 deg of where the heel points"},
    ColumnWord{"direction", "left", "the sector between them on the left"},
    ColumnWord{"direction", "right", "the sector between them on the right"},
    ColumnWord{"direction", "in_place", "the foot came down within 0.1 m of where it was"},
    ColumnWord{"contact", "uncertain", "no class is probable enough, or what is known contradicts itself"},
    ColumnWord{"contact", "ball_first", "5 deg toe-down or more"},
    ColumnWord{"contact", "flat", "within 5 deg of flat"},
    ColumnWord{"contact", "heel_first", "5 deg toe-up or more"},
    ColumnWord{"roll_fault", "none", "a roll without a fault"},
    ColumnWord{"roll_fault", "abrupt", "driven down faster than a foot falls, and not braked"},
    ColumnWord{"roll_fault", "hesitant", "held up on its way, or done too late in stance"},
    ColumnWord{"roll_fault", "slapping", "fallen down, and not braked"},
    ColumnWord{"roll_fault", "broken", "turned back twice or more on its way"},
    ColumnWord{"roll_fault", "shallow", "less than 8 deg: too little to judge, and no fault"},
    ColumnWord{"last_part", "heel", "the heel left last"},
    ColumnWord{"last_part", "toe", "the toes left last"},
    ColumnWord{"last_part", "flat", "the whole sole left at once"},
    ColumnWord{"overstride", "none", "within the limits"},
    ColumnWord{"overstride", "caution", "beyond the first limit, or the personal one"},
    ColumnWord{"overstride", "alert", "beyond the second limit"},
    ColumnWord{"quality", "first", "the recording or the bout starts with this stride"},
    ColumnWord{"quality", "turn", "the foot turned by 20 deg or more"},
    ColumnWord{"quality", "gap", "samples are missing inside"},
    ColumnWord{"quality", "acc_clipped", "the accelerometer was at the end of its range inside"},
    ColumnWord{"quality", "gyr_clipped", "the gyroscope was at the end of its range inside"},
    ColumnWord{"quality", "no_flat", "the foot was never still in its stance: zero is the standing calibration"},
    ColumnWord{"quality", "slip", "the foot moved more than 1 cm within a stance"},
    ColumnWord{"quality", "uncalibrated", "how the sensor sits was not settled yet"},
    ColumnWord{"quality", "mounting_unknown", "which end of the sensor faces the toes is not known"},
    ColumnWord{"quality", "too_long", "the swing was too long to follow"},
    ColumnWord{"quality", "low_rate", "fewer than 95 samples a second: instants are coarse"},
    ColumnWord{"quality", "uneven_time", "sample times jitter by more than a quarter of their interval"},
    ColumnWord{"quality", "invalid_samples", "values that are no numbers were left out inside"},
    ColumnWord{"quality", "implausible", "no sound sensor on a walking foot measures this"},
    ColumnWord{"left_out_because", "start", "out of standing, or the first that is known"},
    ColumnWord{"left_out_because", "stop", "into standing; known later, in the summary"},
    ColumnWord{"left_out_because", "implausible", "as in quality"},
    ColumnWord{"left_out_because", "gap", "as in quality"},
    ColumnWord{"left_out_because", "turn", "as in quality"},
    ColumnWord{"left_out_because", "gyr_clipped", "as in quality"},
    ColumnWord{"left_out_because", "too_long", "as in quality"},
    ColumnWord{"left_out_because", "uncalibrated", "as in quality"},
    ColumnWord{"left_out_because", "slip", "as in quality"},
    ColumnWord{"left_out_because", "in_place", "the foot was set down where it had been: no stride"},
    ColumnWord{"left_out_because", "unmeasured", "the row has no length"},
    ColumnWord{"left_out_because", "half_step", "the feet came together or parted; known later, in the summary"},
    ColumnWord{"left_out_because", "pause", "its stance holds standing; known later, in the summary"},
};

}  // namespace

std::span<const ColumnWord> column_words() { return kWords; }

std::string dictionary_text() {
  std::string text = fmt::format("{:<26}{:<15}{}\n", "column", "unit", "meaning");
  for (const StrideColumn& c : stride_columns()) {
    text += fmt::format("{:<26}{:<15}{}\n", c.name, c.unit, c.meaning);
  }
  text += fmt::format("\n{:<26}{:<17}{}\n", "column", "word", "meaning");
  for (const ColumnWord& w : kWords) {
    text += fmt::format("{:<26}{:<17}{}\n", w.column, w.word, w.meaning);
  }
  return text +
         "\nThe table of several walks has before all columns `file`: the walk as it was named."
         "\nAn empty cell is not known. Words of quality and left_out_because are joined by ';'.\n";
}

Json dictionary_json() {
  Json columns = Json::array(), words = Json::object();
  for (const StrideColumn& c : stride_columns()) {
    columns.push_back({{"name", c.name}, {"unit", c.unit}, {"meaning", c.meaning}});
  }
  for (const ColumnWord& w : kWords) {
    words[std::string(w.column)][std::string(w.word)] = w.meaning;
  }
  return {{"columns", columns}, {"words", words}};
}

Json sidecar_json(const WalkReport& report, const std::vector<std::string>& walks) {
  Json json = {{"format", "backstep-strides-1"}, {"software", report.software}, {"walks", walks}};
  json["as_live"] = report.as_live;
  json["profile"] = report.profile;
  const auto number = [](const std::optional<Real>& x) { return x ? Json(*x) : Json(nullptr); };
  json["leg_length_m"] = number(report.overstride.leg_length_m);
  json["baseline_length_m"] = number(report.overstride.baseline_length_m);
  json["baseline_speed_mps"] = number(report.overstride.baseline_speed_mps);
  json["settings"] = settings_json(report.settings);
  json.update(dictionary_json());
  if (walks.size() > 1) {
    const Json file = {{"name", "file"}, {"unit", ""}, {"meaning", "the walk as it was named"}};
    json["columns"].insert(json["columns"].begin(), file);
  }
  return json;
}

}  // namespace backstep::host
