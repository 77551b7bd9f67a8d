#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "host/sink/sink.h"

/// What a Sink hears, each as one JSON object whose first key is "event": for lines and pages alike. What the stride
/// table has a column for is called, rounded and put into words as there; null = not known. README, "Events", is the
/// list for users.
namespace backstep::host {

/// The "format" of the events, told by "begin".
inline constexpr std::string_view kEventFormat = "backstep-events-1";

nlohmann::ordered_json begin_event(const SessionInfo& info);

/// `told_us`: session time at which it is told, where somebody walks now.
nlohmann::ordered_json contact_event(const Contact& contact, std::optional<std::int64_t> told_us = {});
nlohmann::ordered_json withdrawn_event(const Withdrawn& withdrawn);
nlohmann::ordered_json stride_event(const Stride& stride);
nlohmann::ordered_json alert_event(const Alert& alert);
nlohmann::ordered_json alert_end_event(const AlertEnd& end);
nlohmann::ordered_json mark_event(std::int64_t t_us, std::string_view text);
nlohmann::ordered_json shoe_event(Foot foot, std::int64_t t_us, const ShoeState& state);
nlohmann::ordered_json notice_event(NoticeKind kind, std::optional<Foot> foot, std::string_view text);

/// With the summary as summary_json() gives it.
nlohmann::ordered_json end_event(const WalkReport& report, const SessionSummary& summary);

/// Adds the stride's cells to the object, by the names of their columns.
void append_row(nlohmann::ordered_json& object, const Stride& stride);

/// On one line, with its line end. Names and marks may hold any bytes: what is no UTF-8 in them is replaced.
std::string json_line(const nlohmann::ordered_json& json);

}  // namespace backstep::host
