// The bytes of one message each, written down in schemas/golden/ and never changed: what is out in the field keeps
// being understood. Structs must also be made as they were; tables need only be read (FlatBuffers may lay them out
// anew).
#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "schemas/control.h"
#include "schemas/frame.h"
#include "schemas/packet.h"
#include "schemas/recording_generated.h"
#include "schemas/running_speed_cadence.h"

using namespace backstep::wire;

namespace {

using Bytes = std::vector<std::uint8_t>;

const std::string kSchemas = std::string(BACKSTEP_SOURCE_DIR) + "/schemas/";

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

Bytes golden(const std::string& name) {
  std::istringstream hex(text_of(kSchemas + "golden/" + name + ".hex"));
  Bytes bytes;
  for (unsigned byte = 0; hex >> std::hex >> byte;) {
    bytes.push_back(static_cast<std::uint8_t>(byte));
  }
  return bytes;
}

template <class Struct>
Bytes bytes_of(const Struct& s) {
  Bytes bytes(sizeof s);
  std::memcpy(bytes.data(), &s, sizeof s);
  return bytes;
}

template <std::size_t N>
std::array<std::uint8_t, N> text(const char* s) {
  std::array<std::uint8_t, N> a{};
  std::memcpy(a.data(), s, std::strlen(s));
  return a;
}

template <class T, std::size_t N>
flatbuffers::span<const T, N> span(const std::array<T, N>& a) {
  return flatbuffers::span<const T, N>(a);
}

/// The payload of the golden frame `name`, which must be whole, verified as the table it should be.
template <class Table>
const Table* golden_table(Bytes& frame, const std::string& name, FrameType type) {
  frame = golden(name);
  const FrameView view = parse_frame(frame);
  REQUIRE(view.status == FrameStatus::whole);
  REQUIRE(view.type == type);
  frame.erase(frame.begin(), frame.begin() + kFrameHeaderSize);  // moves the payload to aligned memory
  flatbuffers::Verifier verifier(frame.data(), frame.size());
  REQUIRE(verifier.VerifyBuffer<Table>(nullptr));
  return flatbuffers::GetRoot<Table>(frame.data());
}

Packet sample_packet(bool compact) {
  Packet p;
  p.compact = compact;
  p.status = static_cast<std::uint8_t>(PacketStatus::acc_saturated) |
             (compact ? static_cast<std::uint8_t>(PacketStatus::reduced) : 0U);
  p.boot = compact ? 5 : 0xA5;
  p.sequence = compact ? 0x0201 : 0x04030201;
  p.first_us = 0x08070605;
  p.samples[0] = ImuRaw(1, -2, 2048, -256, 32767, -32768);
  p.samples[1] = ImuRaw(3, -4, 2047, 0, 100, -100);
  p.count = compact ? 1 : 2;
  return p;
}

Bytes packet_bytes(bool compact) {
  const PacketBytes packed = pack(sample_packet(compact));
  return {packed.span().begin(), packed.span().end()};
}

DeviceInfo sample_device() {
  const auto sensor = text<16>("LSM6DS3TR-C");
  const auto serial = text<16>("3F2A");
  const auto firmware = text<16>("0.1.0");
  return {1,      Side::right, Axis::minus_z, 19,           0xA5,         208.0F,        0.0048828125F,
          0.001F, 156.90640F,  34.906586F,    span(sensor), span(serial), span(firmware)};
}

Calibration sample_calibration() {
  const std::array<float, 3> bias = {0.01F, -0.02F, 0.03F}, ball = {0.05F, 0, -0.06F}, heel = {-0.12F, 0, -0.06F};
  const std::array<float, 4> q = {1, 0, 0, 0};
  return {span(bias), 9.81F, span(q),           0.05F, 4.5F, span(ball), span(heel), 0.1F, 3.0F,
          7,          6,     ToeSource::stored, true,  true};
}

}  // namespace

TEST_CASE("Structs on the air have the sizes they were released with") {
  CHECK(sizeof(ImuRaw) == 12);
  CHECK(sizeof(ImuPacket) == 240);
  CHECK(sizeof(CompactPacket) == 20);
  CHECK(sizeof(DeviceInfo) == 76);
  CHECK(sizeof(Calibration) == 84);
  CHECK(sizeof(Command) == 12);
  CHECK(sizeof(Reply) == 8);
  CHECK(sizeof(Granted) == 8);
  CHECK(sizeof(TimeSent) == 4);
  CHECK(sizeof(Resending) == 8);
  CHECK(sizeof(Counters) == 40);
}

TEST_CASE("Structs on the air are the golden bytes") {
  CHECK(packet_bytes(false) == golden("imu_packet"));
  CHECK(packet_bytes(true) == golden("compact_packet"));
  CHECK(bytes_of(sample_device()) == golden("device_info"));
  CHECK(bytes_of(sample_calibration()) == golden("calibration"));
  CHECK(bytes_of(Command(7, CommandKind::resend, 1000, 1011)) == golden("command"));
  CHECK(bytes_of(Reply(7, CommandKind::resend, ReplyStatus::gone, 123456)) == golden("reply"));
  CHECK(bytes_of(Counters(1, 82, 3987, 1000, 998, 2, 12, 1, 3, 19, 1, 4)) == golden("counters"));
}

TEST_CASE("Messages of the Control characteristic are the golden bytes and are read back from them") {
  const auto packed = [](const auto& message) {
    const ControlBytes bytes = pack(message);
    return Bytes(bytes.span().begin(), bytes.span().end());
  };
  const CommandMessage store{Command(11, CommandKind::write_calibration, 0, 0), sample_calibration()};
  CHECK(packed(store) == golden("command_write_calibration"));
  const auto reply = [&](std::uint16_t number, CommandKind kind, const auto& details, const std::string& name) {
    INFO(name);
    const ReplyMessage message{Reply(number, kind, ReplyStatus::ok, 123456), details};
    CHECK(packed(message) == golden(name));
    ReplyMessage back;
    REQUIRE(parse_reply(golden(name), back) == ControlError::none);
    CHECK(packed(back) == golden(name));
    CHECK(back.details.index() == message.details.index());
  };
  reply(8, CommandKind::start, Granted(208, 19, 16, 2000, 247), "reply_granted");
  reply(9, CommandKind::time, TimeSent(123556), "reply_time");
  reply(10, CommandKind::resend, Resending(1003, 1011), "reply_resending");
}

TEST_CASE("The README shows the golden bytes") {
  const std::string readme = text_of(kSchemas + "README.md");
  for (const char* name : {"imu_packet", "compact_packet", "device_info", "calibration", "command",
                           "command_write_calibration", "reply", "reply_granted", "reply_time", "reply_resending",
                           "counters", "rsc_measurement", "rsc_measurement_short", "end_frame"}) {
    INFO(name);
    CHECK(readme.find(text_of(kSchemas + "golden/" + name + ".hex")) != std::string::npos);
  }
}

TEST_CASE("Golden frames are read") {
  Bytes frame;
  const auto* header = golden_table<HeaderFrame>(frame, "header_frame", FrameType::header);
  CHECK(header->format_version() == 1);
  CHECK(header->software()->str() == "backstep 0.1.0");
  CHECK(header->origin()->str() == "live");
  CHECK(header->start_utc_us() == 1763793000000000);
  CHECK(header->common_clock());
  CHECK(header->configuration()->str() == "[stance]\n");
  REQUIRE(header->devices()->size() == 1);
  const Device& device = *header->devices()->Get(0);
  CHECK(bytes_of(*device.info()) == bytes_of(sample_device()));
  CHECK(bytes_of(*device.calibration()) == bytes_of(sample_calibration()));
  CHECK(device.clock_offset_us() == -5);

  const auto* packet = golden_table<PacketFrame>(frame, "packet_frame", FrameType::packet);
  CHECK(packet->arrival_us() == 91346);
  CHECK(packet->side() == Side::right);
  CHECK(Bytes(packet->bytes()->begin(), packet->bytes()->end()) == golden("imu_packet"));

  const auto* mark = golden_table<MarkFrame>(frame, "mark_frame", FrameType::mark);
  CHECK(mark->at_us() == 5000000);
  CHECK(mark->text()->str() == "turned round");

  const auto* gap = golden_table<GapFrame>(frame, "gap_frame", FrameType::gap);
  CHECK(gap->side() == Side::left);
  CHECK(gap->from_us() == 1000000);
  CHECK(gap->to_us() == 2500000);
  CHECK(gap->reason()->str() == "connection lost");

  const auto* clock = golden_table<ClockFrame>(frame, "clock_frame", FrameType::clock);
  CHECK(clock->side() == Side::right);
  CHECK(clock->device_us() == 4296000000);
  CHECK(clock->session_us() == 1000000);
  CHECK(clock->rate_ppm() == -12.5);
  CHECK(clock->correction_us() == -250);
  CHECK(clock->uncertainty_us() == 5300);
  CHECK(clock->anew());

  const auto* end = golden_table<EndFrame>(frame, "end_frame", FrameType::end);
  CHECK(end->packets_left() == 328);
  CHECK(end->packets_right() == 327);
}
