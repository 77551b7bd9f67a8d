#pragma once

#include <string>
#include <tl/expected.hpp>

namespace backstep::host {

/// Why something could not be done, in one sentence for a person: what, where (file and place in it), expected and
/// found, what to do next. Without the leading "backstep: ", which main() writes.
struct Error {
  std::string message;
  int exit_code = 1;  ///< 1 failed, 2 wrong use
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) { return tl::make_unexpected(Error{std::move(message), 1}); }
inline tl::unexpected<Error> wrong_use(std::string message) {
  return tl::make_unexpected(Error{std::move(message), 2});
}

}  // namespace backstep::host
