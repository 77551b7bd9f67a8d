#pragma once

#include <CLI/CLI.hpp>

#include "host/base/range.h"

namespace backstep::cli {

/// What the library would refuse, refused with the option's name.
template <class Number>
CLI::Range within(const host::Range<Number>& range) {
  return CLI::Range(range.least, range.most);
}

// One function a command: adds it to `app`, and sets `exit_code` when the command has run.
void add_scan(CLI::App& app, int& exit_code);
void add_devices(CLI::App& app, int& exit_code);
void add_live(CLI::App& app, int& exit_code);
void add_record(CLI::App& app, int& exit_code);
void add_analyze(CLI::App& app, int& exit_code);
void add_columns(CLI::App& app, int& exit_code);
void add_calibrate(CLI::App& app, int& exit_code);
void add_simulate(CLI::App& app, int& exit_code);
void add_import(CLI::App& app, int& exit_code);
void add_export(CLI::App& app, int& exit_code);
void add_info(CLI::App& app, int& exit_code);
void add_doctor(CLI::App& app, int& exit_code);
void add_recover(CLI::App& app, int& exit_code);

}  // namespace backstep::cli
