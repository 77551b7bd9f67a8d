#pragma once

#include <string>
#include <string_view>

namespace backstep::host {

/// Text that came from outside (a device's name, a recording's header, a file's name) as one line that does nothing to
/// a terminal but show. What would is written out: control characters with line ends and tabs (ESC is "\x1b", U+009B
/// "\u009b"), line separators, marks that turn the direction of writing ("\u202e"), and each byte that is no UTF-8
/// (RFC 3629). All else is kept, so that twice is once. For what people read; tables and JSON have quoting of their
/// own.
std::string printable(std::string_view text);

}  // namespace backstep::host
