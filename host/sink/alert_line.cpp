#include "host/sink/alert_line.h"

#include <fmt/format.h>

#include "host/base/names.h"
#include "host/sink/stride_table.h"

namespace backstep::host {

std::string alert_line(const Alert& alert) {
  return fmt::format(
      "{{\"event\":\"alert\",\"alert\":\"{}\",\"foot\":\"{}\",\"t_s\":{},\"count\":{},\"window\":{},\"value\":{:.3f},"
      "\"limit\":{:.3f}}}\n",
      name(alert.kind), name(alert.foot), seconds_text(alert.t_us), alert.count, alert.window, alert.value,
      alert.limit);
}

std::string alert_end_line(const AlertEnd& end) {
  return fmt::format("{{\"event\":\"alert_end\",\"alert\":\"{}\",\"foot\":\"{}\",\"t_s\":{}}}\n", name(end.kind),
                     name(end.foot), seconds_text(end.t_us));
}

}  // namespace backstep::host
