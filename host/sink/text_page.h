#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace backstep::host {

/// Collects a page of text for a terminal, at most kWidth wide where words can be broken; colours only when asked. What
/// it is given is made printable(), as names from outside may be in it.
class TextPage {
 public:
  static constexpr std::size_t kWidth = 100;

  explicit TextPage(bool colour) : colour_(colour) {}

  void line(std::string_view text = {});
  void heading(std::string_view text);

  /// One row of a table; left out where neither foot has a value.
  void row(std::string_view what, const std::string& left, const std::string& right,
           const std::string& difference = {});
  void heading_row(std::string_view what);

  /// One row of a table of parts of the walk.
  void period(std::string_view what, std::string_view ball_first, std::string_view smooth, std::string_view length,
              std::string_view speed);
  void heading_period(std::string_view what);

  /// A sentence, broken at words; the lines after the first begin under it.
  void wrapped(std::string_view mark, std::string_view sentence, bool strong = false);

  std::string take() { return std::move(text_); }

 private:
  /// `shown`: printable, or lines of it; `colour`: where there is one, an escape sequence.
  void add(std::string_view shown, const char* colour);

  bool colour_;
  std::string text_;
};

}  // namespace backstep::host
