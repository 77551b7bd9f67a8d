#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "host/base/error.h"
#include "host/base/sentence.h"

namespace backstep::cli {

/// Whether stdout is a terminal that wants colour: not with NO_COLOR (no-color.org) or --no-color, not into a file.
bool colour_wanted(bool no_color);

/// The error or the sentence, with what can be said on the command line about it (hints.h).
std::string in_words(const host::Error& error);
std::string in_words(const host::Sentence& sentence);

/// 1 failed, 2 wrong use, 3 done with loss.
int exit_code_of(host::ErrorKind kind);

/// "backstep: " and the error in words, on stderr. Returns its exit code.
int tell(const host::Error& error);

/// That the command line makes no sense, in a sentence.
tl::unexpected<host::Error> wrong_use(std::string sentence);

/// "backstep: " and a sentence, on stderr. Returns `exit_code`.
int tell(const std::string& sentence, int exit_code);

/// "backstep: " and a sentence on stderr; printable(), as names from outside may be in it.
void say(const std::string& sentence);

/// A line on stdout for people to read; printable(), as names from outside may be in it.
void show(const std::string& line);

/// Cut to the columns of the terminal on stderr, so that it can be written over; whole where that is none.
std::string cut_to_width(std::string line);

/// One line on stderr that shows how far long work is. Silent where stderr is no terminal, and for the first half
/// second.
class ProgressLine {
 public:
  explicit ProgressLine(const std::string& what, bool quiet = false);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  /// Wipes the line.
  void clear();

  /// So much of the work is done, 0 to 1.
  void at(double share);

 private:
  std::string what_;
  bool terminal_, shown_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace backstep::cli
