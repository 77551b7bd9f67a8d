// A Linux computer's own sensor, without one: libiio reads a context's description, attributes are a table of the test.
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "firmware/linux/iio_sensor.h"
#include "firmware/linux/imu_pairing.h"

using namespace backstep;
using namespace backstep::firmware;

namespace {

std::string axes_xml(const std::string& type, int first_index, const std::string& format) {
  std::string xml;
  for (const char axis : {'x', 'y', 'z'}) {
    xml += "<channel id=\"" + type + "_" + axis + "\" type=\"input\"><scan-element index=\"" +
           std::to_string(first_index++) + "\" format=\"" + format + "\" /></channel>";
  }
  return xml;
}

std::string device_xml(const std::string& id, const std::string& name, const std::string& channels) {
  return "<device id=\"" + id + "\" name=\"" + name + "\">" + channels +
         "<channel id=\"timestamp\" type=\"input\"><scan-element index=\"9\" format=\"le:S64/64&gt;&gt;0\" />"
         "</channel></device>";
}

/// The context that an IIO daemon would describe so.
struct Context {
  explicit Context(const std::string& devices) {
    const std::string xml =
        "<?xml version=\"1.0\"?><!DOCTYPE context ["
        "<!ELEMENT context (device)*><!ELEMENT device (channel)*><!ELEMENT channel (scan-element?)>"
        "<!ELEMENT scan-element EMPTY><!ATTLIST context name CDATA #REQUIRED description CDATA #REQUIRED>"
        "<!ATTLIST device id CDATA #REQUIRED name CDATA #REQUIRED>"
        "<!ATTLIST channel id CDATA #REQUIRED type (input|output) #REQUIRED>"
        "<!ATTLIST scan-element index CDATA #REQUIRED format CDATA #REQUIRED>]>"
        "<context name=\"local\" description=\"\">" +
        devices + "</context>";
    context.reset(iio_create_xml_context_mem(xml.data(), xml.size()));
    REQUIRE(context != nullptr);
  }

  IioSensor find(const std::string& wanted) const { return find_iio_sensor(context.get(), wanted); }
  std::string why_not(const std::string& wanted) const {
    try {
      find(wanted);
    } catch (const std::runtime_error& e) {
      return e.what();
    }
    return {};
  }

  struct Free {
    void operator()(iio_context* c) const { iio_context_destroy(c); }
  };
  std::unique_ptr<iio_context, Free> context;
};

constexpr const char* kLittle16 = "le:S16/16&gt;&gt;0";
constexpr const char* kBig16 = "be:S16/16&gt;&gt;0";

std::string gyro_device(const std::string& id) {
  return device_xml(id, "lsm6ds3tr-c_gyro", axes_xml("anglvel", 0, kLittle16));
}
std::string accel_device(const std::string& id) {
  return device_xml(id, "lsm6ds3tr-c_accel", axes_xml("accel", 0, kLittle16));
}
std::string mpu6050_device(const std::string& id) {
  return device_xml(id, "mpu6050", axes_xml("accel", 0, kBig16) + axes_xml("anglvel", 3, kBig16));
}

/// What a driver answers, "device/type/attribute" or "device//attribute". Takes only values that it says are available.
struct Driver {
  explicit Driver(std::map<std::string, std::string> table) : values(std::move(table)) {
    attributes.read = [this](const iio_device* d, const iio_channel* c, const std::string& name) {
      const auto found = values.find(key(d, c, name));
      return found == values.end() ? std::nullopt : std::optional(found->second);
    };
    attributes.write = [this](const iio_device* d, const iio_channel* c, const std::string& name,
                              const std::string& value) {
      const auto found = values.find(key(d, c, name));
      const auto available = values.find(key(d, c, name + "_available"));
      if (read_only || found == values.end() ||
          (available != values.end() && available->second.find('[') == std::string::npos &&
           (" " + available->second + " ").find(" " + value + " ") == std::string::npos)) {
        return false;
      }
      found->second = value;
      return true;
    };
  }

  static std::string key(const iio_device* device, const iio_channel* channel, const std::string& name) {
    const std::string id = channel == nullptr ? "" : iio_channel_get_id(channel);
    return std::string(iio_device_get_id(device)) + "/" + id.substr(0, id.find('_')) + "/" + name;
  }

  std::map<std::string, std::string> values;
  bool read_only = false;
  IioAttributes attributes;
};

std::map<std::string, std::string> lsm6ds3tr_attributes() {
  const std::string rates = "12.500 26.000 52.000 104.000 208.000 416.000";
  return {{"iio:device0//sampling_frequency", "26.000"},
          {"iio:device0//sampling_frequency_available", rates},
          {"iio:device0//current_timestamp_clock", "realtime"},
          {"iio:device0/anglvel/scale", "0.000152716"},
          {"iio:device0/anglvel/scale_available", "0.000152716 0.000305432 0.000610865 0.001221730"},
          {"iio:device1//sampling_frequency", "12.500"},
          {"iio:device1//sampling_frequency_available", rates},
          {"iio:device1//current_timestamp_clock", "realtime"},
          {"iio:device1/accel/scale", "0.000598"},
          {"iio:device1/accel/scale_available", "0.000598 0.001196 0.002392 0.004785"}};
}

std::string not_fit(IioSensor sensor, const Driver& driver) {
  try {
    set_up(sensor, driver.attributes);
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  return {};
}

using Catch::Matchers::Contains;

}  // namespace

TEST_CASE("A sensor that is two IIO devices is found by either, by both names' beginning and by id") {
  const Context context(gyro_device("iio:device0") + accel_device("iio:device1") + mpu6050_device("iio:device2"));
  for (const char* wanted : {"lsm6ds3tr-c", "lsm6ds3tr-c_accel", "lsm6ds3tr-c_gyro", "iio:device0", "iio:device1"}) {
    CAPTURE(wanted);
    const IioSensor sensor = context.find(wanted);
    CHECK(std::string(iio_device_get_id(sensor.gyr.device)) == "iio:device0");
    CHECK(std::string(iio_device_get_id(sensor.acc.device)) == "iio:device1");
    CHECK(std::string(iio_channel_get_id(sensor.gyr.axes[0])) == "anglvel_x");
    CHECK(std::string(iio_channel_get_id(sensor.acc.axes[2])) == "accel_z");
    CHECK(sensor.name == "lsm6ds3tr-c");
  }
}

TEST_CASE("A sensor that is one IIO device is found whole") {
  const Context context(gyro_device("iio:device0") + accel_device("iio:device1") + mpu6050_device("iio:device2"));
  const IioSensor sensor = context.find("mpu6050");
  CHECK(sensor.acc.device == sensor.gyr.device);
  CHECK(std::string(iio_channel_get_id(sensor.acc.axes[1])) == "accel_y");
  CHECK(std::string(iio_channel_get_id(sensor.gyr.axes[1])) == "anglvel_y");
}

TEST_CASE("A sensor that is not there, not whole or not the only one is refused, with what there is") {
  const Context context(gyro_device("iio:device0") + accel_device("iio:device1"));
  CHECK_THAT(context.why_not("bmi160"), Contains("\"bmi160\"") && Contains("iio:device0 (lsm6ds3tr-c_gyro)") &&
                                            Contains("iio:device1 (lsm6ds3tr-c_accel)"));
  CHECK_THAT(Context(accel_device("iio:device0")).why_not("lsm6ds3tr-c"), Contains("no gyroscope"));
  const Context two(mpu6050_device("iio:device0") + mpu6050_device("iio:device1"));
  CHECK_THAT(two.why_not("mpu6050"), Contains("iio:device0") && Contains("iio:device1"));
  CHECK(two.why_not("iio:device1").empty());
  const Context feet(gyro_device("iio:device0") + accel_device("iio:device1") + gyro_device("iio:device2") +
                     accel_device("iio:device3"));
  CHECK_THAT(feet.why_not("iio:device1"), Contains("iio:device0") && Contains("iio:device2"));
}

TEST_CASE("The sensor is set to 208 Hz, 16 g and 2000 deg/s, with stamps of the monotonic clock") {
  const Context context(gyro_device("iio:device0") + accel_device("iio:device1"));
  Driver driver(lsm6ds3tr_attributes());
  IioSensor sensor = context.find("lsm6ds3tr-c");
  set_up(sensor, driver.attributes);
  CHECK(driver.values["iio:device0//sampling_frequency"] == "208.000");
  CHECK(driver.values["iio:device1//sampling_frequency"] == "208.000");
  CHECK(driver.values["iio:device0//current_timestamp_clock"] == "monotonic");
  CHECK(driver.values["iio:device1//current_timestamp_clock"] == "monotonic");
  const SensorMake make = sensor.make();
  CHECK(make.name == "lsm6ds3tr-c");
  CHECK(make.rate_hz == 208);
  CHECK(make.acc_lsb_mps2 == Approx(0.004785));
  CHECK(make.gyr_lsb_radps == Approx(deg_to_rad(0.070)));
  CHECK(make.acc_range_g == 16);
  CHECK(make.gyr_range_dps == 2294);  // 70 mdps a count, data sheet table 3: more than the nominal 2000
}

TEST_CASE("Rates of the channels, a range of rates and a scale that cannot be changed are taken too") {
  const Context context(mpu6050_device("iio:device0"));
  Driver driver({{"iio:device0/accel/sampling_frequency", "25"},
                 {"iio:device0/accel/sampling_frequency_available", "25 50 100 200 400"},
                 {"iio:device0/anglvel/sampling_frequency", "25"},
                 {"iio:device0/anglvel/sampling_frequency_available", "[25 5 800]"},
                 {"iio:device0//current_timestamp_clock", "realtime"},
                 {"iio:device0/accel/scale", "0.002394"},
                 {"iio:device0/anglvel/scale", "0.001065264"}});
  IioSensor sensor = context.find("mpu6050");
  set_up(sensor, driver.attributes);
  CHECK(driver.values["iio:device0/accel/sampling_frequency"] == "200");
  CHECK(driver.values["iio:device0/anglvel/sampling_frequency"] == "200");
  CHECK(sensor.make().acc_range_g == 8);
  CHECK(sensor.make().gyr_range_dps == 2000);
}

TEST_CASE("A sensor that is not fit for walking is refused, and the sentence says why") {
  const Context context(gyro_device("iio:device0") + accel_device("iio:device1"));
  const IioSensor sensor = context.find("lsm6ds3tr-c");
  Driver slow(lsm6ds3tr_attributes());
  slow.values["iio:device1//sampling_frequency_available"] = "12.500 26.000";
  CHECK_THAT(not_fit(sensor, slow), Contains("iio:device1") && Contains("26.000") && Contains("100"));
  Driver uneven(lsm6ds3tr_attributes());
  uneven.values["iio:device1//sampling_frequency_available"] = "12.500 104.000";
  CHECK_THAT(not_fit(sensor, uneven), Contains("104") && Contains("208"));
  Driver forbidden(lsm6ds3tr_attributes());
  forbidden.read_only = true;
  CHECK_THAT(not_fit(sensor, forbidden), Contains("sampling_frequency") && Contains("right to write"));
  Driver timeless(lsm6ds3tr_attributes());
  timeless.values.erase("iio:device0//current_timestamp_clock");
  CHECK_THAT(not_fit(sensor, timeless), Contains("monotonic"));
  Driver unscaled(lsm6ds3tr_attributes());
  unscaled.values.erase("iio:device1/accel/scale");
  CHECK_THAT(not_fit(sensor, unscaled), Contains("accel_x") && Contains("scale"));
}

TEST_CASE("A raw value is read in the kernel's format") {
  struct Case {
    const char* format;
    std::vector<std::uint8_t> bytes;
    std::int64_t value;
  };
  for (const Case& c :
       {Case{"le:S16/16&gt;&gt;0", {0x18, 0xFC}, -1000}, Case{"be:S16/16&gt;&gt;0", {0xFC, 0x18}, -1000},
        Case{"le:s12/16&gt;&gt;4", {0x8F, 0xC1}, -1000}, Case{"be:s24/32&gt;&gt;8", {0xFF, 0xFC, 0x18, 0x77}, -1000},
        Case{"le:U16/16&gt;&gt;0", {0x18, 0xFC}, 64536}, Case{"le:s12/16&gt;&gt;0", {0x18, 0x0C}, -1000},
        Case{"le:S8/8&gt;&gt;0", {0x9C}, -100},
        Case{"le:S64/64&gt;&gt;0", {0, 0x10, 0xA5, 0xD4, 0xE8, 0, 0, 0x10}, 0x100000E8D4A51000}}) {
    CAPTURE(c.format);
    const Context context(device_xml("iio:device0", "x", axes_xml("accel", 0, c.format)));
    const iio_device* device = iio_context_get_device(context.context.get(), 0);
    CHECK(iio_raw(iio_device_find_channel(device, "accel_x", false), c.bytes.data()) == c.value);
  }
}

TEST_CASE("Counts are the driver's own where they fit, and in the board's frame") {
  const Context context(gyro_device("iio:device0") + accel_device("iio:device1"));
  Driver driver(lsm6ds3tr_attributes());
  driver.values["iio:device1/accel/mount_matrix"] = "0, 1, 0; -1, 0, 0; 0, 0, 1";
  driver.values["iio:device0//in_mount_matrix"] = "1, 0, 0; 0, 1, 0; 0, 0, 1";
  driver.values["iio:device0/anglvel/offset"] = "-7";
  IioSensor sensor = context.find("lsm6ds3tr-c");
  set_up(sensor, driver.attributes);
  CHECK((sensor.acc.counts({100, -32768, 2049}) - Vec3(-32768, -100, 2049)).norm() < 1e-6);
  CHECK((sensor.gyr.counts({100, -200, 32767}) - Vec3(93, -207, 32760)).norm() < 1e-6);
}

TEST_CASE("A sensor of more than 16 bits keeps its range in 16") {
  const std::string format = "be:s24/32&gt;&gt;8";
  const Context context(
      device_xml("iio:device0", "fine", axes_xml("accel", 0, format) + axes_xml("anglvel", 3, format)));
  Driver driver({{"iio:device0//sampling_frequency", "200"},
                 {"iio:device0//current_timestamp_clock", "monotonic"},
                 {"iio:device0/accel/scale", "0.00001871"},
                 {"iio:device0/anglvel/scale", "0.00000416"}});
  IioSensor sensor = context.find("fine");
  set_up(sensor, driver.attributes);
  CHECK(sensor.make().acc_range_g == 16);
  const Vec3 counts = sensor.acc.counts({8388607, -8388608, 256});
  CHECK(counts.x() == Approx(32768).margin(0.01));
  CHECK(counts.y() == Approx(-32768).margin(0.01));
  CHECK(counts.z() * sensor.make().acc_lsb_mps2 == Approx(256 * 0.00001871));
}

namespace {

struct Heard final : SensorListener {
  void sample(const wire::ImuRaw& counts, std::uint64_t sampled_us) override {
    samples.push_back(counts);
    times_us.push_back(sampled_us);
  }
  void samples_lost(std::uint32_t count) override { lost += count; }
  void sensor_failed() override { ++failures; }

  std::vector<wire::ImuRaw> samples;
  std::vector<std::uint64_t> times_us;
  std::uint32_t lost = 0;
  int failures = 0;
};

/// What both sensors would measure at a time: lines, so that what lies between two samples is known.
Vec3 acc_at(double t_us) { return Vec3(t_us * 1e-3, -t_us * 1e-3, 2048); }
Vec3 gyr_at(double t_us) { return Vec3(5, t_us * 2e-3, -t_us * 1e-3); }

constexpr std::uint64_t kPeriod_us = 4808, kBegin_us = 1'000'000;

/// Offers both streams in turn, each as far as `blocks` says, and of each sample `i` what `has` says. The
/// accelerometer's are `phase_us` later.
template <class HasAcc, class HasGyr>
void play(ImuPairing& pairing, Heard& heard, int count, std::uint64_t phase_us, const std::vector<int>& blocks,
          HasAcc has_acc, HasGyr has_gyr) {
  int next_acc = 0, next_gyr = 0;
  const auto time_us = [](int i) { return kBegin_us + static_cast<std::uint64_t>(i) * kPeriod_us; };
  std::size_t turn = 0;
  for (int until = 0; next_acc < count || next_gyr < count; ++turn) {
    until = std::min(count, until + blocks[turn % blocks.size()]);
    for (; turn % 2 == 0 && next_acc < until; ++next_acc) {
      if (const std::uint64_t t_us = time_us(next_acc) + phase_us; has_acc(next_acc)) {
        pairing.add_acc(t_us, acc_at(static_cast<double>(t_us)));
      }
    }
    for (; turn % 2 == 1 && next_gyr < until; ++next_gyr) {
      if (const std::uint64_t t_us = time_us(next_gyr); has_gyr(next_gyr)) {
        pairing.add_gyr(t_us, gyr_at(static_cast<double>(t_us)));
      }
    }
    pairing.deliver(heard);
  }
}

}  // namespace

TEST_CASE("Two streams become samples of one time, in whatever pieces they come") {
  CHECK(rc::check("samples of one time, as measured", [] {
    const auto phase_us = *rc::gen::inRange<std::uint64_t>(0, kPeriod_us);
    const auto blocks = *rc::gen::container<std::vector<int>>(4, rc::gen::inRange(1, 40));
    ImuPairing pairing(208);
    Heard heard;
    const auto all = [](int) { return true; };
    play(pairing, heard, 2000, phase_us, blocks, all, all);
    RC_ASSERT(heard.lost == 0U);
    RC_ASSERT(heard.samples.size() >= 1998U);
    for (std::size_t i = 0; i < heard.samples.size(); ++i) {
      const auto t_us = static_cast<double>(heard.times_us[i]);
      RC_ASSERT(std::abs(heard.samples[i].ax() - acc_at(t_us).x()) <= 0.5001);
      RC_ASSERT(std::abs(heard.samples[i].ay() - acc_at(t_us).y()) <= 0.5001);
      RC_ASSERT(std::abs(heard.samples[i].gy() - gyr_at(t_us).y()) <= 0.5001);
      RC_ASSERT((i == 0 || heard.times_us[i] == heard.times_us[i - 1] + kPeriod_us));
    }
  }));
}

TEST_CASE("What either stream has lost is counted to the sample, and nothing is made up") {
  CHECK(rc::check("all told or counted", [] {
    const auto phase_us = *rc::gen::element<std::uint64_t>(0, 700, 2404, 4500);
    const int from = *rc::gen::inRange(100, 150), lost = *rc::gen::inRange(1, 60);
    const bool acc_loses = *rc::gen::arbitrary<bool>();
    ImuPairing pairing(200);  // 4 % off the true rate
    Heard heard;
    const auto all = [](int) { return true; };
    const auto some = [&](int i) { return i < from || i >= from + lost; };
    play(
        pairing, heard, 400, phase_us, {7, 5, 1, 9}, [&](int i) { return acc_loses ? some(i) : all(i); },
        [&](int i) { return acc_loses ? all(i) : some(i); });
    // The line of an accelerometer's gap has no sample inside: one more gyroscope sample goes, when they are not in
    // step.
    const std::uint32_t gone = static_cast<std::uint32_t>(lost) + (acc_loses && phase_us > 0 ? 1U : 0U);
    RC_ASSERT(heard.lost == gone);
    RC_ASSERT(heard.samples.size() + gone >= 398U);
    for (std::size_t i = 0; i < heard.samples.size(); ++i) {
      RC_ASSERT(std::abs(heard.samples[i].ax() - acc_at(static_cast<double>(heard.times_us[i])).x()) <= 0.5001);
    }
  }));
}

TEST_CASE("A stream whose partner has stopped does not grow, and goes on when it is back") {
  ImuPairing pairing(208);
  Heard heard;
  play(
      pairing, heard, 3000, 0, {10, 10}, [](int i) { return i < 500 || i >= 2000; }, [](int) { return true; });
  CHECK(heard.samples.size() == 1500);
  CHECK(heard.lost == 1500);
}

TEST_CASE("A faster sensor's samples are merged to the rate that the host was granted") {
  SampleMerge merge;
  Heard heard;
  merge.set(heard, 4);
  for (std::uint64_t i = 0; i < 8; ++i) {
    merge.sample({static_cast<std::int16_t>(10 * i), 0, 0, 0, 0, 0}, 1000 + 10 * i);
  }
  REQUIRE(heard.samples.size() == 2);
  CHECK(heard.samples[1].ax() == 55);
  CHECK(heard.times_us[1] == 1055);  // where their mean was
  merge.sample({}, 2000);
  merge.samples_lost(7);
  CHECK(heard.lost == 2);
  for (std::uint64_t i = 0; i < 4; ++i) {
    merge.sample({1, 1, 1, 1, 1, 1}, 3000 + 10 * i);
  }
  CHECK(heard.samples.back().ax() == 1);  // nothing of before the loss is mixed in
  merge.sample({}, 4000);
  merge.set(heard, 1);
  CHECK(heard.lost == 3);  // what was half merged is not lost in silence
}

TEST_CASE("What was clipped has no mean: it stays at the end of its range") {
  SampleMerge merge;
  Heard heard;
  merge.set(heard, 4);
  for (std::uint64_t i = 0; i < 4; ++i) {
    const auto ay = static_cast<std::int16_t>(i == 2 ? INT16_MIN : 5),
               gz = static_cast<std::int16_t>(i == 1 ? INT16_MAX : 0);
    merge.sample({100, ay, 0, 0, 0, gz}, 10 * i);
  }
  REQUIRE(heard.samples.size() == 1);
  CHECK(heard.samples[0].ax() == 100);
  CHECK(heard.samples[0].ay() == INT16_MIN);
  CHECK(heard.samples[0].gz() == INT16_MAX);
}

TEST_CASE("A stamp that repeats or runs back is told neither twice nor as a loss") {
  ImuPairing pairing(200);
  Heard heard;
  pairing.add_acc(100'000, Vec3::Zero());
  pairing.add_acc(105'000, Vec3::Zero());
  pairing.add_gyr(104'000, Vec3::Zero());
  pairing.deliver(heard);
  pairing.add_gyr(104'000, Vec3::Zero());
  pairing.deliver(heard);
  pairing.add_gyr(103'000, Vec3::Zero());
  pairing.add_acc(110'000, Vec3::Zero());
  pairing.deliver(heard);
  CHECK(heard.samples.size() == 1);
  CHECK(heard.lost == 0);
}
