#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "host/base/output.h"
#include "host/sink/sink.h"

namespace backstep::host {

/// Everything that a walk has to tell as one JSON object a line (event_json.h), the moment it is known.
class EventLines final : public Sink {
 public:
  static constexpr std::int64_t kShoeEvery_us = 10'000'000;

  /// `out` takes a line, and does not wait (an OutputQueue does). `now_us`: session time, which goes into each contact
  /// as `told_s`.
  EventLines(std::function<void(std::string)> out, std::function<std::int64_t()> now_us)
      : out_(std::move(out)), now_us_(std::move(now_us)) {}

  /// While told so, contacts, strides, alerts and marks pass unsaid: those of a recording that is gone on with were
  /// said when they happened.
  void silence(bool on) { silent_ = on; }

  void on_begin(const SessionInfo& info) override;
  void on_contact(const Contact& contact) override;
  void on_withdrawn(const Withdrawn& withdrawn) override;
  void on_stride(const Stride& stride) override;
  void on_alert(const Alert& alert) override;
  void on_alert_end(const AlertEnd& end) override;
  void on_mark(std::int64_t t_us, std::string_view text) override;
  void on_notice(NoticeKind kind, std::optional<Foot> foot, const Sentence& said) override;
  void on_end(const WalkReport& report, const SessionSummary& summary) override;

  /// A line of a shoe every ten seconds, or at once when something other than its running figures has changed.
  void on_shoe(Foot foot, std::int64_t t_us, const ShoeState& state) override;

 private:
  struct ToldShoe {
    std::int64_t t_us = 0;
    ShoeState state;
  };

  std::function<void(std::string)> out_;
  std::function<std::int64_t()> now_us_;
  bool silent_ = false;
  std::array<std::optional<ToldShoe>, 2> told_shoes_;
};

/// The stride table as one JSON object a line; of several walks each with its `file` before all columns.
class StrideJsonSink final : public Sink {
 public:
  explicit StrideJsonSink(Output& out) : out_(out) {}

  /// Before the strides of that walk.
  void begin_walk(std::string_view file) { file_ = file; }
  void on_stride(const Stride& stride) override;

 private:
  Output& out_;
  std::optional<std::string> file_;
};

}  // namespace backstep::host
