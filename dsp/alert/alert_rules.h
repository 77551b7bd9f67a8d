#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dsp/alert/alert.h"
#include "dsp/parameters/overstride.h"
#include "dsp/parameters/stride.h"

namespace backstep {

/// Settings of AlertRules; defaults: DEFINITIONS.md, limits.
struct AlertConfig {
  int heel_first_count = 3;             ///< of the foot's last `heel_first_of` contacts
  int heel_first_of = 10;               ///< at most AlertRules::kLongest
  int overstride_count = 3;             ///< of the foot's last `overstride_of` strides
  int overstride_of = 5;                ///< at most AlertRules::kLongest
  int mute_after_direction_change = 2;  ///< strides of a foot without alerts after its direction changed
  std::optional<Real> target_speed_mps;
};

/// Rules over contacts and strides: what to tell the walker, and when to be silent.
///
/// A rule that becomes true is told once, and again only after it was false. It only warns and never praises; so what
/// is right in one direction cannot be praised in the other. Heel-first and overstride rules hear backward walking
/// alone. Each foot is judged by itself: a change of its direction (forward, backward, left, right; `in_place` and
/// `uncertain` change nothing) clears what it did before and mutes it for the stride that shows the change and those
/// after it, as many as `mute_after_direction_change`. A rule that is true when the silence ends is told then.
///
/// A push tells one alert; of several the first in the order of AlertKind, the next ones at the pushes that follow, if
/// still true. The overstride caution is not told while the overstride alert holds.
///
/// No delay beyond that of its input. Fixed memory, no allocation.
class AlertRules {
 public:
  static constexpr int kLongest = 32;  ///< longest window a rule can look back over

  /// `overstride`: the limits that strides were judged by (see judge_overstride).
  AlertRules(const AlertConfig& config, const OverstrideConfig& overstride);

  /// The contact as it was told at once: the newest of the foot's contacts until its stride replaces it.
  std::optional<Alert> push(const Contact& contact);

  /// The contact was none.
  void push(const Withdrawn& withdrawn);

  /// The finished stride with its final class of contact.
  std::optional<Alert> push(const Stride& stride);

  /// No more strides: what was told is over with the walk.
  void finish();

  /// An alert that was raised and is over by what was pushed last, at `t_us` (never before it was raised); ask until
  /// there is none.
  std::optional<AlertEnd> next_end(std::int64_t t_us);

 private:
  /// The last few yes or no, newest first.
  struct Window {
    std::uint32_t bits = 0;
    int size = 0;

    void push(bool yes, int longest);
    int yes() const;
  };

  /// The last few numbers, and what an alert says of those beyond its limit.
  struct Values {
    std::array<Real, kLongest> of{};
    int size = 0, next = 0;

    void push(Real x, int longest);
    struct Beyond {
      int count = 0;
      Real mean = 0;
    };
    Beyond beyond(Real limit) const;
  };

  struct Rule {
    bool holds = false, told = false, ended = false;
    int count = 0, window = 0;
    Real value = 0, limit = 0;
    std::int64_t told_us = 0;
  };

  struct PerFoot {
    std::optional<Direction> direction;
    int muted_strides = 0;
    Window heel_first;
    Values step_over_leg, to_baseline;
    std::array<Rule, 5> rules{};  // by AlertKind
  };

  PerFoot& of(Foot foot) { return feet_[index(foot)]; }
  static void set(PerFoot& foot, AlertKind kind, const Rule& now);
  static void set_length(PerFoot& foot, AlertKind kind, const Values& values, Real limit, int enough);
  static void clear(PerFoot& foot);
  void judge_heel_first(PerFoot& foot, const Window& contacts) const;
  void judge_length(PerFoot& foot, const Stride& stride) const;
  void judge_speed(PerFoot& foot, const Stride& stride) const;
  static std::optional<Alert> tell(PerFoot& foot, Foot which, std::int64_t t_us);

  AlertConfig config_;
  OverstrideConfig overstride_;
  std::array<PerFoot, 2> feet_{};
};

}  // namespace backstep
