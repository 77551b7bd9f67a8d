#include "host/report/html.h"

#include "host/base/printable.h"

namespace backstep::host {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

std::string html(std::string_view text) { return escaped(printable(text)); }

std::string html_cut(std::string_view text, std::size_t most) {
  std::string clean = printable(text);
  std::size_t characters = 0;
  for (std::size_t i = 0; i < clean.size(); ++i) {
    if (begins_character(clean[i]) && ++characters > most) {
      clean.resize(i);
      return escaped(clean) + "…";
    }
  }
  return escaped(clean);
}

}  // namespace backstep::host
