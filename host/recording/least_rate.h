#pragma once

namespace backstep::host {

/// Slower than this is too coarse to see a foot land (exit codes in the README), less what a cheap clock is off.
inline constexpr double kMinRate_hz = 49.0;

}  // namespace backstep::host
