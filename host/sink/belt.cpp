#include "host/sink/belt.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

#include "host/sink/findings.h"

namespace backstep::host {

std::optional<double> belt_speed_of(std::string_view mark) {
  std::string text(mark);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::string_view kWord = "belt";
  if (!text.starts_with(kWord)) {
    return std::nullopt;
  }
  const std::size_t at = text.find_first_not_of(" \t:=", kWord.size());
  if (at == std::string::npos || std::isdigit(static_cast<unsigned char>(text[at])) == 0) {
    return std::nullopt;
  }
  char* end = nullptr;
  const double speed = std::strtod(text.c_str() + at, &end);
  const bool per_hour = std::string_view(end).find("km") != std::string_view::npos;
  return per_hour ? speed / 3.6 : speed;
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
