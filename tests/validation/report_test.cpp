#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>

#include "tests/validation/folders.h"
#include "tests/validation/honesty.h"
#include "tests/validation/packet_loss.h"
#include "tests/validation/perfect_length.h"
#include "tests/validation/report.h"
#include "tests/validation/sureness.h"
#include "tests/validation/tables.h"
#include "tests/validation/worst_strides.h"

using namespace backstep;
using namespace backstep::validation;

namespace {

constexpr double kRate_hz = 200;

/// A flat foot that stands, goes 2 A / (2 pi / T)^2 pi = A T^2 / (2 pi) ahead within the second T, and stands.
std::vector<ImuSample> one_stride(double peak_mps2) {
  std::vector<ImuSample> samples;
  for (int i = 0; i <= 400; ++i) {
    const double t_s = i / kRate_hz, in_s = t_s - 0.5;
    ImuSample s;
    s.t_us = std::llround(1e6 * t_s);
    s.acc_mps2 = Vec3(in_s > 0 && in_s < 1 ? peak_mps2 * std::sin(2 * kPi * in_s) : 0, 0, kGravity_mps2);
    samples.push_back(s);
  }
  return samples;
}

/// One foot's signal as a recording of two strides, whose lengths err by the given.
RecordingResult two_strides(double first_error_m, double second_error_m) {
  RecordingResult r;
  for (const ImuSample& s : one_stride(3)) {
    r.walk.readings.push_back({Foot::left, s});
  }
  r.strides.resize(2);
  const TrueStride first{Foot::left, 0.3, 1.0, 0.8, 0.8, 0.0, 0.0, Direction::forward};
  TrueStride second = first;
  second.start_s = 1.0;
  second.end_s = 1.8;
  r.comparison.lengths = {{first, 0, {first_error_m, 0.01}}, {second, 1, {second_error_m, 0.01}}};
  return r;
}

bool names(const std::vector<std::string>& causes, const std::string& cause) {
  return std::any_of(causes.begin(), causes.end(),
                     [&](const std::string& c) { return c.find(cause) != std::string::npos; });
}

}  // namespace

TEST_CASE("Packets are lost whole, of each foot by itself, as many as asked, and the same ones again") {
  WalkData walk;
  for (int i = 0; i < 80000; ++i) {
    walk.readings.push_back({i % 2 == 0 ? Foot::left : Foot::right, {}});
  }
  const std::vector<bool> arriving = walk.arriving({0.1, 7});
  CHECK(arriving == walk.arriving({0.1, 7}));
  CHECK(arriving != walk.arriving({0.1, 8}));
  std::size_t lost = 0, torn = 0, both = 0;
  for (std::size_t packet = 0; packet < arriving.size() / 16; ++packet) {
    for (std::size_t foot = 0; foot < 2; ++foot) {
      const bool first = arriving[16 * packet + foot];
      lost += static_cast<std::size_t>(!first);
      for (std::size_t i = 1; i < 8; ++i) {
        torn += static_cast<std::size_t>(arriving[16 * packet + 2 * i + foot] != first);
      }
    }
    both += static_cast<std::size_t>(!arriving[16 * packet] && !arriving[16 * packet + 1]);
  }
  CHECK(torn == 0);
  CHECK(static_cast<double>(lost) == Approx(1000).margin(100));
  CHECK(both < lost / 4);
}

TEST_CASE("A source gives what arrives, and all of it again after a rewind") {
  WalkData walk;
  for (int i = 0; i < 6; ++i) {
    walk.readings.push_back({Foot::left, {.t_us = i}});
  }
  WalkSource source(walk, {false, true, true, false, true, false});
  for (int pass = 0; pass < 2; ++pass) {
    for (const std::int64_t t_us : {1, 2, 4}) {
      const auto reading = source.next();
      REQUIRE(reading.has_value());
      CHECK(reading->sample.t_us == t_us);
    }
    CHECK_FALSE(source.next().has_value());
    source.rewind();
  }
}

TEST_CASE("A marker that goes round a sensor at rest tells a way, the sensor none") {
  Recording recording;
  recording.arm_forward_m = 0.06;
  recording.arm_left_m = -0.02;
  for (const double turn_rad : {-2.0, -0.5, 0.3, 1.5}) {
    // Marker at R(turn/2) arm minus R(-turn/2) arm, in the mean heading.
    const double twice_sine = 2 * std::sin(turn_rad / 2);
    const double forward_m = -twice_sine * recording.arm_left_m, left_m = twice_sine * recording.arm_forward_m;
    const TrueStride stride{Foot::right, 0,      1,        std::hypot(forward_m, left_m),
                            forward_m,   left_m, turn_rad, std::nullopt};
    CHECK(length_at_sensor_m(recording, stride) == Approx(0).margin(1e-12));
  }
}

TEST_CASE("Between perfect rests a stride is as long as its acceleration makes it, whatever the sensor's tilt") {
  const double length_m = 3 / (2 * kPi);
  const Quat tilt(Eigen::AngleAxis<Real>(0.4, Vec3(1, 2, 0.5).normalized()));
  std::vector<ImuSample> samples = one_stride(3);
  for (ImuSample& s : samples) {
    s.acc_mps2 = tilt.conjugate() * s.acc_mps2;
  }
  const TrueStride stride{Foot::left, 0.25, 1.75, length_m, {}, {}, 0, {}};
  const auto by_gyroscope = length_between_true_rests_m(samples, stride);
  REQUIRE(by_gyroscope.has_value());
  CHECK(*by_gyroscope == Approx(length_m).epsilon(0.001));

  std::vector<TrueMotion> motion;
  for (const ImuSample& s : samples) {
    TrueMotion m;
    m.time_s = 1e-6 * static_cast<double>(s.t_us);
    m.q_world_sensor = tilt;
    motion.push_back(m);
  }
  const auto by_truth = length_of_true_orientation_m(samples, motion, stride);
  REQUIRE(by_truth.has_value());
  CHECK(*by_truth == Approx(length_m).epsilon(0.001));
  CHECK_FALSE(length_of_true_orientation_m(samples, {}, stride).has_value());
}

TEST_CASE("The worst stride comes first, and where nothing is odd no cause is made up") {
  const auto worst = worst_strides(two_strides(0.01, 0.03), 2);
  REQUIRE(worst.size() == 2);
  CHECK(worst[0].length.m.error == 0.03);
  CHECK(worst[0].causes.empty());
  CHECK(worst[1].causes.empty());
}

TEST_CASE("Causes of a wrong length are named where they are measured") {
  SECTION("a rest that two strides share") {
    CHECK(names(worst_strides(two_strides(-0.04, 0.05), 1)[0].causes, "rest at its start misplaced"));
  }
  SECTION("a foot that turns at its rest") {
    RecordingResult r = two_strides(0, 0.05);
    for (host::Reading& reading : r.walk.readings) {
      reading.sample.gyr_radps = Vec3(0, 0.8, 0);
    }
    CHECK(names(worst_strides(r, 1)[0].causes, "at its end the foot turns 0.8 rad/s"));
  }
  SECTION("an accelerometer at its end") {
    RecordingResult r = two_strides(0, 0.05);
    for (std::size_t i = 240; i < 243; ++i) {
      r.walk.readings[i].sample.acc_mps2.x() = 16 * kGravity_mps2;
    }
    CHECK(names(worst_strides(r, 1)[0].causes, "saturated: 3 samples at ±16 g"));
  }
  SECTION("a marker beside the sensor, in a turn") {
    RecordingResult r = two_strides(0, 0.05);
    r.recording.arm_left_m = 0.1;
    TrueStride& t = r.comparison.lengths[1].truth;
    t.turn_rad = -0.5;
    // What was measured is right for the sensor.
    r.comparison.lengths[1].m.error = length_at_sensor_m(r.recording, t) - *t.length_m;
    CHECK(names(worst_strides(r, 1)[0].causes, "lever arm in the turn: without it 0.0 cm"));
  }
}

TEST_CASE("A standard deviation is honest when 90 to 98 of a hundred errors are within two of it") {
  Honesty h;
  h.within = {95, 100};
  CHECK(h.verdict() == "met");
  h.within = {85, 100};
  CHECK(h.verdict() == "missed: too sure by 5.0 %");
  h.within = {100, 100};
  CHECK(h.verdict() == "missed: too careful by 2.0 %");
}

TEST_CASE("A floor breaks where a quantity is worse than it, and nowhere else") {
  FolderReport report;
  report.name = "recordings";
  report.quantities = {{"recall", "", "", "", 0.999, true}, {"length_cm_hall, mae", "", "", "", 1.0, false}};
  CHECK(broken_floors(report).empty());
  report.quantities[0].value = 0.5;
  CHECK(broken_floors(report).size() == 1);
  report.quantities[1].value = 5;
  CHECK(broken_floors(report).size() == 2);
  report.name = "recordings-2";
  CHECK(broken_floors(report).size() == 2);
  report.quantities[1].name = "length_cm_gaitmap, mae";  // of which that folder has none
  CHECK(broken_floors(report).size() == 1);
  report.name = "of other people";
  CHECK(broken_floors(report).empty());
}

TEST_CASE("Folders show their quantities side by side, and what one of them lacks stays empty") {
  FolderReport first, second;
  first.name = "a";
  first.quantities = {{"recall", ">= 1", "0.9", "missed by 0.1", 0.9, true}, {"loop", "", "2", "", 2, false}};
  second.name = "b";
  second.quantities = {{"recall", ">= 1", "1", "met", 1, true}, {"sd", "", "3", "", 3, false}};
  const std::string table = target_table({first, second});
  CHECK(table.find("| recall | >= 1 | 0.9 | **missed by 0.1** | 1 | met |\n") != std::string::npos);
  CHECK(table.find("| loop |  | 2 |  |  |  |\n") != std::string::npos);
  CHECK(table.find("| sd |  |  |  | 3 |  |\n") != std::string::npos);
}

TEST_CASE("A list of folders is read with the less tuned one first, and a folder that is none is an error") {
  const std::filesystem::path root = std::filesystem::temp_directory_path() / "backstep-folders";
  for (const char* name : {"recordings", "recordings-2"}) {
    std::filesystem::create_directories(root / name);
    std::ofstream(root / name / "index.json")
        << R"([{"name": "hall-x", "direction": "forward", "analyze": {"left": {"file": "l.csv", "toes": "+x"}}}])";
  }
  const std::string one = (root / "recordings").string(), two = (root / "recordings-2").string();
  const auto both = read_folders(one + "/:" + two);
  REQUIRE(both.has_value());
  REQUIRE(both->size() == 2);
  CHECK((*both)[0].name == "recordings-2");
  CHECK((*both)[1].name == "recordings");
  CHECK(together(*both).size() == 2);
  CHECK(missing(*both).empty());
  CHECK(missing(*read_folders(one)) == std::vector<std::string>{"recordings-2"});
  CHECK_FALSE(read_folders(one + ":" + (root / "none").string()).has_value());
  std::filesystem::remove_all(root);
}

TEST_CASE("A row that is sure and wrong is silent, one that is marked or little wrong is not") {
  RecordingResult r;
  r.recording.name = "one";
  r.recording.family = "hall";
  r.recording.judged_sd_m = 0.01;
  TrueStride truth{Foot::left, 0, 1, 1.0, 1.0, 0.0, 0, Direction::forward};
  Stride row;
  row.foot = Foot::left;
  row.t_tc_us = 300000;
  row.t_ic_us = 700000;
  row.stride_length_m = Real(1.2);
  row.stride_length_sd_m = Real(0.01);
  row.used = true;
  r.walk.truth.strides = {truth};
  r.strides = {row};
  CHECK(sureness({r}).sure == 1);
  CHECK(sureness({r}).silent.size() == 1);
  CHECK(sureness({r}).worst_silent_cm() == Approx(20));
  r.strides[0].quality.set(Quality::slip);
  CHECK(sureness({r}).sure == 0);
  CHECK(sureness({r}).used_of_family.at("hall").count == 1);
  r.strides[0].quality = {};
  r.strides[0].quality.set(Quality::low_rate);  // only informs
  CHECK(sureness({r}).silent.size() == 1);
  r.strides[0].stride_length_m = Real(1.05);
  CHECK(sureness({r}).silent.empty());
}

TEST_CASE("Constants are counted where their own comment names recordings") {
  const std::filesystem::path root = std::filesystem::temp_directory_path() / "backstep-constants";
  std::filesystem::create_directories(root);
  std::ofstream(root / "a.h") << "struct A {\n"
                                 "  /// Above it: set on\n"
                                 "  /// recordings.\n"
                                 "  Real first = Real(1), second = Real(2);\n"
                                 "  Real third = Real(3);  // the recordings say so\n"
                                 "  Real fourth = Real(4);  // the recording begins\n"
                                 "};\n";
  const auto found = constants_set_on_recordings(root);
  REQUIRE(found.size() == 3);
  CHECK(found[0].name == "first");
  CHECK(found[1].name == "second");
  CHECK(found[2].name == "third");
  std::filesystem::remove_all(root);
}
