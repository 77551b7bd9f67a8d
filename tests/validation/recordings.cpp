#include "tests/validation/recordings.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace backstep::validation {

namespace {

using nlohmann::json;

/// "+x" ... "-z".
std::optional<Vec3> axis(const std::string& text) {
  if (text.size() != 2 || text[1] < 'x' || text[1] > 'z') {
    return std::nullopt;
  }
  Vec3 v = Vec3::Zero();
  v[text[1] - 'x'] = text[0] == '-' ? -1 : 1;
  return v;
}

std::optional<std::size_t> family_of(const std::string& name) {
  for (std::size_t i = 0; i < families().size(); ++i) {
    if (name.find(families()[i].name_contains) != std::string::npos) {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace

const std::vector<Family>& families() {
  static const std::vector<Family> kFamilies = {
      {"-reversed", "forward walks played backward in time"},
      {"bandai-walkback", "backward, motion capture (IMU computed)"},
      {"bandai-walk", "forward and curves, motion capture (IMU computed)"},
      {"cmu", "forward, sideways, backward, motion capture (IMU computed)"},
      {"gottlieb-treadmill-backward", "backward, treadmill, heel sensors"},
      {"gottlieb-treadmill-forward", "forward, treadmill, heel sensors"},
      {"gaitmap", "forward, motion capture"},
      {"-run", "running, motion capture"},
      {"sidesteps", "side steps, motion capture"},
      {"shuffle", "shuffling and turning, motion capture"},
      {"pyshoe", "forward, one foot, motion capture"},
      {"hall", "forward, one foot, measured footprints"},
      {"neura", "forward with turns, motion capture of the ankle"},
      {"ipol", "forward, times of events only"},
      {"insole", "forward, pressure insoles"},
      {"openshoe", "closed loop, no reference of strides"},
      {"xio", "closed loop, no reference of strides"},
  };
  return kFamilies;
}

host::Result<std::vector<Recording>> read_index(const std::filesystem::path& collection) {
  std::ifstream file(collection / "index.json");
  const json index = json::parse(file, nullptr, false);
  if (!index.is_array()) {
    return host::fail((collection / "index.json").string() + " is no list of recordings.");
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
    const auto family = family_of(r.name);
    if (!family) {
      return host::fail(r.name + ": of no family. Name its kind in tests/validation/recordings.cpp.");
    }
    r.family = *family;
    constexpr std::array kSides = {"left", "right"};
    for (std::size_t foot = 0; foot < 2; ++foot) {
      if (feet.contains(kSides[foot])) {
        const json& shoe = feet[kSides[foot]];
        r.csv[foot] = r.folder / shoe.value("file", "");
        r.setup[foot].toes_axis_sensor = axis(shoe.value("toes", ""));
      }
    }
    // A belt's strides are known to 10 % only. A walk played backward lands where it lifted off: no foot lands so.
    r.truth_use.lengths = r.name.find("treadmill") == std::string::npos;
    r.truth_use.complete = entry.value("strides_complete", true);
    r.truth_use.events = !entry.contains("reversed_from") || !entry["reversed_from"].is_string();
    recordings.push_back(std::move(r));
  }
  return recordings;
}

}  // namespace backstep::validation
