#pragma once

#include <span>
#include <string>
#include <string_view>

namespace backstep::host {

/// What somebody may have meant by `word`: the candidate that differs from it in the fewest letters added, left out or
/// changed (capitals do not count), in two at most and not in all; the first of several. "": none.
std::string nearest_word(std::string_view word, std::span<const std::string> candidates);

}  // namespace backstep::host
