#include "host/cli/live_sinks.h"

#include <fmt/format.h>

#include <utility>

#include "host/base/names.h"
#include "host/sink/alert_line.h"
#include "host/sink/stride_table.h"

namespace backstep::cli {

void EventLines::say(std::string line) {
  if (!silent_) {
    out_.write(std::move(line));
  }
}

void EventLines::on_contact(const Contact& c) {
  const std::string angle = c.strike_angle_rad ? fmt::format("{:.2f}", rad_to_deg(*c.strike_angle_rad)) : "null";
  say(
      fmt::format("{{\"event\":\"contact\",\"foot\":\"{}\",\"t_ic_s\":{},\"decided_s\":{},\"told_s\":{},"
                  "\"contact\":\"{}\",\"strike_angle_deg\":{},\"contact_confidence\":{:.3f},"
                  "\"direction\":\"{}\",\"quality\":\"{}\"}}\n",
                  host::name(c.foot), host::seconds_text(c.t_ic_us), host::seconds_text(c.decided_us),
                  host::seconds_text(now_us_()), host::name(c.contact), angle, c.confidence, host::name(c.direction),
                  host::names(c.quality)));
}

void EventLines::on_withdrawn(const Withdrawn& w) {
  say(fmt::format("{{\"event\":\"withdrawn\",\"foot\":\"{}\",\"t_ic_s\":{}}}\n", host::name(w.foot),
                  host::seconds_text(w.t_ic_us)));
}

void EventLines::on_stride(const Stride& stride) {
  say("{\"event\":\"stride\"," + host::stride_json_row(stride).substr(1));
}

void EventLines::on_alert(const Alert& alert) { say(host::alert_line(alert)); }

void EventLines::on_alert_end(const AlertEnd& end) { say(host::alert_end_line(end)); }

}  // namespace backstep::cli
