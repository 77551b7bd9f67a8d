#include "host/session/baseline_file.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "host/session/json_file.h"
#include "host/sink/summary_json.h"

namespace backstep::host {

Result<void> read_baseline(const std::filesystem::path& path, OverstrideConfig& config) {
  constexpr std::string_view kMadeBy = "backstep analyze walk.gait --summary-json baseline.json";
  auto json = read_json_file(path, kSummaryFormat, kMadeBy);
  if (!json) {
    if (auto old = read_json_file(path, kOldSummaryFormat, kMadeBy)) {
      json = std::move(old);
    }
  }
  if (!json) {
    return tl::make_unexpected(json.error());
  }
  const auto& baseline = json->value("baseline", nlohmann::json());
  const auto length = baseline.is_object() ? baseline.value("stride_length_m", nlohmann::json()) : nlohmann::json();
  const auto speed = baseline.is_object() ? baseline.value("speed_mps", nlohmann::json()) : nlohmann::json();
  if (!length.is_number() || !speed.is_number() || length.get<double>() <= 0) {
    return fail(
        fmt::format("{} has no baseline: its walk has fewer than {} usable backward strides. Use the summary of a "
                    "longer walk.",
                    path.string(), kFewestForBaseline));
  }
  config.baseline_length_m = length.get<Real>();
  config.baseline_speed_mps = speed.get<Real>();
  return {};
}

}  // namespace backstep::host
