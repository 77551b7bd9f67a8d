#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.h"

namespace backstep::host {

/// The numbers that something asked for may be, ends included.
template <class Number>
struct Range {
  Number least{}, most{};

  constexpr bool has(Number value) const { return value >= least && value <= most; }  ///< false for what is no number
};

/// Fails (ErrorKind::request) where `value` is outside; nothing asked for is good. `unit` follows the numbers: " m".
Result<void> check_number(std::string_view name, std::optional<double> value, const Range<double>& range,
                          std::string_view unit);
Result<void> check_number(std::string_view name, std::optional<int> value, const Range<int>& range);

/// Likewise where `word` is none of them.
Result<void> check_word(std::string_view name, const std::optional<std::string>& word,
                        const std::vector<std::string>& words);

/// The first that failed.
Result<void> all_of(std::initializer_list<Result<void>> checks);

}  // namespace backstep::host
