// The virtual shoe's services on a bus of their own, called as bluetoothd does.
#include "firmware/linux/gatt_application.h"

#include <sdbus-c++/sdbus-c++.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <string>

#include "schemas/gatt.h"
#include "tests/ble/bus/private_bus.h"

using namespace backstep::firmware;
namespace wire = backstep::wire;

namespace {

using Options = std::map<std::string, sdbus::Variant>;
using Objects = std::map<sdbus::ObjectPath, std::map<std::string, Options>>;

constexpr const char* kCharacteristic = "org.bluez.GattCharacteristic1";
/// Has claimed the shoe.
constexpr const char* kOwner = "/org/bluez/hci0/dev_00_00_00_00_00_01";

/// The application, and a client that finds characteristics by their numbers.
struct Services {
  Services() {
    GattHandlers handlers;
    handlers.info = handlers.counters = handlers.battery = [] { return Bytes{1}; };
    handlers.control = [](const Bytes&) {};
    handlers.may_use = [](const std::string& device) { return device == kOwner; };
    handlers.mtu = [this](std::uint16_t told) { mtu = told; };
    handlers.subscribed = [](bool) {};
    handlers.speed_subscribed = [this](bool on) { speed_subscribed = on; };
    handlers.speed_control = [this](const Bytes& bytes) {
      written = bytes;
      return Bytes{0x10, 0x01, 0x01};
    };
    application = std::make_unique<GattApplication>(*shoe, std::move(handlers));
    shoe->enterEventLoopAsync();
    client->enterEventLoopAsync();
    const auto root = sdbus::createProxy(*client, shoe->getUniqueName(), GattApplication::kPath);
    root->callMethod("GetManagedObjects").onInterface("org.freedesktop.DBus.ObjectManager").storeResultsTo(objects);
  }
  ~Services() {
    shoe->leaveEventLoop();
    client->leaveEventLoop();
  }
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  /// By its UUID, or the four digits of an assigned number.
  std::unique_ptr<sdbus::IProxy> characteristic(const std::string& number) {
    for (const auto& [path, interfaces] : objects) {
      const auto found = interfaces.find(kCharacteristic);
      if (found != interfaces.end() &&
          found->second.at("UUID").get<std::string>() ==
              (number.size() > 4 ? number : "0000" + number + "-0000-1000-8000-00805f9b34fb")) {
        flags = found->second.at("Flags").get<std::vector<std::string>>();
        return sdbus::createProxy(*client, shoe->getUniqueName(), path);
      }
    }
    FAIL("no characteristic " << number);
    return nullptr;
  }

  Bytes read(const std::string& number, const Options& options = {}) {
    Bytes value;
    characteristic(number)
        ->callMethod("ReadValue")
        .onInterface(kCharacteristic)
        .withArguments(options)
        .storeResultsTo(value);
    return value;
  }

  backstep::test::TemporaryFolder folder;
  backstep::test::PrivateBus bus{folder.path()};
  std::unique_ptr<sdbus::IConnection> shoe = sdbus::createSessionBusConnectionWithAddress(bus.address());
  std::unique_ptr<sdbus::IConnection> client = sdbus::createSessionBusConnectionWithAddress(bus.address());
  std::unique_ptr<GattApplication> application;
  Objects objects;
  std::vector<std::string> flags;
  std::atomic<bool> speed_subscribed = false;
  std::atomic<std::uint16_t> mtu = 0;
  Bytes written;
};

/// Watches the value that is notified or indicated.
struct Watch {
  explicit Watch(std::unique_ptr<sdbus::IProxy> watched) : proxy(std::move(watched)) {
    proxy->uponSignal("PropertiesChanged")
        .onInterface("org.freedesktop.DBus.Properties")
        .call([this](const std::string&, const Options& changed, const std::vector<std::string>&) {
          value.set_value(changed.at("Value").get<Bytes>());
        });
    proxy->finishRegistration();
  }

  Bytes next() {
    auto future = value.get_future();
    REQUIRE(future.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    return future.get();
  }

  std::promise<Bytes> value;
  std::unique_ptr<sdbus::IProxy> proxy;
};

}  // namespace

TEST_CASE("A watch that has not paired finds Running Speed and Cadence, whole") {
  Services services;
  CHECK(services.read("2a54") == Bytes{0x07, 0x00});
  CHECK(services.read("2a5d") == Bytes{0x02});
  services.characteristic("2a53");
  CHECK(services.flags == std::vector<std::string>{"notify"});
  services.characteristic("2a55");
  CHECK(services.flags == std::vector<std::string>{"write", "indicate"});
}

TEST_CASE("Speed is measured while somebody listens, and what is notified arrives") {
  Services services;
  Watch watch(services.characteristic("2a53"));
  watch.proxy->callMethod("StartNotify").onInterface(kCharacteristic);
  CHECK(services.speed_subscribed);
  services.application->notify_speed({0x00, 0x00, 0x01, 0x3C});
  CHECK(watch.next() == Bytes{0x00, 0x00, 0x01, 0x3C});
  watch.proxy->callMethod("StopNotify").onInterface(kCharacteristic);
  CHECK_FALSE(services.speed_subscribed);
}

TEST_CASE("A watch sets the distance, and is answered by an indication") {
  Services services;
  Watch watch(services.characteristic("2a55"));
  watch.proxy->callMethod("StartNotify").onInterface(kCharacteristic);
  watch.proxy->callMethod("WriteValue").onInterface(kCharacteristic).withArguments(Bytes{0x01, 0, 0, 0, 0}, Options{});
  CHECK(watch.next() == Bytes{0x10, 0x01, 0x01});
  CHECK(services.written == Bytes{0x01, 0, 0, 0, 0});
}

TEST_CASE("What is ours is only for hosts that have claimed the shoe, whatever the link; the rest is for anybody") {
  Services services;
  const auto from = [](const char* device, std::uint16_t mtu) {
    return Options{{"device", sdbus::Variant(sdbus::ObjectPath(device))}, {"mtu", sdbus::Variant(mtu)}};
  };
  const Options stranger = from("/org/bluez/hci0/dev_00_00_00_00_00_02", 23), owner = from(kOwner, 247);
  for (const char* ours : {wire::kInfoUuid, wire::kCountersUuid}) {
    CHECK_THROWS_WITH(services.read(ours, stranger), Catch::Matchers::Contains("claimed"));
  }
  CHECK_THROWS(services.characteristic(wire::kControlUuid)
                   ->callMethod("WriteValue")
                   .onInterface(kCharacteristic)
                   .withArguments(Bytes{1}, stranger));
  CHECK_THROWS(services.characteristic(wire::kStreamUuid)
                   ->callMethod("AcquireNotify")
                   .onInterface(kCharacteristic)
                   .withArguments(stranger));
  CHECK(services.read("2a19", stranger) == Bytes{1});
  CHECK(services.read("2a54", stranger).size() == 2);
  CHECK(services.mtu == 0);  // nor does a stranger's link say how the shoe samples
  CHECK(services.read(wire::kInfoUuid, owner) == Bytes{1});
  CHECK(services.mtu == 247);
}
