#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/base/sentence.h"

namespace backstep::host {

/// What is known about a walk before its first sample.
struct SourceInfo {
  std::string name;                          ///< for messages: the file's name as the user wrote it
  bool has_foot[2] = {false, false};         ///< by index(Foot)
  double rate_hz[2] = {0, 0};                ///< median sample rate, 0 = no such foot
  bool gravity_checked = false;              ///< the source itself compared gravity at rest with 1 g
  bool common_clock = false;                 ///< both feet's times are on one clock
  std::optional<std::int64_t> start_utc_us;  ///< wall clock at t_us = 0, where known
};

/// An instant of the walk that somebody marked.
struct SourceMark {
  std::int64_t t_us = 0;
  std::string text;
};

/// What was lost or odd, known after the last sample; marks, as soon as they are read.
struct SourceReport {
  std::vector<SourceMark> marks;   ///< in the order of the file
  std::vector<Sentence> warnings;  ///< one sentence each
  /// Part of the file could not be read, or most packets of a foot were of no use.
  bool damaged = false;
  std::size_t samples[2] = {0, 0};
  std::size_t lost[2] = {0, 0};  ///< samples known to be missing
};

}  // namespace backstep::host
