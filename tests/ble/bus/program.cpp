#include "tests/ble/bus/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace backstep::test {
namespace {

constexpr int kShortPipe_bytes = 4096;

/// False: the other end is closed.
bool take(int end, std::string& text) {
  std::array<char, 4096> buffer{};
  while (true) {
    const auto got = ::read(end, buffer.data(), buffer.size());
    if (got <= 0) {
      return got != 0;
    }
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

Program::Program(const std::vector<std::string>& words, const std::filesystem::path& folder,
                 const std::string& bus_address) {
  int in[2], out[2], err[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe");
  }
  pid_ = start_program(words, folder, {"DBUS_SYSTEM_BUS_ADDRESS=" + bus_address, "TERM=dumb"}, in[0], out[1], err[1]);
  for (const int end : {in[0], out[1], err[1]}) {
    ::close(end);
  }
  in_ = in[1];
  ends_[0] = out[0];
  ends_[1] = err[0];
  for (const int end : ends_) {
    ::fcntl(end, F_SETFL, O_NONBLOCK);
  }
}

Program::~Program() {
  if (!code_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  for (const int end : {in_, ends_[0], ends_[1]}) {
    if (end >= 0) {
      ::close(end);
    }
  }
}

void Program::look() {
  int status = 0;
  const bool ended = !code_ && ::waitpid(pid_, &status, WNOHANG) == pid_;
  if (reading_ && ends_[0] >= 0 && !take(ends_[0], out_)) {
    ::close(std::exchange(ends_[0], -1));
  }
  if (ends_[1] >= 0 && !take(ends_[1], err_)) {
    ::close(std::exchange(ends_[1], -1));
  }
  if (ended) {
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
}

void Program::interrupt() const { ::kill(pid_, SIGINT); }

void Program::mark() const { ::kill(pid_, SIGUSR1); }

void Program::write(const std::string& line) const {
  if (::write(in_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw std::runtime_error("it does not read");
  }
}

void Program::stop_reading() {
  reading_ = false;
  ::fcntl(ends_[0], F_SETPIPE_SZ, kShortPipe_bytes);
}

void Program::close_output() { ::close(std::exchange(ends_[0], -1)); }

std::size_t Program::times_said(const std::string& words) const {
  std::size_t times = 0;
  for (auto at = err_.find(words); at != std::string::npos; at = err_.find(words, at + 1)) {
    ++times;
  }
  return times;
}

}  // namespace backstep::test
