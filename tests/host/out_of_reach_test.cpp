// What is said of a shoe that is away when a walk ends.
#include <catch2/catch.hpp>

#include "host/source/shoe_stream.h"

using backstep::Foot;
using backstep::host::ble::out_of_reach_at_end;

TEST_CASE("How long what a shoe has kept can still be fetched is said as it is") {
  constexpr std::int64_t kLast_us = 100'000'000;
  const std::string what = "left shoe: out of reach when the walk ended; what it made since 100 s is not here";
  const auto soon = out_of_reach_at_end(Foot::left, kLast_us, kLast_us + 10'000'000, true);
  CHECK(soon.text == what + ". Going on within 40 s fetches it");
  CHECK(soon.hint == backstep::host::Hint::resume);
  CHECK(out_of_reach_at_end(Foot::left, kLast_us, kLast_us + 90'000'000, true).text ==
        what + ". Going on at once fetches the last minute of it");
  const auto unrecorded = out_of_reach_at_end(Foot::left, kLast_us, kLast_us + 10'000'000, false);
  CHECK(unrecorded.text == what);
  CHECK(unrecorded.hint == backstep::host::Hint::none);
}
