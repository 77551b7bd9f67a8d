#include "host/session/baseline_file.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "host/session/json_file.h"
#include "host/sink/summary_json.h"

namespace backstep::host {

Result<void> read_baseline(Result<Input> input, OverstrideConfig& config) {
  const std::string file = input ? input->name : "";
  const auto json = read_json_file(std::move(input), {kSummaryFormat, kOldSummaryFormat}, Hint::make_baseline);
  if (!json) {
    return tl::make_unexpected(json.error());
  }
  const auto& baseline = json->value("baseline", nlohmann::json());
  const auto length = baseline.is_object() ? baseline.value("stride_length_m", nlohmann::json()) : nlohmann::json();
  const auto speed = baseline.is_object() ? baseline.value("speed_mps", nlohmann::json()) : nlohmann::json();
  if (!length.is_number() || !speed.is_number() || length.get<double>() <= 0) {
    return fail({.where = file,
                 .what = fmt::format("no baseline is in it: its walk has fewer than {} usable backward strides",
                                     kFewestForBaseline),
                 .todo = "Use the summary of a longer walk"});
  }
  config.baseline_length_m = length.get<Real>();
  config.baseline_speed_mps = speed.get<Real>();
  return {};
}

}  // namespace backstep::host
