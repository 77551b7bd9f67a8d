#include "firmware/linux/gatt_application.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <tuple>
#include <utility>

#include "schemas/gatt.h"
#include "schemas/running_speed_cadence.h"

namespace backstep::firmware {
namespace {

using Options = std::map<std::string, sdbus::Variant>;

constexpr const char *kService = "org.bluez.GattService1", *kCharacteristic = "org.bluez.GattCharacteristic1",
                     *kDescriptor = "org.bluez.GattDescriptor1";
constexpr const char* kUserDescription = "00002901-0000-1000-8000-00805f9b34fb";

/// Packets that may wait in the radio's queue: what waits there is late, and what does not fit is deferred and counted.
constexpr int kQueueBytes = 4096;

std::string assigned(const char* number) { return std::string("0000") + number + "-0000-1000-8000-00805f9b34fb"; }

Bytes text(const std::string& s) { return {s.begin(), s.end()}; }

/// A long value is read in parts.
Bytes from_offset(const Bytes& value, const Options& options) {
  std::size_t offset = 0;
  if (const auto found = options.find("offset"); found != options.end()) {
    offset = found->second.get<std::uint16_t>();
  }
  if (offset > value.size()) {
    throw sdbus::Error("org.bluez.Error.InvalidOffset", "beyond the end of the value");
  }
  return {value.begin() + static_cast<std::ptrdiff_t>(offset), value.end()};
}

/// What bluetoothd calls on a characteristic whose subscribers need not be known.
void add_notify_calls(sdbus::IObject& object) {
  for (const char* call : {"StartNotify", "StopNotify", "Confirm"}) {
    object.registerMethod(call).onInterface(kCharacteristic).implementedAs([] {});
  }
}

}  // namespace

GattApplication::GattApplication(sdbus::IConnection& bus, GattHandlers handlers)
    : bus_(bus), handlers_(std::move(handlers)) {
  sdbus::IObject& root = add(kPath);
  root.addObjectManager();
  root.finishRegistration();
  const std::string shoe = std::string(kPath) + "/service0";
  add_service(shoe, wire::kServiceUuid);
  add_stream();
  add_readable(add_characteristic(shoe, "info", wire::kInfoUuid, {"encrypt-read"}, wire::kInfoDescription),
               handlers_.info, Access::ours);
  add_control();
  add_counters();

  const std::string battery = std::string(kPath) + "/service1";
  add_service(battery, assigned("180f"));
  add_readable(add_characteristic(battery, "level", assigned("2a19"), {"read"}, nullptr), handlers_.battery,
               Access::anybody);

  const std::string device = std::string(kPath) + "/service2";
  add_service(device, assigned("180a"));
  const auto readable = [&](const char* name, const char* number, const std::string& value) {
    add_readable(
        add_characteristic(device, name, assigned(number), {"read"}, nullptr), [value] { return text(value); },
        Access::anybody);
  };
  readable("manufacturer", "2a29", "Backstep");
  readable("model", "2a24", "Shoe on Linux");
  readable("serial", "2a25", handlers_.serial);
  readable("firmware", "2a26", handlers_.firmware);
  add_speed();
}

GattApplication::~GattApplication() { close_stream(); }

// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks): sdbus-c++ keeps the std::function that it takes for lost
sdbus::IObject& GattApplication::add(const std::string& path) {
  objects_.push_back(sdbus::createObject(bus_, path));
  return *objects_.back();
}

void GattApplication::add_service(const std::string& path, const std::string& uuid) {
  sdbus::IObject& service = add(path);
  service.registerProperty("UUID").onInterface(kService).withGetter([uuid] { return uuid; });
  service.registerProperty("Primary").onInterface(kService).withGetter([] { return true; });
  service.finishRegistration();
}

sdbus::IObject& GattApplication::add_characteristic(const std::string& service, const std::string& name,
                                                    const std::string& uuid, const std::vector<std::string>& flags,
                                                    const char* description) {
  const std::string path = service + "/" + name;
  if (description != nullptr) {
    sdbus::IObject& words = add(path + "/description");
    words.registerProperty("UUID").onInterface(kDescriptor).withGetter([] { return std::string(kUserDescription); });
    words.registerProperty("Characteristic").onInterface(kDescriptor).withGetter([path] {
      return sdbus::ObjectPath(path);
    });
    words.registerProperty("Flags").onInterface(kDescriptor).withGetter([] {
      return std::vector<std::string>{"read"};
    });
    words.registerMethod("ReadValue").onInterface(kDescriptor).implementedAs([description](const Options& options) {
      return from_offset(text(description), options);
    });
    words.finishRegistration();
  }
  sdbus::IObject& object = add(path);
  object.registerProperty("UUID").onInterface(kCharacteristic).withGetter([uuid] { return uuid; });
  object.registerProperty("Service").onInterface(kCharacteristic).withGetter([service] {
    return sdbus::ObjectPath(service);
  });
  object.registerProperty("Flags").onInterface(kCharacteristic).withGetter([flags] { return flags; });
  return object;
}

void GattApplication::admit(const Options& options) {
  // An encrypted link need not be one of a bond. bluetoothd always says whose it is.
  const auto device = options.find("device");
  if (device != options.end() && !handlers_.may_use(device->second.get<sdbus::ObjectPath>())) {
    throw sdbus::Error("org.bluez.Error.NotAuthorized", "only for a host that has claimed the shoe");
  }
  if (const auto mtu = options.find("mtu"); mtu != options.end()) {
    handlers_.mtu(mtu->second.get<std::uint16_t>());
  }
}

void GattApplication::add_readable(sdbus::IObject& object, std::function<Bytes()> value, Access access) {
  object.registerMethod("ReadValue")
      .onInterface(kCharacteristic)
      .implementedAs([this, value = std::move(value), access](const Options& options) {
        if (access == Access::ours) {
          admit(options);
        }
        return from_offset(value(), options);
      });
  object.finishRegistration();
}

void GattApplication::add_stream() {
  sdbus::IObject& stream = add_characteristic(std::string(kPath) + "/service0", "stream", wire::kStreamUuid,
                                              {"encrypt-notify"}, wire::kStreamDescription);
  // bluetoothd hands over a socket instead of a signal a packet where this property is there.
  stream.registerProperty("NotifyAcquired").onInterface(kCharacteristic).withGetter([this] {
    return stream_socket_ >= 0;
  });
  stream.registerMethod("AcquireNotify").onInterface(kCharacteristic).implementedAs([this](const Options& options) {
    admit(options);
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) {
      throw sdbus::Error("org.bluez.Error.Failed", "no socket");
    }
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &kQueueBytes, sizeof kQueueBytes);
    close_stream();
    stream_socket_ = ends[0];
    const auto mtu = options.find("mtu");
    handlers_.subscribed(true);
    return std::make_tuple(sdbus::UnixFd(ends[1], sdbus::adopt_fd),
                           mtu == options.end() ? std::uint16_t{23} : mtu->second.get<std::uint16_t>());
  });
  stream.finishRegistration();
}

void GattApplication::add_control() {
  sdbus::IObject& control = add_characteristic(std::string(kPath) + "/service0", "control", wire::kControlUuid,
                                               {"encrypt-write", "encrypt-indicate"}, wire::kControlDescription);
  control.registerProperty("Value").onInterface(kCharacteristic).withGetter([this] { return control_value_; });
  control.registerMethod("WriteValue")
      .onInterface(kCharacteristic)
      .implementedAs([this](const Bytes& bytes, const Options& options) {
        admit(options);
        handlers_.control(bytes);
      });
  add_notify_calls(control);
  control.finishRegistration();
  control_ = &control;
}

void GattApplication::add_counters() {
  sdbus::IObject& counters = add_characteristic(std::string(kPath) + "/service0", "counters", wire::kCountersUuid,
                                                {"encrypt-read", "encrypt-notify"}, wire::kCountersDescription);
  counters.registerProperty("Value").onInterface(kCharacteristic).withGetter([this] { return counters_value_; });
  add_notify_calls(counters);
  counters_ = &counters;
  add_readable(counters, handlers_.counters, Access::ours);
}

void GattApplication::add_speed() {
  const std::string service = std::string(kPath) + "/service3";
  add_service(service, wire::kRscServiceUuid);
  const auto fixed = [&](const char* name, const char* uuid, const auto& value) {
    add_readable(
        add_characteristic(service, name, uuid, {"read"}, nullptr),
        [bytes = Bytes(value.begin(), value.end())] { return bytes; }, Access::anybody);
  };
  fixed("feature", wire::kRscFeatureUuid, wire::kRscFeature);
  fixed("location", wire::kSensorLocationUuid, wire::kSensorLocationInShoe);

  sdbus::IObject& speed = add_characteristic(service, "measurement", wire::kRscMeasurementUuid, {"notify"}, nullptr);
  speed.registerProperty("Value").onInterface(kCharacteristic).withGetter([this] { return speed_value_; });
  speed.registerMethod("StartNotify").onInterface(kCharacteristic).implementedAs([this] {
    handlers_.speed_subscribed(true);
  });
  speed.registerMethod("StopNotify").onInterface(kCharacteristic).implementedAs([this] {
    handlers_.speed_subscribed(false);
  });
  speed.finishRegistration();
  speed_ = &speed;

  sdbus::IObject& control =
      add_characteristic(service, "control", wire::kScControlPointUuid, {"write", "indicate"}, nullptr);
  control.registerProperty("Value").onInterface(kCharacteristic).withGetter([this] { return speed_control_value_; });
  control.registerMethod("WriteValue")
      .onInterface(kCharacteristic)
      .implementedAs([this](const Bytes& bytes, const Options&) {
        speed_control_value_ = handlers_.speed_control(bytes);
        speed_control_->emitPropertiesChangedSignal(kCharacteristic, {"Value"});
      });
  add_notify_calls(control);
  control.finishRegistration();
  speed_control_ = &control;
}
// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)

bool GattApplication::notify_stream(std::span<const std::uint8_t> bytes) {
  if (stream_socket_ < 0) {
    return false;
  }
  const auto sent = ::send(stream_socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
    close_stream();
  }
  return sent == static_cast<ssize_t>(bytes.size());
}

void GattApplication::indicate_control(const Bytes& bytes) {
  control_value_ = bytes;
  control_->emitPropertiesChangedSignal(kCharacteristic, {"Value"});
}

void GattApplication::notify_counters(const Bytes& bytes) {
  counters_value_ = bytes;
  counters_->emitPropertiesChangedSignal(kCharacteristic, {"Value"});
}

void GattApplication::notify_speed(const Bytes& measurement) {
  speed_value_ = measurement;
  speed_->emitPropertiesChangedSignal(kCharacteristic, {"Value"});
}

void GattApplication::close_stream() {
  if (stream_socket_ >= 0) {
    ::close(std::exchange(stream_socket_, -1));
    handlers_.subscribed(false);
  }
}

}  // namespace backstep::firmware
