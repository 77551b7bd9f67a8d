#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/base/error.h"
#include "host/recording/file_claims.h"
#include "host/session/run.h"
#include "host/walk/open_walk.h"

namespace backstep::cli {

/// The options that name a walk and say how its sensors sit: shared by the commands that analyse one.
struct WalkInput {
  std::vector<std::string> files;  ///< .gait recordings
  std::string left, right;         ///< or one CSV file a foot
  std::string left_toes, right_toes;
  double right_offset_s = 0;
  bool common_clock = false;
  std::string gyro_unit, acc_unit;
  std::optional<double> from_s, to_s;
};

/// Adds the options to a command.
void add_walk_options(CLI::App& command, WalkInput& input);

/// Adds --from and --to (seconds).
void add_span_options(CLI::App& command, WalkInput& input);

/// What is wrong with the options together; exit code 2.
host::Result<void> check(const WalkInput& input);

/// What a walk is read from is nothing to write onto.
host::FileClaims claims_of(const WalkInput& input);

/// Opens `file` (a recording), or the CSV files where it is empty.
host::Result<host::OpenWalk> open_walk(const WalkInput& input, const std::string& file, bool as_live);

host::TimeSpan time_span(const WalkInput& input);

}  // namespace backstep::cli
