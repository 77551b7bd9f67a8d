#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace backstep::host {

/// "line 14", or "lines 14, 15, 16, 17, 18, ... (312 in all)".
std::string place(std::span<const std::uint32_t> lines);

}  // namespace backstep::host
