#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

#include "host/base/printable.h"
#include "host/base/version.h"
#include "host/cli/command.h"

namespace {

int run(int argc, char** argv) {
  CLI::App app{"Backstep measures backward and forward walking with a sensor on each shoe.", "backstep"};
  app.set_version_flag("--version", backstep::host::software());
  app.require_subcommand(0, 1);
  app.footer(
      "Examples:\n"
      "  backstep analyze data/backward-good.gait\n"
      "  backstep analyze --left left.csv --right right.csv --csv strides.csv\n"
      "A training and research tool, not a medical device.");
  int exit_code = 0;
  backstep::cli::add_scan(app, exit_code);
  backstep::cli::add_devices(app, exit_code);
  backstep::cli::add_live(app, exit_code);
  backstep::cli::add_record(app, exit_code);
  backstep::cli::add_analyze(app, exit_code);
  backstep::cli::add_columns(app, exit_code);
  backstep::cli::add_calibrate(app, exit_code);
  backstep::cli::add_simulate(app, exit_code);
  backstep::cli::add_import(app, exit_code);
  backstep::cli::add_export(app, exit_code);
  backstep::cli::add_info(app, exit_code);
  backstep::cli::add_doctor(app, exit_code);
  backstep::cli::add_recover(app, exit_code);

  // CLI11's own words, with the arguments in them as a terminal can show them.
  app.failure_message([](const CLI::App* command, const CLI::Error& e) {
    const std::string said = CLI::FailureMessage::simple(command, e);
    return backstep::host::printable(e.what()) + said.substr(std::string_view(e.what()).size());
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    const int code = app.exit(e, std::cout, std::cerr);
    return code == 0 ? 0 : 2;  // CLI11 has a code per mistake; ours is 2 = wrong use
  }
  if (app.get_subcommands().empty()) {
    std::cout << app.help();
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  // What a library throws past its caller (memory, mostly) still ends in one line and exit code 1.
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "backstep: stopped by an unexpected error: %s.\n",
                 backstep::host::printable(e.what()).c_str());
  } catch (...) {
    std::fputs("backstep: stopped by an unexpected error.\n", stderr);
  }
  return 1;
}
