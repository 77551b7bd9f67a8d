#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsp/base/imu_sample.h"
#include "dsp/pipeline/foot_diagnosis.h"
#include "host/sink/shoe_state.h"
#include "host/sink/sink.h"

namespace backstep::host {

/// For the line that a person watches: "0.1 % missing  35 ms  battery 82 %"; what is not known is left out.
std::string shoe_text(const ShoeState& state);

/// {"event":"shoe",...} and a line feed; what is not known is null.
std::string shoe_line(Foot foot, std::int64_t t_us, const ShoeState& state);

/// A sentence for the user about one shoe, and what of it.
struct ShoeWarning {
  NoticeKind kind = NoticeKind::signal;
  std::string text;
};

/// What is worth telling about one shoe: each warning once, and a line for programs every ten seconds or when
/// something other than the running figures has changed.
class ShoeWatch {
 public:
  static constexpr std::int64_t kBetween_us = 10'000'000;

  explicit ShoeWatch(Foot foot) : foot_(foot) {}

  /// Sentences for the user. `diagnosis`: of this shoe's walk so far.
  std::vector<ShoeWarning> warnings(const ShoeState& state, const FootDiagnosis& diagnosis);

  /// Whether a shoe_line() is due.
  bool line_due(const ShoeState& state, std::int64_t t_us);

 private:
  Foot foot_;
  bool warned_battery_ = false, warned_reduced_ = false, warned_contradiction_ = false;
  std::optional<ShoeState> told_;
  std::int64_t told_us_ = 0;
};

}  // namespace backstep::host
