#pragma once

#include <CLI/CLI.hpp>

/// One function a command: adds it to `app`, and sets `exit_code` when the command has run.
namespace backstep::cli {

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
