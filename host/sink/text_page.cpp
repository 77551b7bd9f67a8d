#include "host/sink/text_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/printable.h"

namespace backstep::host {

void TextPage::add(std::string_view shown, const char* colour) {
  const bool plain = !colour_ || colour == nullptr;
  text_ += plain ? fmt::format("{}\n", shown) : fmt::format("{}{}\033[0m\n", colour, shown);
}

void TextPage::line(std::string_view text) { add(printable(text), nullptr); }

void TextPage::heading(std::string_view text) { add(printable(text), "\033[1m"); }

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

void TextPage::wrapped(std::string_view mark, std::string_view sentence, bool strong) {
  const std::string shown = printable(sentence);
  std::string_view text = shown;
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
  add(out, strong ? "\033[33m" : nullptr);
}

}  // namespace backstep::host
