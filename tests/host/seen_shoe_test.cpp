// Which shoe a user means.
#include "host/source/seen_shoe.h"

#include <catch2/catch.hpp>

using namespace backstep;
using namespace backstep::host::ble;
using Catch::Matchers::Contains;

namespace {

SeenShoe shoe(const std::string& advertised, const std::string& address, bool bonded, const std::string& name = "") {
  SeenShoe s;
  s.address = address;
  s.name = name.empty() ? advertised : name;
  s.bonded = bonded;
  read_advertised_name(advertised, s);
  return s;
}

/// Two pairs: one of this computer, one of somebody else.
const std::vector<SeenShoe> kShoes = {
    shoe("Backstep L 3F2A", "00:AA:01:00:00:01", true, "Anna"), shoe("Backstep R 91C0", "00:AA:01:00:00:02", true),
    shoe("Backstep L 77B1", "00:AA:01:00:00:03", false), shoe("Backstep L 20D4", "00:AA:01:00:00:04", false)};

std::string chosen(const std::vector<SeenShoe>& shoes, const std::string& word) {
  const auto found = choose(shoes, word);
  return found ? found->address : "";
}

std::string refusal(const std::vector<SeenShoe>& shoes, const std::string& word) {
  const auto found = choose(shoes, word);
  return found ? "" : found.error().message();
}

}  // namespace

TEST_CASE("A shoe tells its side and serial number by the name it advertises") {
  CHECK(kShoes[0].foot == Foot::left);
  CHECK(kShoes[1].foot == Foot::right);
  CHECK(kShoes[0].serial == "3F2A");
  for (const char* other :
       {"", "Backstep", "Backstep ", "Backstep L", "Backstep L ", "Backstep X 3F2A", "Somebody's"}) {
    INFO(other);
    CHECK_FALSE(shoe(other, "", false).foot.has_value());
    CHECK(shoe(other, "", false).serial.empty());
  }
}

TEST_CASE("A shoe is found by whatever a user calls it") {
  for (const char* word : {"3F2A", "3f2a", "anna", "Anna", "00:aa:01:00:00:01"}) {
    INFO(word);
    CHECK(chosen(kShoes, word) == "00:AA:01:00:00:01");
  }
  CHECK(chosen(kShoes, "Backstep R 91C0") == "00:AA:01:00:00:02");
}

TEST_CASE("Left is the left shoe that is claimed, whoever else is near") {
  CHECK(chosen(kShoes, "left") == "00:AA:01:00:00:01");
  CHECK(chosen({kShoes[2]}, "LEFT") == "00:AA:01:00:00:03");
}

TEST_CASE("Of two shoes that could be meant none is taken, and both are named") {
  const std::string said = refusal({kShoes[2], kShoes[3]}, "left");
  CHECK_THAT(said, Contains("77B1") && Contains("20D4") && Contains("serial number or address"));
}

TEST_CASE("An unknown shoe is answered with those there are, and with what may have been meant") {
  CHECK_THAT(refusal(kShoes, "3F2B"), Contains("did you mean \"3F2A\"?") && Contains("91C0"));
  CHECK_THAT(refusal(kShoes, "lfet"), Contains("did you mean \"left\"?"));
  CHECK_THAT(refusal(kShoes, "umbrella"), !Contains("did you mean") && Contains("left shoe 3F2A \"Anna\""));
  CHECK_THAT(refusal({}, "left"), Contains("no shoe is known here"));
}

TEST_CASE("A name tells one shoe from the others") {
  CHECK(name_problem(kShoes, kShoes[0], "Anna left").empty());
  CHECK(name_problem(kShoes, kShoes[0], "anna").empty());  // its own
  CHECK(name_problem(kShoes, kShoes[0], "").empty());
  CHECK_THAT(name_problem(kShoes, kShoes[1], "ANNA"), Contains("3F2A"));
  CHECK_THAT(name_problem(kShoes, kShoes[1], "3f2a"), Contains("called already"));
  for (const std::string word : {"left", "Right", "BOTH"}) {
    CHECK_FALSE(name_problem(kShoes, kShoes[0], word).empty());
  }
  CHECK_FALSE(name_problem(kShoes, kShoes[0], "a\nb").empty());
  CHECK_FALSE(name_problem(kShoes, kShoes[0], std::string(61, 'a')).empty());
}
