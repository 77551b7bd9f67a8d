// Shoes (the firmware's own core) on one side, a live session on the other, and air that drops, doubles, reorders and
// breaks off: the recording is whole, and what was seen live is what --as-live makes of it.
#include "host/session/live_session.h"
#include "host/base/file.h"
#include "host/recording/queued_gait_writer.h"

#include <catch2/catch.hpp>
#include <numeric>

#include "tests/host/air_walk.h"
#include "tests/host/gait_fixture.h"

using namespace backstep;
using namespace backstep::test;
using host::LiveSession;

namespace {

std::size_t rows(const std::string& table) {
  return static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')) - 1;
}

void check_whole(const AirWalk& walk, const std::filesystem::path& path) {
  CHECK(walk.session().complete());
  for (const Foot foot : kFeet) {
    const auto got = recorded(path, foot);
    REQUIRE(got.size() == walk.samples(foot));
    CHECK(std::equal(got.begin(), got.end(), walk.sent(foot).begin(), firmware::test::same));
  }
}

}  // namespace

TEST_CASE("Through clean air the live table is that of the recording, also without bounds on waiting") {
  const host::TemporaryPath file("clean.gait");
  AirWalk walk({}, file.path());
  walk.play();
  check_whole(walk, file.path());
  CHECK(rows(walk.table()) > 30);
  CHECK(replayed(file.path(), host::Waiting::as_live) == walk.table());
  CHECK(replayed(file.path(), host::Waiting::for_all) == walk.table());
}

TEST_CASE("Whatever the air does, every sample is recorded and the live table is the one of --as-live") {
  const Air air = GENERATE(Air{0.01, 0, 0, 0, 0}, Air{0.10, 0.05, 0.02, 0, 0}, Air{0, 0, 0.20, 0, 0},
                           Air{0.02, 0.02, 0.02, 4'000'000, 24'000'000});
  const host::TemporaryPath clean_file("clean.gait"), file("rough.gait");
  AirWalk clean({}, clean_file.path());
  clean.play();
  AirWalk walk(air, file.path());
  walk.play();
  check_whole(walk, file.path());
  CHECK(replayed(file.path(), host::Waiting::as_live) == walk.table());
  // Nothing was lost in the end, so `analyze` finds what it finds without faults.
  CHECK(rows(replayed(file.path(), host::Waiting::for_all)) == rows(clean.table()));
}

TEST_CASE("A shoe that restarts in mid-walk goes on in the same recording") {
  const host::TemporaryPath file("reboot.gait");
  Air air;
  air.reboot_us = 12'000'000;
  AirWalk walk(air, file.path());
  walk.play();
  CHECK(walk.session().foot(Foot::left).counters.reboots == 1);
  CHECK(walk.session().foot(Foot::left).counters.samples > walk.samples(Foot::left) - 40);
  CHECK(replayed(file.path(), host::Waiting::as_live) == walk.table());
}

TEST_CASE("Shoes that tell their time share a clock: step times are measured, live and from the recording") {
  struct Steps final : host::Sink {
    void on_stride(const Stride& stride) override {
      if (stride.step_time_s && stride.stride_time_s) {
        of_foot[index(stride.foot)].push_back(*stride.step_time_s / *stride.stride_time_s);
      }
    }
    std::array<std::vector<Real>, 2> of_foot;
  } steps;
  Air air{.drop = 0.02, .drift_ppm = 100, .exchanges = true};
  const host::TemporaryPath file("steps.gait");
  AirWalk walk(air, file.path(), &steps);
  walk.play();
  CHECK(host::read_header(host::open_input(file.path()))->common_clock);
  for (const auto& shares : steps.of_foot) {  // the walker steps evenly; 10 ms are 1 % of a stride
    REQUIRE(shares.size() > 12);
    const Real mean = std::accumulate(shares.begin(), shares.end(), Real(0)) / static_cast<Real>(shares.size());
    CHECK(std::abs(mean - Real(0.5)) < Real(0.01));
  }
  CHECK(replayed(file.path(), host::Waiting::as_live) == walk.table());
  CHECK(walk.session().foot(Foot::left).clock_uncertainty_us.value() < 20'000);
  CHECK(std::abs(walk.session().foot(Foot::right).delay_us.value() - 20'000) < 10'000);
}

TEST_CASE("A host that is killed goes on in the same recording, and fetches what it missed") {
  const host::TemporaryPath clean_file("clean.gait"), file("killed.gait");
  AirWalk clean({.drift_ppm = 50, .exchanges = true}, clean_file.path());
  clean.play();
  AirWalk walk(
      {.drop = 0.02, .drift_ppm = 50, .exchanges = true, .host_dies_us = 9'000'000, .host_back_us = 15'000'000},
      file.path());
  walk.play();
  REQUIRE(walk.resumed_at());
  CHECK(walk.resumed_at()->start_utc_us == 1'700'000'000'000'000);
  CHECK(std::abs(walk.resumed_at()->latest_us - 9'000'000) < 200'000);
  check_whole(walk, file.path());
  CHECK(replayed(file.path(), host::Waiting::as_live) == walk.table());
  // The clock goes on through the hole, so `analyze` finds the walk as it was.
  CHECK(rows(replayed(file.path(), host::Waiting::for_all)) == rows(clean.table()));
}

TEST_CASE("A recording is gone on with by its own shoes only, and only one from shoes") {
  const host::TemporaryPath file("other.gait"), simulated("simulated.gait");
  host::LiveSettings settings;
  settings.shoes[0] = firmware::test::TestShoe().info();
  settings.recorder = host::recorder_to(file.path());
  settings.start_utc_us = 5;
  REQUIRE((*LiveSession::start(settings, toes_forward, {}))->finish());
  const auto refused = [&] {
    auto point = host::find_resume_point(host::earlier_recording(file.path()));
    REQUIRE(point);
    const auto session = LiveSession::resume(settings, std::move(*point), toes_forward, {});
    return session ? std::string() : session.error().message();
  };
  CHECK(refused().empty());
  reinterpret_cast<char*>(&settings.shoes[0]->device)[44] = 'X';  // of the serial number: schemas/README.md
  CHECK(refused().find("of the left shoe 3F2A, and the one found is XF2A") != std::string::npos);
  settings.shoes[1] = firmware::test::TestShoe().info();
  settings.shoes[0].reset();
  CHECK(refused().find("has no right shoe") != std::string::npos);
  host::write_test_walk(simulated.path(), 1);
  const auto point = host::find_resume_point(host::earlier_recording(simulated.path()));
  REQUIRE_FALSE(point);
  CHECK(point.error().message().find("was not recorded from shoes") != std::string::npos);
}

TEST_CASE("A recording that cannot be written on does not begin for the sinks") {
  const host::TemporaryPath file("stuck.gait");
  host::LiveSettings settings;
  settings.shoes[0] = firmware::test::TestShoe().info();
  settings.recorder = host::recorder_to(file.path());
  settings.start_utc_us = 5;
  REQUIRE((*LiveSession::start(settings, toes_forward, {}))->finish());
  struct Begins final : host::Sink {
    void on_begin(const host::SessionInfo& /*info*/) override { ++count; }
    int count = 0;
  } begins;
  host::Sink* const sinks[] = {&begins};
  struct Stuck final : host::EarlierRecording {
    explicit Stuck(std::filesystem::path path) : path_(std::move(path)) {}
    host::Result<host::Input> open() const override { return host::open_input(path_); }
    host::Result<std::unique_ptr<host::Recorder>> append(std::uint64_t /*bytes*/,
                                                         const std::array<std::uint32_t, 2>& /*packets*/) override {
      return host::fail({.kind = host::ErrorKind::output, .what = "the disk is gone"});
    }
    std::filesystem::path path_;
  };
  auto point = host::find_resume_point(std::make_unique<Stuck>(file.path()));
  REQUIRE(point);
  CHECK_FALSE(LiveSession::resume(settings, std::move(*point), toes_forward, sinks));
  CHECK(begins.count == 0);
}

TEST_CASE("Without their time the feet are not said to share a clock") {
  const host::TemporaryPath file("apart.gait");
  AirWalk walk({}, file.path());
  walk.play();
  CHECK_FALSE(host::read_header(host::open_input(file.path()))->common_clock);
}

TEST_CASE("Shoes that cannot be, and files that are there already, are refused in words") {
  host::LiveSettings settings;
  settings.shoes[0].emplace();
  auto session = LiveSession::start(settings, toes_forward, {});
  REQUIRE_FALSE(session);
  CHECK(session.error().message().find("left") != std::string::npos);
  const host::TemporaryPath file("there.gait");
  host::write_bytes(file.path(), {1});
  settings.shoes[0] = firmware::test::TestShoe().info();
  settings.recorder = host::recorder_to(file.path());
  session = LiveSession::start(settings, toes_forward, {});
  REQUIRE_FALSE(session);
  CHECK(session.error().message().find("there.gait") != std::string::npos);
}

TEST_CASE("What the newest packet says of battery and link is told, not what comes late") {
  host::LiveSettings settings;
  settings.shoes[0] = firmware::test::TestShoe().info();
  auto session = LiveSession::start(settings, toes_forward, {});
  REQUIRE(session);
  constexpr auto kLow = static_cast<std::uint8_t>(wire::PacketStatus::low_battery);
  const auto send = [&](std::uint32_t sequence, std::uint8_t status) {
    wire::Packet packet;
    packet.sequence = sequence;
    packet.status = status;
    packet.first_us = sequence * 91'346;
    packet.count = 19;
    REQUIRE((*session)->on_packet(Foot::left, wire::pack(packet).span(), (sequence + 2) * std::int64_t{91'346}));
  };
  send(0, 0);
  CHECK((*session)->foot(Foot::left).status == 0);
  send(2, kLow);
  send(1, 0);
  CHECK((*session)->foot(Foot::left).status == kLow);
  send(3, 0);
  CHECK((*session)->foot(Foot::left).status == 0);
}
