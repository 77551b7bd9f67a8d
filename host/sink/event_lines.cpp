#include "host/sink/event_lines.h"

#include <tuple>

#include "host/sink/event_json.h"

namespace backstep::host {

namespace {

/// What is told at once when it changes.
auto lasting(const ShoeState& s) { return std::tuple(s.connected, s.battery_pct, s.low_battery, s.reduced); }

}  // namespace

void EventLines::on_begin(const SessionInfo& info) { out_(json_line(begin_event(info))); }

void EventLines::on_contact(const Contact& contact) {
  if (!silent_) {
    out_(json_line(contact_event(contact, now_us_())));
  }
}

void EventLines::on_withdrawn(const Withdrawn& withdrawn) {
  if (!silent_) {
    out_(json_line(withdrawn_event(withdrawn)));
  }
}

void EventLines::on_stride(const Stride& stride) {
  if (!silent_) {
    out_(json_line(stride_event(stride)));
  }
}

void EventLines::on_alert(const Alert& alert) {
  if (!silent_) {
    out_(json_line(alert_event(alert)));
  }
}

void EventLines::on_alert_end(const AlertEnd& end) {
  if (!silent_) {
    out_(json_line(alert_end_event(end)));
  }
}

void EventLines::on_mark(std::int64_t t_us, std::string_view text) {
  if (!silent_) {
    out_(json_line(mark_event(t_us, text)));
  }
}

void EventLines::on_shoe(Foot foot, std::int64_t t_us, const ShoeState& state) {
  auto& told = told_shoes_[index(foot)];
  if (!told || lasting(told->state) != lasting(state) || t_us - told->t_us >= kShoeEvery_us) {
    told = {t_us, state};
    out_(json_line(shoe_event(foot, t_us, state)));
  }
}

void EventLines::on_notice(NoticeKind kind, std::optional<Foot> foot, const Sentence& said) {
  out_(json_line(notice_event(kind, foot, said.text)));
}

void EventLines::on_end(const WalkReport& report, const SessionSummary& summary) {
  out_(json_line(end_event(report, summary)));
}

void StrideJsonSink::on_stride(const Stride& stride) {
  nlohmann::ordered_json row = nlohmann::ordered_json::object();
  if (file_) {
    row["file"] = *file_;
  }
  append_row(row, stride);
  out_.write(json_line(row));
}

}  // namespace backstep::host
