#include "host/base/error.h"

#include <catch2/catch.hpp>

using namespace backstep::host;

TEST_CASE("An error is told in sentences: where, what, expected and found, what to do next") {
  CHECK(Error{.where = "left.csv, line 7", .expected = "a number", .found = "\"two\"", .todo = "Correct that cell"}
            .message() == "left.csv, line 7: expected a number, found \"two\". Correct that cell.");
  CHECK(Error{.where = "walk.gait", .what = "it breaks off", .todo = "Copy it again"}.message() ==
        "walk.gait: it breaks off. Copy it again.");
  CHECK(Error{.what = "there is no preset 'x'"}.message() == "there is no preset 'x'.");
  CHECK(Error{.where = "a", .what = "b", .expected = "c", .found = "d"}.message() == "a: b, expected c, found d.");
}

TEST_CASE("A sentence that has its end keeps it") {
  CHECK(Error{.what = "it stood still. Is the file the right one?"}.message() ==
        "it stood still. Is the file the right one?");
  CHECK(Error{.what = "done.", .todo = "Go on."}.message() == "done. Go on.");
}
