// A shoe that restarts, and packets that come late: what must not be taken for one another, live and from the
// recording.
#include <catch2/catch.hpp>
#include <cstring>

#include "host/base/file.h"
#include "host/recording/queued_gait_writer.h"
#include "tests/firmware/shoe_fixture.h"
#include "tests/host/gait_fixture.h"
#include "tests/host/live_fixture.h"

using namespace backstep;
using namespace backstep::test;
using host::LiveSession;

namespace {

constexpr std::int64_t kPacket_us = 19'000'000 / 208, kCompact_us = 1'000'000 / 52;

/// The left shoe's packet `sequence` of a boot that began at session time `boot_us`; it arrives 10 ms after its end.
struct Sent {
  std::uint32_t sequence;
  std::uint8_t boot;
  std::int64_t boot_us;
  bool compact = false;
  std::uint32_t wrong_by = 0;  ///< its number, on the air

  std::int64_t period_us() const { return compact ? kCompact_us : kPacket_us; }
  std::int64_t arrival_us() const { return boot_us + (sequence + 1) * period_us() + 10'000; }
  wire::PacketBytes bytes() const {
    wire::Packet packet;
    packet.compact = compact;
    packet.boot = compact ? static_cast<std::uint8_t>(boot & 7U) : boot;
    packet.sequence = sequence + wrong_by;
    packet.first_us = static_cast<std::uint32_t>(sequence * period_us());
    packet.count = compact ? 1 : 19;
    return wire::pack(packet);
  }
};

host::LiveSettings settings(const std::filesystem::path& recording) {
  host::LiveSettings settings;
  settings.recorder = host::recorder_to(recording);
  settings.start_utc_us = 5;
  settings.shoes[0] = firmware::test::TestShoe().info();  // boot id 0x1234
  settings.packets_made[0] = 0;
  return settings;
}

void send(LiveSession& session, const Sent& packet, std::int64_t late_us = 0) {
  REQUIRE(session.on_packet(Foot::left, packet.bytes().span(), packet.arrival_us() + late_us));
}

std::size_t samples_in(const std::filesystem::path& path, host::Waiting waiting) {
  auto source = host::open_recording(host::open_input(path), waiting);
  REQUIRE(source);
  std::size_t count = 0;
  while ((*source)->next()) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("A restart is seen also where the low byte of the boot id is the same") {
  const host::TemporaryPath file("restart.gait");
  auto session = *LiveSession::start(settings(file.path()), toes_forward, {});
  for (std::uint32_t i = 0; i < 100; ++i) {
    send(*session, {i, 0x34, 0});
  }
  session->on_connected(Foot::left, 0x1334);
  for (std::uint32_t i = 0; i < 50; ++i) {
    send(*session, {i, 0x34, 12'000'000});
  }
  REQUIRE(session->finish());
  const host::LiveFoot foot = session->foot(Foot::left);
  CHECK(foot.counters.samples == 150 * 19);
  CHECK(foot.counters.reboots == 1);
  // From its last packet until its first one after the restart it may have made some that nobody can count.
  CHECK(foot.uncounted_us == Sent{0, 0x34, 12'000'000}.arrival_us() - Sent{99, 0x34, 0}.arrival_us());
  CHECK(samples_in(file.path(), host::Waiting::as_live) == 150 * 19);
  CHECK(samples_in(file.path(), host::Waiting::for_all) == 150 * 19);
}

TEST_CASE("A restart of which only packets tell, among packets with wrong headers, is the same live and replayed") {
  const host::TemporaryPath file("untold.gait");
  const bool compact = GENERATE(false, true);
  auto session = *LiveSession::start(settings(file.path()), toes_forward, {});
  std::size_t wrong = 0;
  for (std::uint8_t start = 0x34; start < 0x37; ++start) {
    for (std::uint32_t i = 0; i < 60; ++i) {
      Sent sent{i, start, (start - 0x34) * std::int64_t{12'000'000}, compact};
      if (i % 9 == 5) {
        sent.boot ^= 4U;
        ++wrong;
      } else if (i % 9 == 7) {
        sent.wrong_by = 3000;
        ++wrong;
      }
      send(*session, sent);
    }
  }
  REQUIRE(session->finish());
  const host::FootCounters counters = session->foot(Foot::left).counters;
  const std::size_t samples = (180 - wrong) * (compact ? 1 : 19);
  CHECK(counters.reboots == 2);
  CHECK(counters.clock_jumps == 0);
  CHECK(counters.not_believed == wrong);
  CHECK(counters.samples == samples);
  CHECK(samples_in(file.path(), host::Waiting::as_live) == samples);
  CHECK(samples_in(file.path(), host::Waiting::for_all) == samples);
}

TEST_CASE("First packets that are lost and come again are part of the walk, after a restart too") {
  const host::TemporaryPath file("first.gait");
  auto session = *LiveSession::start(settings(file.path()), toes_forward, {});
  const auto begin = [&](std::uint8_t boot, std::int64_t boot_us) {
    send(*session, {1, boot, boot_us});
    send(*session, {0, boot, boot_us}, 2 * kPacket_us - 20'000);
    for (std::uint32_t i = 2; i < 20; ++i) {
      send(*session, {i, boot, boot_us});
    }
  };
  begin(0x34, 0);
  session->on_connected(Foot::left, 0x1235);
  begin(0x35, 4'000'000);
  REQUIRE(session->finish());
  CHECK(session->foot(Foot::left).counters.samples == 40 * 19);
  CHECK(samples_in(file.path(), host::Waiting::as_live) == 40 * 19);
  CHECK(samples_in(file.path(), host::Waiting::for_all) == 40 * 19);
}

TEST_CASE("All that a full resend buffer of small packets holds can come late, and is no restart") {
  const host::TemporaryPath file("late.gait");
  auto session = *LiveSession::start(settings(file.path()), toes_forward, {});
  constexpr std::uint32_t kHeld = 7261, kAfter = 1000;
  for (std::uint32_t i = 0; i < 100; ++i) {
    send(*session, {i, 0x34, 0, true});
  }
  // Out of reach; then three resent ones for each new one.
  std::uint32_t next = 100;
  for (std::uint32_t i = 100 + kHeld; i < 100 + kHeld + kAfter + 2000; ++i) {
    const Sent live{i, 0x34, 0, true};
    send(*session, live);
    for (int k = 0; k < 3 && next < 100 + kHeld; ++k, ++next) {
      const Sent late{next, 0x34, 0, true};
      send(*session, late, live.arrival_us() - late.arrival_us());
    }
  }
  REQUIRE(session->finish());
  CHECK(session->foot(Foot::left).counters.reboots == 0);
  CHECK(samples_in(file.path(), host::Waiting::for_all) == 100 + kHeld + kAfter + 2000);
}

TEST_CASE("A session that is taken up again knows which start of the shoe its recording ends with") {
  const host::TemporaryPath file("resumed.gait");
  const bool compact = GENERATE(true, false);
  auto first = *LiveSession::start(settings(file.path()), toes_forward, {});
  for (std::uint32_t i = 0; i < 60; ++i) {
    send(*first, {i, 0x34, 0, compact});
  }
  first->on_connected(Foot::left, 0x1235);
  for (std::uint32_t i = 0; i < 100; ++i) {
    send(*first, {i, 0x35, 20'000'000, compact});
  }
  REQUIRE(first->finish());
  first.reset();
  auto again = settings(file.path());
  const auto shoe = [&](std::uint32_t boot_id) {
    std::memcpy(reinterpret_cast<char*>(&again.shoes[0]->device) + 4, &boot_id, sizeof boot_id);  // schemas/README.md
    auto point = host::find_resume_point(host::earlier_recording(file.path()));
    REQUIRE(point);
    auto session = LiveSession::resume(again, std::move(*point), toes_forward, {});
    REQUIRE(session);
    (*session)->on_packets_made(Foot::left, 110);
    return (*session)->foot(Foot::left).missing;
  };
  CHECK(shoe(0x1235) == 10);
  CHECK(shoe(0x1335) == 110);
}

TEST_CASE("A recording that is being written cannot be gone on with") {
  const host::TemporaryPath file("busy.gait");
  auto session = *LiveSession::start(settings(file.path()), toes_forward, {});
  send(*session, {0, 0x34, 0});
  const auto second = host::find_resume_point(host::earlier_recording(file.path()));
  REQUIRE_FALSE(second);
  CHECK(second.error().message().find("being recorded to by another program") != std::string::npos);
  send(*session, {1, 0x34, 0});
  REQUIRE(session->finish());
  CHECK(samples_in(file.path(), host::Waiting::for_all) == 2 * 19);
}
