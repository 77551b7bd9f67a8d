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

namespace backstep::cli {

namespace {

constexpr auto kPatience = std::chrono::milliseconds(500);
constexpr auto kBetween = std::chrono::milliseconds(200);

HasOption& at_hand() {
  static HasOption has = [](const std::string&) { return false; };
  return has;
}

/// The option that a command needs for this to help; "": it is another command that does.
std::string option_of(host::Hint hint) {
  using host::Hint;
  switch (hint) {
    case Hint::acc_unit:
      return "--acc-unit";
    case Hint::gyr_unit:
      return "--gyro-unit";
    case Hint::name_feet:
      return "--left";
    case Hint::part_of_walk:
      return "--to";  // --from may be a file
    case Hint::toes_sign:
      return "--left-toes";
    case Hint::led_forward:
      return "--forward";
    case Hint::list_presets:
    case Hint::plain_preset:
      return "--preset";
    case Hint::none:
    case Hint::diagnose:
    case Hint::import_first:
    case Hint::calibrate:
    case Hint::make_baseline:
      break;
  }
  return {};
}

std::string hint_in_words(host::Hint hint, const std::string& value) {
  using host::Hint;
  switch (hint) {
    case Hint::none:
      break;
    case Hint::acc_unit:
      return value.empty() ? "Say the unit with --acc-unit m/s2 or g" : "Say --acc-unit " + value;
    case Hint::gyr_unit:
      return value.empty() ? "Say the unit with --gyro-unit rad/s or deg/s"
                           : "If the values are " + value + ", say --gyro-unit " + value;
    case Hint::name_feet:
      return value.empty() ? "Say which is which with --left FILE and --right FILE"
                           : fmt::format("Say whose foot it is: --left {} or --right {}", value, value);
    case Hint::part_of_walk:
      return "--from and --to choose a part of the walk";
    case Hint::toes_sign:
      return fmt::format("The option is --{}-toes", value);
    case Hint::led_forward:
      return "If these did lead forward (a foot that drops in swing can look so), say --forward";
    case Hint::diagnose:
      return "See what is wrong with it: backstep doctor " + value;
    case Hint::import_first:
      return "For CSV, WAV or FLAC use `backstep import`, or `backstep analyze --left L.csv --right R.csv`";
    case Hint::calibrate:
      return "Make it with: backstep calibrate walk.gait -o shoes.json";
    case Hint::make_baseline:
      return "Make it with: backstep analyze walk.gait --summary-json baseline.json";
    case Hint::list_presets:
      return "See them all: backstep simulate --list";
    case Hint::plain_preset:
      return "Otherwise leave out all options but --seed, --loss-pct and -o";
  }
  return {};
}

}  // namespace

bool colour_wanted(bool no_color) {
  const char* off = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  return !no_color && (off == nullptr || *off == '\0') && !dumb && ::isatty(STDOUT_FILENO) != 0;
}

std::string in_words(const host::Error& error, const HasOption& has) {
  const std::string option = option_of(error.hint);
  const std::string hint = option.empty() || has(option) ? hint_in_words(error.hint, error.hint_value) : std::string();
  return error.message() + (hint.empty() ? "" : " " + hint + ".");
}

void tell_for(HasOption has) { at_hand() = std::move(has); }

std::string in_words(const host::Error& error) { return in_words(error, at_hand()); }

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

void ProgressLine::at(std::int64_t t_us) {
  first_us_ = first_us_.value_or(t_us);
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now < next_) {
    return;
  }
  fmt::print(stderr, "\r{} ... {:.0f} s", what_, static_cast<double>(t_us - *first_us_) * 1e-6);
  std::fflush(stderr);
  shown_ = true;
  next_ = now + kBetween;
}

}  // namespace backstep::cli
