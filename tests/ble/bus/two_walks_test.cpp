// Two walks in one process, on one loop and one bus: what befalls the one is nothing to the other.
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "host/walk/live_walk.h"
#include "tests/ble/bus/bus_fixture.h"

using namespace std::chrono_literals;

namespace backstep::test {
namespace {

namespace ble = host::ble;
using host::LivePhase;

constexpr auto kLeft = wire::Side::left, kRight = wire::Side::right;

/// What a page would hear.
struct Listening final : host::Sink {
  void on_begin(const host::SessionInfo& info) override { begins.push_back(info); }
  void on_stride(const Stride& stride) override {
    ++strides[index(stride.foot)];
    if (throws) {
      throw std::runtime_error("no more strides");
    }
  }
  void on_mark(std::int64_t, std::string_view text) override { marks.emplace_back(text); }
  void on_shoe(Foot foot, std::int64_t, const host::ShoeState&) override { ++shoes[index(foot)]; }
  void on_notice(host::NoticeKind, std::optional<Foot>, const host::Sentence& said_now) override {
    notices += said_now.text + "\n";
    if (throws_at_notices) {
      throw std::runtime_error("no more notices");
    }
  }
  void on_end(const host::WalkReport& report, const SessionSummary&) override { ends.push_back(report); }

  bool said(const std::string& words) const { return notices.find(words) != std::string::npos; }

  bool throws = false, throws_at_notices = false;
  std::vector<host::SessionInfo> begins;
  std::array<std::size_t, 2> strides{}, shoes{};
  std::vector<std::string> marks;
  std::string notices;
  std::vector<host::WalkReport> ends;
};

/// Another walk than that of the World's own shoes: no packet of one could be taken for the other's.
firmware::Motion other_motion(wire::Side side) {
  return firmware::replay_motion(BACKSTEP_SOURCE_DIR "/data/backward-heel-first.gait", side);
}

/// A computer with two adapters, two pairs of shoes, each bonded with one of them, and two walks in this process.
struct TwoWalks {
  World world{{"hci0", "hci1"}};
  std::array<firmware::Motion, 2> motions = {other_motion(kLeft), other_motion(kRight)};
  AirShoe& other_left = world.bluetooth.add_shoe(kLeft, "00C3", motions[0]);
  AirShoe& other_right = world.bluetooth.add_shoe(kRight, "00D4", motions[1]);
  ble::asio::io_context loop;
  std::optional<ble::SharedAir> air;
  Listening first_heard, second_heard;
  std::optional<host::LiveWalk> first, second;

  TwoWalks() {
    world.bond_both("hci0");
    world.bluetooth.bond(other_left, "hci1");
    world.bluetooth.bond(other_right, "hci1");
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", world.bus.address().c_str(), 1);
    air.emplace(loop);
    first.emplace(*air, std::vector<host::Sink*>{&first_heard});
    second.emplace(*air, std::vector<host::Sink*>{&second_heard});
  }

  host::LiveWalkSettings settings(const std::string& recording, std::vector<std::string> adapters) const {
    host::LiveWalkSettings settings;
    settings.recording = world.file(recording);
    settings.adapters = std::move(adapters);
    return settings;
  }

  void until(const char* what, const std::function<bool()>& done) {
    const auto turned = [&] {
      loop.poll();
      return done();
    };
    INFO("--- first\n" << first_heard.notices << "--- second\n" << second_heard.notices);
    world.until(what, turned);
  }
  void until_ended(const host::LiveWalk& walk) {
    until("the walk ends", [&] { return walk.phase() == LivePhase::ended; });
  }
  void run_for(std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    until("time passes", [&] { return std::chrono::steady_clock::now() >= end; });
  }
  void until_both_walk() {
    const auto streams = [](const AirShoe& shoe) { return shoe.streaming(); };
    until("four shoes send", [&] {
      return first->phase() == LivePhase::walking && second->phase() == LivePhase::walking && streams(world.left()) &&
             streams(world.right()) && streams(other_left) && streams(other_right);
    });
  }

  /// What was recorded is what this shoe has made from the beginning of the walk on, and nothing else.
  void require_beginning(const std::string& recording, wire::Side side, const AirShoe& shoe, std::size_t at_least) {
    const std::vector<wire::ImuRaw> there = world.recorded(recording, side);
    INFO(there.size() << " samples recorded, " << shoe.samples().size() << " made");
    REQUIRE(there.size() > at_least);
    REQUIRE(there.size() <= shoe.samples().size());
    REQUIRE(std::equal(there.begin(), there.end(), shoe.samples().begin(), firmware::test::same));
  }

  /// The rows of its table, as if live.
  std::size_t rows(const std::string& recording) {
    const std::string table = world.result_of({"analyze", recording, "--as-live", "--csv", "-"});
    return static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')) - 1;
  }
};

std::size_t strides(const Listening& heard) { return heard.strides[0] + heard.strides[1]; }

}  // namespace

TEST_CASE("of two walks in one process one ends, and the radio of the other dies: neither hears of it") {
  TwoWalks walks;
  walks.first->start(walks.settings("one.gait", {"hci0"}));
  walks.second->start(walks.settings("two.gait", {"hci1"}));
  walks.until_both_walk();
  walks.run_for(7s);
  walks.first->mark("turned");
  walks.world.bluetooth.remove_adapter("hci1");
  walks.until("the second loses its shoes", [&] {
    const host::LiveWalkState state = walks.second->state();
    return !state.feet[0].shoe.connected && !state.feet[1].shoe.connected;
  });
  walks.run_for(1s);
  walks.first->stop();
  walks.until_ended(*walks.first);

  const host::LiveWalkState first = walks.first->state();
  INFO(walks.first_heard.notices);
  REQUIRE_FALSE(first.error);
  REQUIRE_FALSE(first.with_loss);
  REQUIRE(first.feet[0].serial == "00A1");
  REQUIRE(first.feet[1].serial == "00B2");
  REQUIRE(walks.first_heard.begins.size() == 1);
  REQUIRE(walks.first_heard.begins[0].live);
  REQUIRE(walks.first_heard.ends.size() == 1);
  REQUIRE(walks.first_heard.marks == std::vector<std::string>{"turned"});
  REQUIRE(walks.first_heard.shoes[0] >= 6);
  REQUIRE_FALSE(walks.first_heard.said("connection lost"));
  walks.world.require_both_whole("one.gait");
  REQUIRE(first.feet[0].strides + first.feet[1].strides == strides(walks.first_heard));
  REQUIRE(strides(walks.first_heard) > 4);
  REQUIRE(walks.rows("one.gait") == strides(walks.first_heard));

  // Nothing follows the end, whatever is still asked for; and the sentences have no full stop.
  const std::string told = walks.first_heard.notices;
  walks.first->mark("too late");
  walks.first->stop_at_once();
  REQUIRE(walks.first_heard.notices == told);
  REQUIRE(told.find("looking for shoes ...\n") != std::string::npos);
  REQUIRE_FALSE(std::regex_search(told, std::regex("[^.][.]\n")));

  walks.run_for(1s);
  REQUIRE(walks.second->phase() == LivePhase::walking);
  REQUIRE(walks.second_heard.said("left shoe: connection lost; connecting again"));
  REQUIRE(walks.second_heard.marks.empty());
  // By now there are three seconds between two attempts at its shoes: none is waited for.
  walks.run_for(5s);
  const auto stopped = std::chrono::steady_clock::now();
  walks.second->stop();
  walks.until_ended(*walks.second);
  REQUIRE(std::chrono::steady_clock::now() - stopped < 1s);
  INFO(walks.second_heard.notices);
  REQUIRE_FALSE(walks.second->state().error);
  REQUIRE(walks.second->state().feet[0].serial == "00C3");
  REQUIRE(walks.second_heard.said("right shoe: out of reach when the walk ended"));
  REQUIRE(walks.second_heard.ends.size() == 1);
  walks.require_beginning("two.gait", kLeft, walks.other_left, 600);
  walks.require_beginning("two.gait", kRight, walks.other_right, 600);
  REQUIRE(walks.rows("two.gait") == strides(walks.second_heard));
}

TEST_CASE("what a listener of one walk throws ends that walk alone, and its recording is closed") {
  TwoWalks walks;
  walks.second_heard.throws = true;
  walks.first->start(walks.settings("one.gait", {"hci0"}));
  walks.second->start(walks.settings("two.gait", {"hci1"}));
  walks.until_both_walk();
  walks.until_ended(*walks.second);
  REQUIRE(walks.second->state().error);
  REQUIRE(walks.second->state().error->message().find("no more strides") != std::string::npos);
  walks.require_beginning("two.gait", kLeft, walks.other_left, 100);
  REQUIRE(walks.first->phase() == LivePhase::walking);
  walks.first->stop();
  walks.until_ended(*walks.first);
  REQUIRE_FALSE(walks.first->state().error);
  walks.world.require_both_whole("one.gait");
}

TEST_CASE("what a listener throws at a notice ends the walk as well, whoever had something to say") {
  TwoWalks walks;
  walks.first->start(walks.settings("one.gait", {"hci0"}));
  walks.second->start(walks.settings("two.gait", {"hci1"}));
  walks.until_both_walk();
  walks.second_heard.throws_at_notices = true;
  walks.second->mark("turned");
  walks.until_ended(*walks.second);
  REQUIRE(walks.second->state().error);
  REQUIRE(walks.second->state().error->message().find("no more notices") != std::string::npos);
  REQUIRE(walks.second_heard.ends.size() == 1);
  walks.require_beginning("two.gait", kLeft, walks.other_left, 0);
  REQUIRE(walks.first->phase() == LivePhase::walking);
  walks.first->stop();
  walks.until_ended(*walks.first);
  REQUIRE_FALSE(walks.first->state().error);
}

TEST_CASE("a walk that is to last for ever, or to look for shoes for never, does not begin") {
  TwoWalks walks;
  host::LiveWalkSettings endless = walks.settings("one.gait", {"hci0"});
  endless.seconds = std::numeric_limits<double>::infinity();
  host::LiveWalkSettings never = walks.settings("two.gait", {"hci1"});
  never.patience_s = std::numeric_limits<double>::quiet_NaN();
  walks.first->start(std::move(endless));
  walks.second->start(std::move(never));
  walks.until_ended(*walks.first);
  walks.until_ended(*walks.second);
  REQUIRE(walks.first->state().error->message() == "length of the walk: expected 0.1 to 1000000 s, found inf s.");
  REQUIRE(walks.second->state().error->message() == "patience: expected 1 to 3600 s, found nan s.");
  REQUIRE(walks.first_heard.notices.empty());
}

TEST_CASE("two walks that look over the same adapters do not take each other's shoes") {
  TwoWalks walks;
  for (AirShoe* const shoe : {&walks.other_left, &walks.other_right}) {
    walks.world.bluetooth.bond(*shoe, "hci0");
  }
  walks.first->start(walks.settings("one.gait", {}));
  walks.second->start(walks.settings("two.gait", {}));
  walks.until_both_walk();
  walks.run_for(1s);
  walks.first->stop();
  walks.second->stop_at_once();
  walks.until_ended(*walks.first);
  walks.until_ended(*walks.second);
  std::vector<std::string> serials;
  for (const host::LiveWalk* const walk : {&*walks.first, &*walks.second}) {
    REQUIRE_FALSE(walk->state().error);
    for (const host::LiveFootState& foot : walk->state().feet) {
      serials.push_back(foot.serial);
    }
  }
  std::ranges::sort(serials);
  REQUIRE(serials == std::vector<std::string>{"00A1", "00B2", "00C3", "00D4"});
  REQUIRE_FALSE(walks.world.bluetooth.discovering());
}

}  // namespace backstep::test
