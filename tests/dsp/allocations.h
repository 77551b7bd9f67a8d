#pragma once

#include <cstddef>

namespace backstep::test {

/// How often this program has asked for heap memory so far.
std::size_t allocations();

}  // namespace backstep::test
