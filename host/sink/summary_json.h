#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "dsp/summary/session_summary.h"
#include "host/base/output.h"
#include "host/sink/sink.h"

namespace backstep::host {

/// The "format" of a summary file; the one before it had one contact angle for all classes. Its baseline is the same.
inline constexpr std::string_view kSummaryFormat = "backstep-summary-2";
inline constexpr std::string_view kOldSummaryFormat = "backstep-summary-1";

/// Fewest strides of both feet together that make a personal baseline (20-50 strides: dsp/DEFINITIONS.md).
inline constexpr std::uint32_t kFewestForBaseline = 20;

/// The summary of a walk for programs: units in the names, null = not known. Read back by read_baseline().
nlohmann::ordered_json summary_json(const WalkReport& report, const SessionSummary& summary);

/// By section, as the settings file has them.
nlohmann::ordered_json settings_json(const std::vector<Setting>& settings);

/// "2026-11-28T05:30:00Z", to the second; null where it is not known.
nlohmann::ordered_json utc_json(std::optional<std::int64_t> utc_us);

/// Writes the summary of a walk once it is over.
class SummaryJsonSink final : public Sink {
 public:
  explicit SummaryJsonSink(Output& out) : out_(out) {}
  void on_end(const WalkReport& report, const SessionSummary& summary) override;

 private:
  Output& out_;
};

}  // namespace backstep::host
