#include "host/cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "host/base/printable.h"
#include "host/cli/hints.h"

namespace backstep::cli {

namespace {

constexpr auto kPatience = std::chrono::milliseconds(500);
constexpr auto kBetween = std::chrono::milliseconds(200);

}  // namespace

bool colour_wanted(bool no_color) {
  const char* off = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  return !no_color && (off == nullptr || *off == '\0') && !dumb && ::isatty(STDOUT_FILENO) != 0;
}

std::string in_words(const host::Error& error) {
  const std::string hint = hint_at_hand(error.hint, error.hint_value);
  return error.message() + (hint.empty() ? "" : " " + hint + ".");
}

std::string in_words(const host::Sentence& sentence) { return host::in_words(sentence, hint_at_hand); }

int exit_code_of(host::ErrorKind kind) {
  switch (kind) {
    case host::ErrorKind::request:
      return 2;
    case host::ErrorKind::loss:
      return 3;
    case host::ErrorKind::input:
    case host::ErrorKind::output:
    case host::ErrorKind::device:
      break;
  }
  return 1;
}

int tell(const host::Error& error) {
  say(in_words(error));
  return exit_code_of(error.kind);
}

int tell(const std::string& sentence, int exit_code) {
  say(sentence);
  return exit_code;
}

tl::unexpected<host::Error> wrong_use(std::string sentence) {
  return host::fail({.kind = host::ErrorKind::request, .what = std::move(sentence)});
}

void say(const std::string& sentence) { fmt::print(stderr, "backstep: {}\n", host::printable(sentence)); }

void show(const std::string& line) { fmt::print("{}\n", host::printable(line)); }

std::string cut_to_width(std::string line) {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    line.resize(std::min<std::size_t>(line.size(), size.ws_col));
  }
  return line;
}

ProgressLine::ProgressLine(const std::string& what, bool quiet)
    : what_(host::printable(what)),
      terminal_(!quiet && ::isatty(STDERR_FILENO) != 0),
      next_(std::chrono::steady_clock::now() + kPatience) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::clear() {
  if (std::exchange(shown_, false)) {
    fmt::print(stderr, "\r\033[K");
  }
}

void ProgressLine::at(double share) {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now < next_) {
    return;
  }
  fmt::print(stderr, "\r{} ... {:.0f} %", what_, 100 * share);
  std::fflush(stderr);
  shown_ = true;
  next_ = now + kBetween;
}

}  // namespace backstep::cli
