#include "tests/validation/recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "host/base/toes_axis.h"

namespace backstep::validation {

namespace {

using nlohmann::json;

/// "+x" ... "-z".
std::optional<Vec3> axis(const std::string& text) {
  const auto named = host::axis_named(text);
  return named ? host::direction_of(*named) : std::nullopt;
}

constexpr std::string_view kReversed = "-reversed";

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::optional<std::size_t> kind_of(std::string_view name) {
  for (std::size_t i = 0; i < kinds().size(); ++i) {
    for (const std::string_view part : kinds()[i].names_contain) {
      if (contains(name, part)) {
        return i;
      }
    }
  }
  return std::nullopt;
}

/// What the recordings' own descriptions state of their lengths. "Millimetres" of optical markers are taken for 3 mm,
/// "1-2 cm" for 1.5 cm; neura's are Vicon's too, although its description doubts them.
struct Source {
  std::string_view name_contains;
  double length_sd_m;
  double
      judged_sd_m;  // markers that sit elsewhere than the sensor, feet that never rest, footprints read by eye counted
};
constexpr std::array kSources = {
    Source{"bandai", 0, 0.003},  Source{"cmu", 0.05, 0.05},    Source{"gaitmap", 0.003, 0.01},
    Source{"ipol", 0, 0.02},     Source{"gottlieb", 0, 0.02},  Source{"pyshoe", 0.003, 0.02},
    Source{"hall", 0.015, 0.02}, Source{"neura", 0.003, 0.04}, Source{"insole", 0, 0.02},
    Source{"xio", 0, 0.02},      Source{"openshoe", 0, 0.02},  Source{"stroke", 0, 0.02}};

/// "... the marker body sits about 3.6 cm forward and -0.3 cm left of the sensor ..."
void read_arm(const std::string& note, Recording& r) {
  static const std::regex kArm("sits about (-?[0-9.]+) cm forward and (-?[0-9.]+) cm left");
  std::smatch match;
  if (std::regex_search(note, match, kArm)) {
    r.arm_forward_m = 0.01 * std::stod(match[1]);
    r.arm_left_m = 0.01 * std::stod(match[2]);
  }
}

/// A member that is a text, else nothing: null stands for unknown.
std::string text(const json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : std::string();
}

std::optional<Direction> travel_of(const std::string& word) {
  if (word.starts_with("backward")) {
    return Direction::backward;
  }
  return word.starts_with("forward") ? std::optional(Direction::forward) : std::nullopt;
}

void read_feet(const json& feet, Recording& r) {
  constexpr std::array kSides = {"left", "right"};
  for (std::size_t foot = 0; foot < 2; ++foot) {
    if (feet.contains(kSides[foot])) {
      const json& shoe = feet[kSides[foot]];
      r.csv[foot] = r.folder / shoe.value("file", "");
      r.setup[foot].toes_axis_sensor = axis(text(shoe, "toes"));
    }
  }
}

}  // namespace

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kKinds = {
      {{"bandai-walkback"}, "Backward, motion capture (IMU computed)"},
      {{"treadmill-backward"}, "Backward, treadmill"},
      {{"-reversed"}, "Forward walks played backward in time"},
      {{"gaitmap", "bandai", "neura"}, "Forward, motion capture"},
      {{"treadmill-forward", "ipol", "insole"}, "Forward, events only"},
      {{"hall"}, "Forward, measured footprints"},
      {{"-run"}, "Running in small loops, motion capture"},
      {{"sidesteps", "shuffle", "cmu"}, "Side steps, shuffling, turning"},
      {{"pyshoe"}, "Forward in small loops, motion capture"},
      {{"openshoe", "xio"}, "Closed loops"},
      {{"stroke"}, "Forward after a stroke, direction only"},
  };
  return kKinds;
}

double length_at_sensor_m(const Recording& recording, const TrueStride& stride) {
  if (!stride.forward_m || !stride.left_m) {
    return stride.length_m.value_or(0);
  }
  // In the mean heading the foot turns from -turn/2 to turn/2 and takes the arm with it.
  const double twice_sine = 2 * std::sin(stride.turn_rad / 2);
  return std::hypot(*stride.forward_m + twice_sine * recording.arm_left_m,
                    *stride.left_m - twice_sine * recording.arm_forward_m);
}

host::Result<std::vector<Recording>> read_index(const std::filesystem::path& collection) {
  std::ifstream file(collection / "index.json");
  const json index = json::parse(file, nullptr, false);
  if (!index.is_array()) {
    return host::fail({.where = (collection / "index.json").string(), .expected = "a list of recordings"});
  }
  std::vector<Recording> recordings;
  for (const json& entry : index) {
    const json feet = entry.value("analyze", json::object());
    if (!feet.is_object() || feet.empty()) {
      continue;
    }
    Recording r;
    r.name = entry.value("name", "");
    r.folder = collection / r.name;
    const auto kind = kind_of(r.name);
    const auto* source = std::find_if(kSources.begin(), kSources.end(),
                                      [&](const Source& x) { return contains(r.name, x.name_contains); });
    if (!kind || source == kSources.end()) {
      return host::fail(
          {.where = r.name, .what = "of no known source", .todo = "Name it in tests/validation/recordings.cpp"});
    }
    r.kind = *kind;
    r.length_sd_m = source->length_sd_m;
    r.judged_sd_m = source->judged_sd_m;
    r.family = fmt::format("{}{}{}", source->name_contains, contains(r.name, "-run") ? "_run" : "",
                           contains(r.name, "reversed") ? "_reversed" : "");
    r.reversed_from = r.name.ends_with(kReversed) ? r.name.substr(0, r.name.size() - kReversed.size()) : "";
    r.closed_loop = contains(r.name, "xio") || contains(r.name, "openshoe");
    read_feet(feet, r);
    // A belt's strides are known to 10 % only. A walk played backward lands where it lifted off: no foot lands so.
    r.truth_use.lengths = !contains(r.name, "treadmill");
    r.truth_use.complete = entry.value("strides_complete", true);
    r.truth_use.events = r.reversed_from.empty();
    r.truth_use.travel = travel_of(text(entry, "direction"));
    std::ifstream about(r.folder / "meta.json");
    read_arm(text(json::parse(about, nullptr, false), "marker_lever_arm_note"), r);
    recordings.push_back(std::move(r));
  }
  return recordings;
}

}  // namespace backstep::validation
