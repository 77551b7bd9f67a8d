#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dsp/alert/alert.h"
#include "dsp/parameters/stride.h"
#include "dsp/parameters/trajectory_point.h"
#include "dsp/summary/session_summary.h"
#include "host/base/sentence.h"
#include "host/sink/shoe_state.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// What is known of a walk before its first event.
struct SessionInfo {
  SourceInfo source;  ///< name, feet, rates, clock, start
  std::string profile = "general";
  std::optional<double> leg_length_m;
  bool live = false;  ///< somebody walks now
};

/// What a sentence for the user is about.
enum class NoticeKind : std::uint8_t {
  search,     ///< which shoes are looked for, found, claimed, left to others
  link,       ///< a connection broke, came back, carries little
  battery,    ///< of a shoe
  signal,     ///< what a sensor says cannot be true, or cannot be used
  recording,  ///< the file: begun, gone on with, not written any more
  walk        ///< its course: begun, marked, ending, ended early
};

constexpr std::string_view name(NoticeKind v) {
  constexpr std::array<std::string_view, 6> kNames = {"search", "link", "battery", "signal", "recording", "walk"};
  return kNames[static_cast<std::size_t>(v)];
}

/// Hears all that a walk has to tell, in order. One of the two virtual interfaces; each function does nothing by
/// default.
///
/// What can be relied on: on_begin() once or never, at most notices before it; on_end() once after each on_begin(),
/// whatever becomes of the walk (a shoe, the link, a disk), and nothing after it. What cannot be opened or holds
/// nothing is refused before on_begin(). One call at a time. A sink that throws ends the walk; then on_end() may be
/// missing.
class Sink {
 public:
  virtual ~Sink() = default;

  /// Before everything else but notices of the search for shoes.
  virtual void on_begin(const SessionInfo& /*info*/) {}

  virtual void on_contact(const Contact& /*contact*/) {}
  virtual void on_withdrawn(const Withdrawn& /*withdrawn*/) {}
  virtual void on_stride(const Stride& /*stride*/) {}
  virtual void on_alert(const Alert& /*alert*/) {}
  virtual void on_alert_end(const AlertEnd& /*end*/) {}

  /// Somebody marked this instant of the walk; before the strides that are complete after it.
  virtual void on_mark(std::int64_t /*t_us*/, std::string_view /*text*/) {}

  /// Live only, once a second.
  virtual void on_shoe(Foot /*foot*/, std::int64_t /*t_us*/, const ShoeState& /*state*/) {}

  /// A sentence for the user, without its full stop; of one shoe, or of the whole walk.
  virtual void on_notice(NoticeKind /*kind*/, std::optional<Foot> /*foot*/, const Sentence& /*said*/) {}

  /// After everything else.
  virtual void on_end(const WalkReport& /*report*/, const SessionSummary& /*summary*/) {}

  /// Whether on_trajectory() is to be called at all: the motion is integrated once more for it.
  virtual bool wants_trajectory() const { return false; }

  /// Smoothed motion, one call a sample: in order of time within a foot, a stride at a time.
  virtual void on_trajectory(Foot /*foot*/, const TrajectoryPoint& /*point*/) {}
};

}  // namespace backstep::host
