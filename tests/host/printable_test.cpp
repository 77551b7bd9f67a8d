#include "host/base/printable.h"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

using backstep::host::printable;

TEST_CASE("Names in any language are shown as they are") {
  for (const std::string text :
       {"", "walk_left.csv", "C:\\walks\\x1b.gait", "Gehversuch rückwärts", "後ろ歩き", "🦶 left",
        "a\xC2\xA0"
        "b",
        "\xF4\x8F\xBF\xBF"}) {
    CHECK(printable(text) == text);
  }
}

TEST_CASE("What a terminal would obey is written out, line ends and tabs too") {
  CHECK(printable("\x1b]0;mine\x07shoe") == "\\x1b]0;mine\\x07shoe");
  CHECK(printable("a\nb\r\tc\x7f") == "a\\x0ab\\x0d\\x09c\\x7f");
  CHECK(printable(std::string("a\0b", 3)) == "a\\x00b");
  CHECK(printable("\xC2\x9B"
                  "31m") == "\\u009b31m");
  CHECK(printable("a\xE2\x80\xA8"
                  "b") == "a\\u2028b");
}

TEST_CASE("Marks that turn the direction of writing are written out: a name ends as it is shown") {
  CHECK(printable("walk\xE2\x80\xAEgait.exe") == "walk\\u202egait.exe");
  CHECK(printable("\xE2\x81\xA6x\xE2\x81\xA9\xD8\x9C\xE2\x80\x8F") == "\\u2066x\\u2069\\u061c\\u200f");
}

TEST_CASE("Bytes that are no UTF-8 are written out one by one") {
  CHECK(printable("\x9B"
                  "31m") == "\\x9b31m");  // a control character of eight bits
  CHECK(printable("R\xFC"
                  "ckw") == "R\\xfcckw");        // Latin-1
  CHECK(printable("\xC0\x9B") == "\\xc0\\x9b");  // ESC in more bytes than it needs
  CHECK(printable("\xE0\x80\x9B"
                  "x") == "\\xe0\\x80\\x9bx");                     // likewise
  CHECK(printable("\xED\xA0\x80") == "\\xed\\xa0\\x80");           // half of a UTF-16 pair
  CHECK(printable("\xF4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond the last character
  CHECK(printable("sh\xC3") == "sh\\xc3");                         // cut within a character
  CHECK(printable("sh\xC3(") == "sh\\xc3(");
}

TEST_CASE("Whatever the bytes") {
  CHECK(rc::check("none is left that a terminal would obey, and twice is once", [](const std::string& text) {
    const std::string shown = printable(text);
    RC_ASSERT(std::none_of(shown.begin(), shown.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }));
    RC_ASSERT(printable(shown) == shown);
  }));
}
