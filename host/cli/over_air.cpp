#include "host/cli/over_air.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <exception>

#include "host/cli/terminal.h"

namespace backstep::cli {

namespace asio = host::ble::asio;

int run_over_air(asio::io_context& loop, const std::function<asio::awaitable<int>()>& task) {
  int code = 1;
  try {
    asio::co_spawn(loop, task(), [&](const std::exception_ptr& error, int result) {
      code = result;
      if (error) {
        std::rethrow_exception(error);
      }
      loop.stop();
    });
    loop.run();
  } catch (const sdbus::Error& error) {
    return tell(fmt::format("no D-Bus here ({}). Bluetooth needs it: is this a desktop or server with systemd?",
                            error.getMessage()),
                1);
  }
  return code;
}

}  // namespace backstep::cli
