#pragma once

#include <functional>
#include <string>
#include <utility>  // before Asio: Boost 1.74 forgets it

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>

namespace backstep::cli {

/// Lines that are typed while somebody walks: each marks a moment, with its words.
class MarkKeys {
 public:
  /// Reads `fd` (standard input) where that is a terminal and this program is in front of it: in the background a read
  /// would stop it.
  explicit MarkKeys(boost::asio::io_context& loop, int fd = 0);

  bool usable() const { return input_.is_open(); }

  /// From now on; what was typed before is forgotten.
  void listen(std::function<void(const std::string& text)> typed);

 private:
  void next();

  boost::asio::posix::stream_descriptor input_;
  boost::asio::steady_timer later_;
  boost::asio::streambuf line_;
  std::function<void(const std::string&)> typed_;
};

}  // namespace backstep::cli
