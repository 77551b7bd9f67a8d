#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dsp/pipeline/session_pipeline.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// One threshold of the analysis as files name it: "[contact] ball_limit_deg".
struct Threshold {
  std::string_view section, key;
  std::variant<Real*, int*, std::uint32_t*> value;
  double scale = 1;  ///< one SI unit in the unit of the file: 180/pi for an angle in degrees

  /// In the unit of the file.
  double get() const;
  void set(double in_file_unit) const;
  bool is_count() const { return !std::holds_alternative<Real*>(value); }

  /// What it can be, where it cannot be this: "a whole number from 0 to 32". "" where it can.
  std::string cannot_be(double in_file_unit) const;
};

/// What each threshold alone cannot tell, in a sentence; "": they can be together.
std::string cannot_be_together(const SessionConfig& config);

/// Every threshold of a session, to be read or set in place. `config` must outlive the list.
std::vector<Threshold> thresholds(SessionConfig& config);

/// All of them as they are, for whoever has to show what an analysis was done with.
std::vector<Setting> settings_of(SessionConfig config);

}  // namespace backstep::host
