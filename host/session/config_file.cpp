#include "host/session/config_file.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "host/session/thresholds.h"

#include <toml++/toml.h>

namespace backstep::host {

namespace {

constexpr std::uint64_t kLargest_bytes = 1U << 20U;

tl::unexpected<Error> error_at(const std::string& file, const toml::source_region& where, Error error) {
  error.where = fmt::format("{}, line {}", file, where.begin.line);
  return fail(std::move(error));
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
  return keys.empty() ? fmt::format("The sections are {}", sections) : fmt::format("[{}] has {}", section, keys);
}

Result<void> set(const std::string& file, const toml::node& node, const Threshold& threshold) {
  const std::string name = fmt::format("{}.{}", threshold.section, threshold.key);
  const auto number = node.value<double>();
  if (!node.is_number() || !number) {
    return error_at(file, node.source(), {.what = fmt::format("{} must be a number", name)});
  }
  if (const std::string expected = threshold.cannot_be(*number); !expected.empty()) {
    return error_at(file, node.source(),
                    {.what = fmt::format("{} = {} is out of range", name, *number), .expected = expected});
  }
  threshold.set(*number);
  return {};
}

}  // namespace

Result<void> read_config(Result<Input> input, SessionConfig& config) {
  const std::string file = input ? input->name : "";
  const auto text = read_all(std::move(input), kLargest_bytes);
  if (!text) {
    return tl::make_unexpected(text.error());
  }
  const toml::parse_result parsed = toml::parse(*text);
  if (!parsed) {
    return error_at(file, parsed.error().source(),
                    {.what = fmt::format("this is no TOML: {}", parsed.error().description())});
  }
  const std::vector<Threshold> all = thresholds(config);
  for (const auto& [section, node] : parsed.table()) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      return error_at(file, node.source(),
                      {.what = fmt::format("unknown key {}", section.str()), .todo = known_keys(all, "")});
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
        return error_at(file, value.source(),
                        {.what = fmt::format("unknown key {}.{}", section.str(), key.str()),
                         .todo = known_keys(all, section.str())});
      }
      if (auto done = set(file, value, *threshold); !done) {
        return done;
      }
    }
  }
  if (const std::string wrong = cannot_be_together(config); !wrong.empty()) {
    return fail({.where = file, .what = wrong});
  }
  return {};
}

}  // namespace backstep::host
