#include "host/base/range.h"

#include <fmt/format.h>

#include <algorithm>

namespace backstep::host {
namespace {

template <class Number>
Result<void> check(std::string_view name, std::optional<Number> value, const Range<Number>& range,
                   std::string_view unit) {
  if (!value || range.has(*value)) {
    return {};
  }
  return fail({.kind = ErrorKind::request,
               .where = std::string(name),
               .expected = fmt::format("{} to {}{}", range.least, range.most, unit),
               .found = fmt::format("{}{}", *value, unit)});
}

}  // namespace

Result<void> check_number(std::string_view name, std::optional<double> value, const Range<double>& range,
                          std::string_view unit) {
  return check(name, value, range, unit);
}

Result<void> check_number(std::string_view name, std::optional<int> value, const Range<int>& range) {
  return check(name, value, range, "");
}

Result<void> check_word(std::string_view name, const std::optional<std::string>& word,
                        const std::vector<std::string>& words) {
  if (!word || std::find(words.begin(), words.end(), *word) != words.end()) {
    return {};
  }
  return fail({.kind = ErrorKind::request,
               .where = std::string(name),
               .expected = fmt::format("one of {}", fmt::join(words, ", ")),
               .found = fmt::format("\"{}\"", *word)});
}

Result<void> all_of(std::initializer_list<Result<void>> checks) {
  const auto failed = std::find_if(checks.begin(), checks.end(), [](const Result<void>& c) { return !c; });
  return failed == checks.end() ? Result<void>() : *failed;
}

}  // namespace backstep::host
