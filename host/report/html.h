#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace backstep::host {

/// Text from outside as it stands between tags or in a quoted attribute: printable(), and nothing in it is markup.
std::string html(std::string_view text);

/// The same of at most `most` characters; what is left out is told by an ellipsis.
std::string html_cut(std::string_view text, std::size_t most);

}  // namespace backstep::host
