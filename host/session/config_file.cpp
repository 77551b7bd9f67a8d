#include "host/session/config_file.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <string>
#include <system_error>

#include "host/session/thresholds.h"

#include <toml++/toml.h>

namespace backstep::host {

namespace {

constexpr std::uintmax_t kLargest_bytes = 1U << 20U;

tl::unexpected<Error> error_at(const std::filesystem::path& path, const toml::source_region& where,
                               std::string_view what) {
  return fail(fmt::format("{}, line {}: {}", path.string(), where.begin.line, what));
}

std::string known_keys(const std::vector<Threshold>& all, std::string_view section) {
  std::string keys, sections;
  std::string_view last;
  for (const Threshold& t : all) {
    if (t.section == section) {
      keys += fmt::format("{}{}", keys.empty() ? "" : ", ", t.key);
    }
    if (t.section != last) {
      sections += fmt::format("{}[{}]", sections.empty() ? "" : ", ", t.section);
      last = t.section;
    }
  }
  return keys.empty() ? fmt::format("The sections are {}.", sections) : fmt::format("[{}] has {}.", section, keys);
}

Result<void> set(const std::filesystem::path& path, const toml::node& node, const Threshold& threshold) {
  const std::string name = fmt::format("{}.{}", threshold.section, threshold.key);
  const auto number = node.value<double>();
  if (!node.is_number() || !number) {
    return error_at(path, node.source(), fmt::format("{} must be a number.", name));
  }
  const bool whole = !threshold.is_count() || (*number == std::floor(*number) && *number >= 0 && *number <= 32);
  // Only an angle may be negative: the limit of a ball-first contact is.
  const bool in_range =
      std::isfinite(*number) && std::abs(*number) <= 1e12 && (*number >= 0 || threshold.key.ends_with("_limit_deg"));
  if (!whole || !in_range) {
    return error_at(path, node.source(),
                    fmt::format("{} = {} is out of range: expected {}.", name, *number,
                                threshold.is_count() ? "a whole number from 0 to 32" : "a number from 0 up"));
  }
  threshold.set(*number);
  return {};
}

/// What each threshold alone cannot tell.
Result<void> check_together(const std::filesystem::path& path, const SessionConfig& config) {
  const auto wrong = [&](std::string_view what) { return fail(fmt::format("{}: {}", path.string(), what)); };
  if (config.alert.heel_first_of < 1 || config.alert.overstride_of < 1) {
    return wrong("alert.heel_first_of and alert.overstride_of must be at least 1.");
  }
  if (config.foot.rest.enter_radps > config.foot.rest.exit_radps) {
    return wrong("rest.enter_dps must not be above rest.exit_dps.");
  }
  if (config.foot.contact.ball_limit_rad > config.foot.contact.heel_limit_rad) {
    return wrong("contact.ball_limit_deg must not be above contact.heel_limit_deg.");
  }
  if (config.overstride.caution > config.overstride.alert) {
    return wrong("overstride.caution must not be above overstride.alert.");
  }
  return {};
}

}  // namespace

Result<void> read_config(const std::filesystem::path& path, SessionConfig& config) {
  std::error_code error;
  if (const auto size = std::filesystem::file_size(path, error); error || size > kLargest_bytes) {
    return fail(fmt::format("cannot read the settings {}: {}.", path.string(),
                            error ? error.message() : "it is far too large for a TOML file"));
  }
  toml::table parsed;
  try {
    parsed = toml::parse_file(path.string());
  } catch (const toml::parse_error& e) {
    return error_at(path, e.source(), fmt::format("this is no TOML: {}.", e.description()));
  }
  const std::vector<Threshold> all = thresholds(config);
  for (const auto& [section, node] : parsed) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      return error_at(path, node.source(), fmt::format("unknown key {}. {}", section.str(), known_keys(all, "")));
    }
    if (table->empty()) {
      continue;
    }
    for (const auto& [key, value] : *table) {
      const auto same = [&, &s = section, &k = key](const Threshold& t) {
        return t.section == s.str() && t.key == k.str();
      };
      const auto threshold = std::find_if(all.begin(), all.end(), same);
      if (threshold == all.end()) {
        return error_at(path, value.source(),
                        fmt::format("unknown key {}.{}. {}", section.str(), key.str(), known_keys(all, section.str())));
      }
      if (auto done = set(path, value, *threshold); !done) {
        return done;
      }
    }
  }
  return check_together(path, config);
}

}  // namespace backstep::host
