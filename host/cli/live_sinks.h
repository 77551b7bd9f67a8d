#pragma once

#include <functional>
#include <string>

#include "host/base/output_queue.h"
#include "host/session/shoe_watch.h"
#include "host/sink/sink.h"

namespace backstep::cli {

/// Each event as one JSON object a line, the moment it is known: {"event":"contact",...}, "withdrawn", "alert",
/// "alert_end"; a
/// stride is its row of the stride table with "event":"stride" before it. Lines go through a queue that never waits.
class EventLines final : public host::Sink {
 public:
  /// `now_us`: session time, which goes into each contact as `told_s`.
  EventLines(host::OutputQueue& out, std::function<std::int64_t()> now_us) : out_(out), now_us_(std::move(now_us)) {}

  /// While told so, events pass unsaid: those of a recording that is gone on with were said when they happened.
  void silence(bool on) { silent_ = on; }

  void on_contact(const Contact& contact) override;
  void on_withdrawn(const Withdrawn& withdrawn) override;
  void on_stride(const Stride& stride) override;
  void on_alert(const Alert& alert) override;
  void on_alert_end(const AlertEnd& end) override;

  /// How a shoe is doing: {"event":"shoe",...}.
  void on_shoe(Foot foot, const host::ShoeState& state) { say(host::shoe_line(foot, now_us_(), state)); }

 private:
  void say(std::string line);

  host::OutputQueue& out_;
  std::function<std::int64_t()> now_us_;
  bool silent_ = false;
};

}  // namespace backstep::cli
