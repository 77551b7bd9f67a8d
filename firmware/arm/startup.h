#pragma once

#include <cstdint>

namespace backstep::firmware {

/// The program: called after the start, its answer is the exit code.
int run();

/// Code, constants and the initial values of variables.
std::uint32_t flash_bytes();

/// Variables: .data and .bss.
std::uint32_t variable_bytes();

/// The most that the stack has held since the start.
std::uint32_t stack_bytes();

}  // namespace backstep::firmware
