#include "host/sink/event_json.h"

#include <fast_float/fast_float.h>
#include <algorithm>
#include <cassert>
#include <charconv>
#include <initializer_list>

#include "host/base/names.h"
#include "host/sink/stride_table.h"
#include "host/sink/summary_json.h"

namespace backstep::host {

namespace {

using Json = nlohmann::ordered_json;

/// What digits say, exactly; a whole number stays one. Empty: null.
Json number_of(std::string_view digits) {
  if (digits.empty()) {
    return nullptr;
  }
  const char* const end = digits.data() + digits.size();
  if (digits.find('.') == std::string_view::npos) {
    std::int64_t whole = 0;
    std::from_chars(digits.data(), end, whole);
    return whole;
  }
  double value = 0;
  fast_float::from_chars(digits.data(), end, value);
  return value;
}

Json seconds_json(std::optional<std::int64_t> t_us) { return t_us ? number_of(seconds_text(*t_us)) : Json(nullptr); }

Json foot_json(std::optional<Foot> foot) { return foot ? Json(name(*foot)) : Json(nullptr); }

Json text_json(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }

Json cell_json(const StrideColumn& column, const Stride& stride) {
  const std::string cell = column.cell(stride);
  switch (column.kind) {
    case StrideColumn::Kind::number:
      return number_of(cell);
    case StrideColumn::Kind::word:
      return text_json(cell);
    case StrideColumn::Kind::words:
      break;
  }
  return cell;
}

/// These of the row's cells.
void append_cells(Json& object, const Stride& stride, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto columns = stride_columns();
    const auto column =
        std::find_if(columns.begin(), columns.end(), [&](const StrideColumn& c) { return c.name == name; });
    assert(column != columns.end());
    object[std::string(name)] = cell_json(*column, stride);
  }
}

}  // namespace

Json begin_event(const SessionInfo& info) {
  const SourceInfo& source = info.source;
  Json feet = Json::object();
  for (const Foot foot : kFeet) {
    const auto i = index(foot);
    feet[std::string(name(foot))] =
        source.has_foot[i] ? Json{{"rate_hz", number_of(fixed_text(source.rate_hz[i], 3))}} : Json(nullptr);
  }
  return {{"event", "begin"},
          {"format", kEventFormat},
          {"file", text_json(source.name)},
          {"start_utc", utc_json(source.start_utc_us)},
          {"live", info.live},
          {"profile", info.profile},
          {"leg_length_m", number_of(fixed_text(info.leg_length_m, 3))},
          {"common_clock", source.common_clock},
          {"feet", feet}};
}

Json contact_event(const Contact& contact, std::optional<std::int64_t> told_us) {
  Stride row;  // told as the row that follows it
  row.foot = contact.foot;
  row.t_ic_us = contact.t_ic_us;
  row.contact = contact.contact;
  row.strike_angle_rad = contact.strike_angle_rad;
  row.contact_confidence = contact.confidence;
  row.direction = contact.direction;
  row.quality = contact.quality;
  Json json = {{"event", "contact"}};
  append_cells(json, row, {"foot", "t_ic_s"});
  json["decided_s"] = seconds_json(contact.decided_us);
  json["told_s"] = seconds_json(told_us);
  append_cells(json, row, {"contact", "strike_angle_deg", "contact_confidence", "direction", "quality"});
  return json;
}

Json withdrawn_event(const Withdrawn& withdrawn) {
  Stride row;
  row.foot = withdrawn.foot;
  row.t_ic_us = withdrawn.t_ic_us;
  Json json = {{"event", "withdrawn"}};
  append_cells(json, row, {"foot", "t_ic_s"});
  return json;
}

Json stride_event(const Stride& stride) {
  Json json = {{"event", "stride"}};
  append_row(json, stride);
  return json;
}

Json alert_event(const Alert& alert) {
  return {{"event", "alert"},
          {"alert", name(alert.kind)},
          {"foot", foot_json(alert.foot)},
          {"t_s", seconds_json(alert.t_us)},
          {"count", alert.count},
          {"window", alert.window},
          {"value", number_of(fixed_text(alert.value, 3))},
          {"limit", number_of(fixed_text(alert.limit, 3))}};
}

Json alert_end_event(const AlertEnd& end) {
  return {{"event", "alert_end"},
          {"alert", name(end.kind)},
          {"foot", foot_json(end.foot)},
          {"t_s", seconds_json(end.t_us)}};
}

Json mark_event(std::int64_t t_us, std::string_view text) {
  return {{"event", "mark"}, {"t_s", seconds_json(t_us)}, {"text", text}};
}

Json shoe_event(Foot foot, std::int64_t t_us, const ShoeState& state) {
  return {{"event", "shoe"},
          {"foot", foot_json(foot)},
          {"t_s", seconds_json(t_us)},
          {"connected", state.connected},
          {"battery_pct", state.battery_pct ? Json(*state.battery_pct) : Json(nullptr)},
          {"missing_pct", number_of(fixed_text(state.missing_pct, 2))},
          {"delay_ms", number_of(fixed_text(state.delay_ms, 1))},
          {"low_battery", state.low_battery},
          {"reduced", state.reduced}};
}

Json notice_event(NoticeKind kind, std::optional<Foot> foot, std::string_view text) {
  return {{"event", "notice"}, {"kind", name(kind)}, {"foot", foot_json(foot)}, {"text", text}};
}

Json end_event(const WalkReport& report, const SessionSummary& summary) {
  return {{"event", "end"}, {"summary", summary_json(report, summary)}};
}

void append_row(Json& object, const Stride& stride) {
  for (const StrideColumn& column : stride_columns()) {
    object[std::string(column.name)] = cell_json(column, stride);
  }
}

std::string json_line(const Json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace backstep::host
