#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/nearest_word.h"
#include "host/base/printable.h"
#include "host/base/version.h"
#include "host/cli/command.h"
#include "host/cli/hints.h"
#include "host/cli/terminal.h"

namespace {

/// A hint where a number was written with a decimal comma.
std::string point_for_comma(const std::string& said) {
  std::smatch number;
  if (!std::regex_search(said, number, std::regex("[0-9]+,[0-9]+"))) {
    return {};
  }
  std::string with_point = number.str();
  std::replace(with_point.begin(), with_point.end(), ',', '.');
  return fmt::format(". Write the number with a point: {}", with_point);
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

/// What errors suggest to say is for the command that they are of.
void hint_for_each_command(CLI::App& app) {
  for (CLI::App* const command : app.get_subcommands([](CLI::App*) { return true; })) {
    const auto has = [command](const std::string& option) { return command->get_option_no_throw(option) != nullptr; };
    command->preparse_callback([has](std::size_t) { backstep::cli::hint_for(has); });
    hint_for_each_command(*command);
  }
}

/// `backstep help [COMMAND]`, and a first word that is no command: the exit code. Empty: go on.
std::optional<int> answer_word(CLI::App& app, int argc, char** argv) {
  if (argc < 2 || std::string_view(argv[1]).starts_with('-')) {
    return std::nullopt;
  }
  const std::vector<std::string> commands = commands_of(app);
  const auto known = [&](const std::string& word) {
    return std::find(commands.begin(), commands.end(), word) != commands.end();
  };
  std::string word = argv[1];
  if (word == "help") {
    if (argc == 2) {
      std::cout << app.help();
      return 0;
    }
    word = argv[2];
    if (known(word)) {
      std::cout << app.get_subcommand(word)->help("backstep");
      return 0;
    }
  }
  if (known(word)) {
    return std::nullopt;
  }
  const std::string meant = backstep::host::nearest_word(word, commands);
  return backstep::cli::tell(fmt::format("there is no command \"{}\"{} `backstep help` lists them.", word,
                                         meant.empty() ? "." : fmt::format("; did you mean {}?", meant)),
                             2);
}

int run(int argc, char** argv) {
  CLI::App app{"Backstep measures backward and forward walking with a sensor on each shoe.", "backstep"};
  app.set_version_flag("--version", backstep::host::software());
  app.require_subcommand(0, 1);
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

  hint_for_each_command(app);
  app.footer(  // after the commands, which would show it too
      "Examples:\n"
      "  backstep analyze data/backward-good.gait\n"
      "  backstep analyze --left left.csv --right right.csv --csv strides.csv\n"
      "  backstep help analyze\n"
      "A training and research tool, not a medical device.");

  // CLI11's own words, with the arguments in them as a terminal can show them.
  app.failure_message([](const CLI::App* command, const CLI::Error& e) {
    const std::string said = CLI::FailureMessage::simple(command, e);
    return backstep::host::printable(e.what()) + point_for_comma(e.what()) +
           said.substr(std::string_view(e.what()).size());
  });
  if (const auto code = answer_word(app, argc, argv)) {
    return *code;
  }
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
