#include "host/session/baseline_file.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "host/session/json_file.h"
#include "host/sink/summary_json.h"

namespace backstep::host {

Result<void> read_baseline(const std::filesystem::path& path, OverstrideConfig& config) {
  auto json = read_json_file(path, kSummaryFormat, Hint::make_baseline);
  if (!json) {
    if (auto old = read_json_file(path, kOldSummaryFormat, Hint::make_baseline)) {
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
    return fail({.where = path.string(),
                 .what = fmt::format("no baseline is in it: its walk has fewer than {} usable backward strides",
                                     kFewestForBaseline),
                 .todo = "Use the summary of a longer walk"});
  }
  config.baseline_length_m = length.get<Real>();
  config.baseline_speed_mps = speed.get<Real>();
  return {};
}

}  // namespace backstep::host
