// What a watch shows: the bytes of the standard service, read back field by field as its specification says.
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "schemas/running_speed_cadence.h"

using namespace backstep::wire;

namespace {

std::vector<unsigned> bytes_of(const RunningSpeedCadence& m) {
  const RscMeasurementBytes bytes = pack(m);
  return {bytes.span().begin(), bytes.span().end()};
}

std::vector<unsigned> golden(const std::string& name) {
  std::ifstream hex(std::string(BACKSTEP_SOURCE_DIR) + "/schemas/golden/" + name + ".hex");
  REQUIRE(hex.good());
  std::vector<unsigned> bytes;
  for (unsigned byte = 0; hex >> std::hex >> byte;) {
    bytes.push_back(byte);
  }
  return bytes;
}

}  // namespace

TEST_CASE("Running speed and cadence are the golden bytes") {
  CHECK(bytes_of({1.25, 57, 1.31, 1234.5, false}) == golden("rsc_measurement"));
  CHECK(bytes_of({2.5, 82, {}, {}, true}) == golden("rsc_measurement_short"));
}

TEST_CASE("Each field of a speed and cadence measurement stands where the flags say") {
  CHECK(bytes_of({0, 0, 1.0, {}, false}) == std::vector<unsigned>{1, 0, 0, 0, 100, 0});
  CHECK(bytes_of({0, 0, {}, 10, false}) == std::vector<unsigned>{2, 0, 0, 0, 100, 0, 0, 0});
  CHECK(bytes_of({}) == std::vector<unsigned>{0, 0, 0, 0});
}

TEST_CASE("What no field can hold is shown as the nearest that it can, and never wraps") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
  CHECK(bytes_of({1e9, 1e9, 1e9, 1e12, false}) ==
        std::vector<unsigned>{3, 255, 255, 255, 255, 255, 255, 255, 255, 255});
  CHECK(bytes_of({infinite, infinite, {}, {}, false}) == std::vector<unsigned>{0, 255, 255, 255});
  CHECK(bytes_of({nan, nan, nan, nan, false}) == std::vector<unsigned>{3, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(bytes_of({-1, -1, -1, -1, false}) == std::vector<unsigned>{3, 0, 0, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("Values are rounded, not cut") {
  CHECK(bytes_of({0.7 / 256, 59.6, 1.309, 0.19, false}) == std::vector<unsigned>{3, 1, 0, 60, 131, 0, 2, 0, 0, 0});
}

TEST_CASE("A watch can set the distance, and is refused all else") {
  const ScAnswer set = answer_control_point(std::vector<std::uint8_t>{0x01, 0x39, 0x30, 0x00, 0x00});
  CHECK(set.indication == std::array<std::uint8_t, 3>{0x10, 0x01, 0x01});
  CHECK(*set.distance_m == Approx(1234.5));
  CHECK(answer_control_point(std::vector<std::uint8_t>{0x01, 0x39}).indication ==
        std::array<std::uint8_t, 3>{0x10, 0x01, 0x03});
  CHECK(answer_control_point(std::vector<std::uint8_t>{0x04}).indication ==
        std::array<std::uint8_t, 3>{0x10, 0x04, 0x02});
  CHECK_FALSE(answer_control_point(std::vector<std::uint8_t>{}).distance_m);
}
