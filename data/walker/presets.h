#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "data/walker/config.h"

namespace backstep::walker {

/// A walk that can be asked for by name.
struct Preset {
  std::string_view name;
  std::string_view description;  ///< half a sentence
  WalkerConfig config;
};

/// All of them, the plainest first. They wear a consumer sensor (LSM6DS3TR-C at 208 Hz) on the laces of each shoe, its
/// x axis towards the toes and down the slope of the instep.
std::vector<Preset> presets();

/// By its name; "backward" is the good one.
std::optional<WalkerConfig> preset(std::string_view name);

}  // namespace backstep::walker
