#include "host/sink/text_page.h"

#include <fmt/format.h>

#include <algorithm>

namespace backstep::host {

void TextPage::line(std::string_view text) {
  text_ += text;
  text_ += '\n';
}

void TextPage::heading(std::string_view text) {
  line(colour_ ? fmt::format("\033[1m{}\033[0m", text) : std::string(text));
}

void TextPage::row(std::string_view what, const std::string& left, const std::string& right,
                   const std::string& difference) {
  if (left.empty() && right.empty()) {
    return;
  }
  // Two spaces at least: thousands of strides outgrow a column.
  std::string text = fmt::format("  {:<20}  {:<26}  {:<26}  {}", what, left, right, difference);
  text.erase(text.find_last_not_of(' ') + 1);
  line(text);
}

void TextPage::heading_row(std::string_view what) {
  heading(fmt::format("{:<22}  {:<26}  {:<26}  difference", what, "left", "right"));
}

void TextPage::period(std::string_view what, std::string_view ball_first, std::string_view smooth,
                      std::string_view length, std::string_view speed) {
  std::string text = fmt::format("  {:<20}  {:<14}{:<14}{:<15}{}", what, ball_first, smooth, length, speed);
  text.erase(text.find_last_not_of(' ') + 1);
  line(text);
}

void TextPage::heading_period(std::string_view what) {
  heading(fmt::format("{:<22}  {:<14}{:<14}{:<15}{}", what, "ball-first", "smooth roll", "stride length", "speed"));
}

void TextPage::wrapped(std::string_view mark, std::string_view text, bool strong) {
  std::string out(mark);
  std::size_t column = mark.size();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (column + end > kWidth && column > mark.size()) {
      out.back() = '\n';
      out.append(mark.size(), ' ');
      column = mark.size();
    }
    out.append(text.substr(0, end)).push_back(' ');
    column += end + 1;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out.erase(out.find_last_not_of(' ') + 1);
  line(colour_ && strong ? fmt::format("\033[33m{}\033[0m", out) : out);
}

}  // namespace backstep::host
