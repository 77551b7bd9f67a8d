#include "host/cli/mark_keys.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <boost/asio/read_until.hpp>
#include <csignal>
#include <istream>

namespace backstep::cli {

namespace asio = boost::asio;

MarkKeys::MarkKeys(asio::io_context& loop, int fd) : input_(loop), line_(4096) {
  if (::isatty(fd) == 0 || ::tcgetpgrp(fd) != ::getpgrp()) {
    return;
  }
  if (const int own = ::fcntl(fd, F_DUPFD_CLOEXEC, 0); own >= 0) {  // Asio closes what it owns
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
    if (error) {
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
