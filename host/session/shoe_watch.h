#pragma once

#include <string>
#include <vector>

#include "dsp/base/imu_sample.h"
#include "dsp/pipeline/foot_diagnosis.h"
#include "host/sink/shoe_state.h"
#include "host/sink/sink.h"

namespace backstep::host {

/// For the line that a person watches: "0.1 % missing  35 ms  battery 82 %"; what is not known is left out.
std::string shoe_text(const ShoeState& state);

/// A sentence for the user about one shoe, and what of it.
struct ShoeWarning {
  NoticeKind kind = NoticeKind::signal;
  std::string text;
};

/// What is worth telling the user about one shoe: each warning once.
class ShoeWatch {
 public:
  explicit ShoeWatch(Foot foot) : foot_(foot) {}

  /// Sentences for the user. `diagnosis`: of this shoe's walk so far.
  std::vector<ShoeWarning> warnings(const ShoeState& state, const FootDiagnosis& diagnosis);

 private:
  Foot foot_;
  bool warned_battery_ = false, warned_reduced_ = false, warned_contradiction_ = false;
};

}  // namespace backstep::host
