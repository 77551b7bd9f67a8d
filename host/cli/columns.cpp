#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "host/base/output_file.h"
#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/sink/dictionary.h"

namespace backstep::cli {

namespace {

int columns(bool json) {
  auto page = host::OutputFile::open("-");
  page->write(json ? host::dictionary_json().dump(2) + "\n" : host::dictionary_text());
  const auto done = page->finish();
  return done ? 0 : tell(done.error());
}

}  // namespace

void add_columns(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("columns", "What the columns of the stride table and their words mean");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "For programs");
  command->footer("The full definitions, with sources and known errors: dsp/DEFINITIONS.md");
  command->callback([json, &exit_code] { exit_code = columns(*json); });
}

}  // namespace backstep::cli
