// Who has the link of the virtual shoe when others connect too, with a bluetoothd that only tells and hears that.
#include "firmware/linux/bluez_peripheral.h"

#include <sdbus-c++/sdbus-c++.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "tests/ble/bus/private_bus.h"

using namespace backstep::firmware;
using namespace std::chrono_literals;

namespace {

constexpr const char* kDevice = "org.bluez.Device1";

/// Somebody on the shoe's adapter, as bluetoothd tells of it.
class Peer {
 public:
  Peer(sdbus::IConnection& bluetoothd, const std::string& last_digits)
      : object_(sdbus::createObject(bluetoothd, "/org/bluez/hci0/dev_00_00_00_00_00_" + last_digits)) {
    for (const char* property : {"Bonded", "Connected"}) {
      object_->registerProperty(property).onInterface(kDevice).withGetter([this, property] { return is_[property]; });
    }
    object_->registerMethod("Disconnect").onInterface(kDevice).implementedAs([this] {
      ++asked_to_leave;
      set("Connected", false);
    });
    object_->finishRegistration();
  }

  void set(const char* property, bool value) {
    is_[property] = value;
    object_->emitPropertiesChangedSignal(kDevice, {property});
  }
  bool connected() const { return is_.at("Connected"); }

  int asked_to_leave = 0;

 private:
  std::map<std::string, bool> is_{{"Bonded", false}, {"Connected", false}};
  std::unique_ptr<sdbus::IObject> object_;
};

struct Radio {
  Radio() {
    bluetoothd->requestName("org.bluez");
    LinkHandlers handlers;
    handlers.connected = [this](const std::string& address, bool bonded) {
      holder = address.substr(address.size() - 2);
      holder_bonded = bonded;
    };
    handlers.disconnected = [this] { holder.clear(); };
    handlers.takes_place = [this](bool bonded) { return makes_room && bonded; };
    handlers.bonded = [](const std::string&) {};
    handlers.tell = [](const std::string&) {};
    handlers.failed = [](const std::string&) {};
    peripheral = std::make_unique<BluezPeripheral>(*shoe, "hci0", "Backstep L 0001", std::move(handlers));
  }

  template <class Done>
  void until(const char* what, Done done) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (!done()) {
      INFO(what);
      REQUIRE(std::chrono::steady_clock::now() < end);
      const bool idle = !bluetoothd->processPendingRequest() && !shoe->processPendingRequest();
      if (idle) {
        std::this_thread::sleep_for(1ms);
      }
    }
  }

  backstep::test::TemporaryFolder folder;
  backstep::test::PrivateBus bus{folder.path()};
  std::unique_ptr<sdbus::IConnection> bluetoothd = sdbus::createSessionBusConnectionWithAddress(bus.address());
  std::unique_ptr<sdbus::IConnection> shoe = sdbus::createSessionBusConnectionWithAddress(bus.address());
  std::unique_ptr<BluezPeripheral> peripheral;
  std::string holder;  ///< last digits; empty: nobody
  bool holder_bonded = false;
  bool makes_room = false;
};

}  // namespace

TEST_CASE("Its owner's host takes the place of who only listens, and that one is disconnected") {
  Radio radio;
  Peer watch(*radio.bluetoothd, "0A"), host(*radio.bluetoothd, "0B");
  host.set("Bonded", true);
  watch.set("Connected", true);
  radio.until("the watch has the link", [&] { return radio.holder == "0A"; });
  CHECK_FALSE(radio.holder_bonded);
  radio.makes_room = true;
  host.set("Connected", true);
  radio.until("the watch is gone", [&] { return !watch.connected(); });
  radio.until("the host has the link", [&] { return radio.holder == "0B"; });
  CHECK(radio.holder_bonded);
  CHECK(host.connected());
}

TEST_CASE("A link that takes its time to end is asked once to do so, however often that is wished") {
  Radio radio;
  Peer watch(*radio.bluetoothd, "0A");
  for (int links = 1; links <= 2; ++links) {
    watch.set("Connected", true);
    radio.until("the watch has the link", [&] { return radio.holder == "0A"; });
    for (int i = 0; i < 100; ++i) {
      radio.peripheral->drop_link();
    }
    radio.until("the watch is gone", [&] { return radio.holder.empty(); });
    radio.until("all is said", [&] { return !radio.bluetoothd->processPendingRequest(); });
    CHECK(watch.asked_to_leave == links);
  }
}

TEST_CASE("Who comes while the holder of the link is being disconnected need not try again") {
  Radio radio;
  Peer holder(*radio.bluetoothd, "0A"), next(*radio.bluetoothd, "0B");
  holder.set("Connected", true);
  radio.until("the holder has the link", [&] { return radio.holder == "0A"; });
  radio.peripheral->drop_link();
  next.set("Connected", true);
  radio.until("the holder is gone", [&] { return !holder.connected(); });
  radio.until("the next one has the link", [&] { return radio.holder == "0B"; });
  CHECK(next.connected());
}

TEST_CASE("A stranger that connects beside the holder of the link is sent away, and the holder stays") {
  Radio radio;
  Peer holder(*radio.bluetoothd, "0A"), stranger(*radio.bluetoothd, "0C");
  holder.set("Connected", true);
  radio.until("the holder has the link", [&] { return radio.holder == "0A"; });
  radio.makes_room = GENERATE(false, true);
  stranger.set("Connected", true);
  radio.until("the stranger is gone", [&] { return !stranger.connected(); });
  CHECK(radio.holder == "0A");
  CHECK(holder.connected());
  holder.set("Connected", false);
  radio.until("the holder has left", [&] { return radio.holder.empty(); });
  stranger.set("Connected", true);
  radio.until("who comes then gets the link", [&] { return radio.holder == "0C"; });
}
