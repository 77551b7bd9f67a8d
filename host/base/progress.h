#pragma once

#include <cstdint>
#include <functional>

namespace backstep::host {

/// Called now and then with the time of the sample at hand, so that long work can be shown.
using Progress = std::function<void(std::int64_t t_us)>;

}  // namespace backstep::host
