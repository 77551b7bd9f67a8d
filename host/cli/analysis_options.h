#pragma once

#include "host/walk/settings.h"

namespace CLI {
class App;
}

namespace backstep::cli {

void add_person_options(CLI::App& command, host::AnalysisOptions& o);
void add_condition_options(CLI::App& command, host::AnalysisOptions& o);
void add_settings_options(CLI::App& command, host::AnalysisOptions& o);

}  // namespace backstep::cli
