#include "host/sink/belt.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <string>

#include "host/sink/findings.h"

namespace backstep::host {

std::optional<double> belt_speed_of(std::string_view mark) {
  static const std::regex kBelt(R"(\s*belt[\s:=]+(?:(off)|(\d+)(?:[.,](\d+))?\s*(m/s|km/h|kph|kmh|mph)?)\s*)",
                                std::regex::icase | std::regex::optimize);
  constexpr std::size_t kLongest = 40;  // who writes more has more to say than a speed
  std::match_results<std::string_view::const_iterator> parts;
  if (mark.size() > kLongest || !std::regex_match(mark.begin(), mark.end(), parts, kBelt)) {
    return std::nullopt;
  }
  if (parts[1].matched) {
    return 0;
  }
  const double speed = std::stod(parts[2].str() + "." + (parts[3].matched ? parts[3].str() : "0"));
  std::string unit = parts[4].str();
  std::transform(unit.begin(), unit.end(), unit.begin(), [](unsigned char c) { return std::tolower(c); });
  if (unit == "mph") {
    return speed * 0.44704;
  }
  return unit.starts_with('k') ? speed / 3.6 : speed;
}

std::vector<BeltStretch> belt_stretches(const WalkReport& report, const SessionSummary& summary) {
  const Direction direction = main_direction(summary);
  std::vector<BeltStretch> stretches;
  if (report.conditions.belt_speed_mps) {
    stretches.push_back({.belt_mps = *report.conditions.belt_speed_mps, .begin_s = {}, .measured_mps = {}});
  }
  const auto marks = summary.marks();
  for (std::size_t i = 0; i <= marks.size(); ++i) {
    if (i > 0 && i <= report.marks.size()) {
      if (const auto speed = belt_speed_of(report.marks[i - 1])) {
        stretches.push_back(
            {.belt_mps = *speed, .begin_s = static_cast<double>(marks[i - 1]) * 1e-6, .measured_mps = {}});
      }
    }
    if (stretches.empty()) {
      continue;
    }
    BeltStretch& now = stretches.back();
    const bool walks = direction == Direction::backward || direction == Direction::forward;
    for (const Foot foot : {Foot::left, Foot::right}) {
      if (!walks) continue;
      const RunningMean& speed = summary.interval(foot, i, direction).speed_mps;
      if (speed.count > 0) {
        const double before = now.measured_mps.value_or(0) * now.strides;
        now.strides += speed.count;
        now.measured_mps = (before + speed.sum) / now.strides;
      }
    }
  }
  return stretches;
}

}  // namespace backstep::host
