#pragma once

#include <functional>

#include "host/bluez/calls.h"

namespace backstep::cli {

/// Begins `task` on `loop` and runs that until it is done. Returns its exit code; or 1, and says why, where there is no
/// D-Bus.
int run_over_air(host::ble::asio::io_context& loop, const std::function<host::ble::asio::awaitable<int>()>& task);

}  // namespace backstep::cli
