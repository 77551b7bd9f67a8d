#include "host/cli/mark_keys.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <boost/asio/read_until.hpp>
#include <chrono>
#include <csignal>
#include <istream>

namespace backstep::cli {

namespace asio = boost::asio;

MarkKeys::MarkKeys(asio::io_context& loop, int fd) : input_(loop), later_(loop), line_(4096) {
  if (::isatty(fd) == 0 || ::tcgetpgrp(fd) != ::getpgrp()) {
    return;
  }
  // Opened anew: what is set on it (not to wait) is not set for the programs that share the terminal with this one.
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  if (const int own = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC); own >= 0) {
    boost::system::error_code ignored;
    input_.assign(own, ignored);
  }
}

void MarkKeys::listen(std::function<void(const std::string&)> typed) {
  if (!usable()) {
    return;
  }
  ::signal(SIGTTIN, SIG_IGN);  // put into the background meanwhile: the read fails, and the walk goes on
  ::tcflush(input_.native_handle(), TCIFLUSH);
  typed_ = std::move(typed);
  next();
}

void MarkKeys::next() {
  asio::async_read_until(input_, line_, '\n', [this](const boost::system::error_code& error, std::size_t) {
    if (error == asio::error::operation_aborted) {
      return;
    }
    if (error) {  // in the background, or Ctrl-D: both pass
      line_.consume(line_.size());
      later_.expires_after(std::chrono::seconds(1));
      later_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled) {
          next();
        }
      });
      return;
    }
    std::string text;
    std::istream stream(&line_);
    std::getline(stream, text);
    typed_(text);
    next();
  });
}

}  // namespace backstep::cli
