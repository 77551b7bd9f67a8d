#include "host/session/recorded_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "host/session/thresholds.h"

#include <toml++/toml.h>

namespace backstep::host {
namespace {

constexpr std::string_view kWalker = "walker", kProfile = "profile";

constexpr double kMostOfWalker = 10;  ///< m, m/s

/// What there may be of a walker, by its name in a file.
struct Known {
  std::string_view key;
  std::optional<Real>* value;
};

std::array<Known, 4> known_of(SessionConfig& config) {
  return {{{"leg_length_m", &config.overstride.leg_length_m},
           {"baseline_length_m", &config.overstride.baseline_length_m},
           {"baseline_speed_mps", &config.overstride.baseline_speed_mps},
           {"target_speed_mps", &config.alert.target_speed_mps}}};
}

/// Seventeen digits tell every number from its neighbours.
std::string exact(double value) { return fmt::format("{:.17g}", value); }

bool is_usual(const Threshold& threshold, double value) { return threshold.get() == value; }

}  // namespace

std::string recorded_settings(const SessionConfig& config, const std::string& profile) {
  SessionConfig copy = config;
  std::string text = fmt::format("[{}]\n{} = \"{}\"\n", kWalker, kProfile, profile);
  for (const Known& known : known_of(copy)) {
    if (*known.value) {
      text += fmt::format("{} = {}\n", known.key, exact(**known.value));
    }
  }
  std::string_view section;
  for (const Threshold& t : thresholds(copy)) {
    if (t.section != section) {
      section = t.section;
      text += fmt::format("[{}]\n", section);
    }
    text += fmt::format("{} = {}\n", t.key, exact(t.get()));
  }
  return text;
}

Result<RecordedSettings> read_recorded_settings(std::string_view text, const std::string& name) {
  RecordedSettings settings;
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return fail({.where = name,
                 .what = fmt::format("the settings in its header cannot be read ({})", parsed.error().description())});
  }
  const auto known = known_of(settings.config);
  const std::vector<Threshold> all = thresholds(settings.config);
  for (const auto& [section, node] : parsed.table()) {
    const toml::table* table = node.as_table();
    for (const auto& [key, value] : table != nullptr ? *table : toml::table{}) {
      const auto number = value.value<double>();
      const auto same = [&, &s = section, &k = key](const Threshold& t) {
        return t.section == s.str() && t.key == k.str();
      };
      const auto threshold = std::find_if(all.begin(), all.end(), same);
      const auto of_walker = std::find_if(known.begin(), known.end(), [&, &s = section, &k = key](const Known& n) {
        return s.str() == kWalker && n.key == k.str();
      });
      if (section.str() == kWalker && key.str() == kProfile && value.is_string()) {
        settings.profile = *value.value<std::string>();
      } else if (of_walker != known.end() && number && *number > 0 && *number <= kMostOfWalker) {
        *of_walker->value = static_cast<Real>(*number);
      } else if (threshold != all.end() && number && threshold->cannot_be(*number).empty()) {
        if (!is_usual(*threshold, *number)) {  // what is as ever stays so to the last bit
          threshold->set(*number);
        }
      } else {
        ++settings.unknown;
      }
    }
  }
  if (const std::string wrong = cannot_be_together(settings.config); !wrong.empty()) {
    return fail({.where = name, .what = fmt::format("the settings in its header cannot be: {}", wrong)});
  }
  return settings;
}

std::string described(const RecordedSettings& settings) {
  SessionConfig config = settings.config, usual;
  std::string text = fmt::format("{} = {}", kProfile, settings.profile);
  for (const Known& known : known_of(config)) {
    if (*known.value) {
      text += fmt::format(", {} = {:.6g}", known.key, **known.value);
    }
  }
  const auto as_usual = thresholds(usual);
  const auto as_here = thresholds(config);
  for (std::size_t i = 0; i < as_here.size(); ++i) {
    if (!is_usual(as_usual[i], as_here[i].get())) {
      text += fmt::format(", {}.{} = {:.6g}", as_here[i].section, as_here[i].key, as_here[i].get());
    }
  }
  return text;
}

}  // namespace backstep::host
