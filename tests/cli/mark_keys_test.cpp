// Lines typed into a terminal, through a pseudo-terminal.
#include "host/cli/mark_keys.h"

#include <fcntl.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): posix_openpt
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

using backstep::cli::MarkKeys;

namespace {

/// The child's side of what follows: in front of a terminal of its own. Its exit code tells what it found.
int in_front_of(const std::string& terminal) {
  ::setsid();
  const int fd = ::open(terminal.c_str(), O_RDWR);
  ::ioctl(fd, TIOCSCTTY, 0);
  boost::asio::io_context loop;
  MarkKeys keys(loop, fd);
  if (!keys.usable()) {
    return 2;
  }
  std::vector<std::string> marks;
  keys.listen([&](const std::string& text) {
    marks.push_back(text);
    if (marks.size() == 2) {
      loop.stop();
    }
  });
  if (::write(fd, "ready\n", 6) != 6) {
    return 3;
  }
  if ((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0) {
    return 5;  // others who share the terminal would lose what they write
  }
  loop.run_for(std::chrono::seconds(20));
  if ((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0) {
    return 5;
  }
  return marks == std::vector<std::string>{"belt 0.6", ""} ? 0 : 4;
}

}  // namespace

TEST_CASE("Each line that is typed is a mark, with its words or without") {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  REQUIRE(::grantpt(terminal) == 0);
  REQUIRE(::unlockpt(terminal) == 0);
  const std::string name = ::ptsname(terminal);
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(in_front_of(name));
  }
  std::string said;
  for (char c = 0; said.find("ready") == std::string::npos && ::read(terminal, &c, 1) == 1;) {
    said += c;
  }
  REQUIRE(::write(terminal, "belt 0.6\n\n", 10) == 10);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  ::close(terminal);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("Where nobody types there are no marks") {
  boost::asio::io_context loop;
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  MarkKeys keys(loop, null);
  CHECK_FALSE(keys.usable());
  keys.listen([](const std::string&) { FAIL("nothing was typed"); });
  loop.run();
  ::close(null);
}
