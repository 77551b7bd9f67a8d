// Calls over a bus that several share: who gives up, who goes on, and what goes while the loop runs.
#include "host/bluez/calls.h"

#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "host/bluez/task.h"
#include "tests/ble/bus/bus_fixture.h"

using namespace std::chrono_literals;

namespace backstep::test {
namespace {

namespace ble = host::ble;

/// The bus of a test, and a bluetoothd on it that never answers.
struct Silence {
  TemporaryFolder folder;
  PrivateBus daemon{folder.path()};
  std::unique_ptr<sdbus::IConnection> bluetoothd;

  Silence() {
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", daemon.address().c_str(), 1);
    bluetoothd = sdbus::createSystemBusConnection("org.bluez");  // its messages are never read
  }
};

/// "" while it waits, then how it ended.
ble::asio::awaitable<void> ask(ble::Calls& calls, std::string& ended) {
  const auto answer = co_await calls.call<>("/org/bluez/hci0", "org.bluez.Adapter1", "StartDiscovery", 20s);
  ended = answer ? "answered" : answer.error;
}

void run(ble::asio::io_context& loop, std::chrono::milliseconds time) {
  loop.restart();
  loop.run_for(time);
}

void nothing(const std::string& why) { FAIL(why); }

}  // namespace

TEST_CASE("who gives up its calls gives up nobody else's") {
  Silence silence;
  ble::asio::io_context loop;
  ble::Bus bus(loop);
  ble::Calls mine(bus), yours(bus);
  std::string my_end, your_end;
  ble::spawn(loop, ask(mine, my_end), nothing);
  ble::spawn(loop, ask(yours, your_end), nothing);
  run(loop, 100ms);
  REQUIRE((my_end.empty() && your_end.empty()));
  mine.interrupt();
  run(loop, 50ms);
  REQUIRE(my_end == ble::kNoAnswer);
  REQUIRE(your_end.empty());
  REQUIRE(yours.interrupts() == 0);
  yours.interrupt();
  run(loop, 50ms);
  REQUIRE(your_end == ble::kNoAnswer);
}

TEST_CASE("a bus that goes while its loop runs ends its calls, and the loop goes on") {
  Silence silence;
  ble::asio::io_context loop;
  auto bus = std::make_unique<ble::Bus>(loop);
  auto calls = std::make_unique<ble::Calls>(*bus);
  std::string ended;
  ble::spawn(loop, ask(*calls, ended), nothing);
  run(loop, 100ms);
  REQUIRE(ended.empty());
  ble::asio::post(loop, [&] { bus.reset(); });
  run(loop, 100ms);
  REQUIRE(ended == ble::kNoAnswer);
  ble::spawn(loop, ask(*calls, ended), nothing);  // on a bus that has gone
  run(loop, 50ms);
  REQUIRE(ended.find("the connection to D-Bus broke off") != std::string::npos);
  calls.reset();
  run(loop, 50ms);
}

TEST_CASE("calls that go while they are under way leave the bus to others") {
  Silence silence;
  ble::asio::io_context loop;
  ble::Bus bus(loop);
  ble::Calls yours(bus);
  auto mine = std::make_unique<ble::Calls>(bus);
  std::string my_end, your_end;
  ble::spawn(loop, ask(*mine, my_end), nothing);
  ble::spawn(loop, ask(yours, your_end), nothing);
  run(loop, 100ms);
  mine.reset();
  run(loop, 50ms);
  REQUIRE(my_end == ble::kNoAnswer);
  REQUIRE(your_end.empty());
}

TEST_CASE("a bus may go before its loop, with calls under way that nobody will hear of") {
  Silence silence;
  std::string ended;
  {
    ble::asio::io_context loop;
    ble::Bus bus(loop);
    ble::Calls calls(bus);
    ble::spawn(loop, ask(calls, ended), nothing);
    run(loop, 100ms);
  }
  REQUIRE(ended.empty());
}

TEST_CASE("what a task throws is told in words") {
  ble::asio::io_context loop;
  const auto throws = [](int what) -> ble::asio::awaitable<void> {
    if (what == 0) {
      throw std::runtime_error("out of order");
    }
    if (what == 1) {
      throw 7;
    }
    co_return;
  };
  std::vector<std::string> told;
  for (int what = 0; what < 3; ++what) {
    ble::spawn(loop, throws(what), [&](const std::string& why) { told.push_back(why); });
  }
  loop.run();
  REQUIRE(told == std::vector<std::string>{"out of order", "an unknown error"});
}

TEST_CASE("work that waits is done beside the loop, and what it throws is thrown where it was asked for") {
  ble::asio::io_context loop;
  int turns = 0, turns_during = 0;
  std::string thrown;
  const auto work = [&]() -> ble::asio::awaitable<void> {
    const auto wait = [&] {
      std::this_thread::sleep_for(100ms);
      throw std::runtime_error("the disk is gone");
    };
    try {
      co_await ble::off_the_loop(loop, wait);
    } catch (const std::exception& error) {
      thrown = error.what();
    }
    turns_during = turns;
  };
  const auto turn = [&]() -> ble::asio::awaitable<void> {
    for (; thrown.empty(); ++turns) {
      co_await ble::sleep(loop, 1ms);
    }
  };
  ble::spawn(loop, work(), nothing);
  ble::spawn(loop, turn(), nothing);
  loop.run();
  REQUIRE(thrown == "the disk is gone");
  REQUIRE(turns_during > 3);
}

}  // namespace backstep::test
