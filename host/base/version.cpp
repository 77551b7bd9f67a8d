#include "host/base/version.h"

namespace backstep::host {

std::string version() { return BACKSTEP_VERSION; }

std::string software() { return "backstep " + version(); }

}  // namespace backstep::host
