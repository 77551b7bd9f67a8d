#include "host/sink/speed_service.h"

#include <utility>

#include "schemas/running_speed_cadence.h"

namespace backstep::host::ble {
namespace {

using Value = std::vector<std::uint8_t>;

constexpr const char *kRoot = "/backstep/speed", *kServicePath = "/backstep/speed/service",
                     *kAdvertisementPath = "/backstep/speed/advertisement", *kService = "org.bluez.GattService1",
                     *kAdvertisement = "org.bluez.LEAdvertisement1";
constexpr const char* kName = "Backstep";
constexpr std::uint16_t kWalkingSensor = 0x0440;  ///< Assigned Numbers, 2.6.2: Generic Running Walking Sensor

template <class Bytes>
Value value_of(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace

SpeedService::SpeedService(Bluez& bluez, Calls& calls, std::function<void(double)> set_distance)
    : bluez_(bluez), calls_(calls), set_distance_(std::move(set_distance)) {
  sdbus::IObject& root = add(kRoot);
  root.addObjectManager();
  root.finishRegistration();
  sdbus::IObject& service = add(kServicePath);
  service.registerProperty("UUID").onInterface(kService).withGetter([] { return std::string(wire::kRscServiceUuid); });
  service.registerProperty("Primary").onInterface(kService).withGetter([] { return true; });
  service.finishRegistration();
  add_fixed("feature", wire::kRscFeatureUuid, value_of(wire::kRscFeature));
  add_fixed("location", wire::kSensorLocationUuid, value_of(wire::kSensorLocationInShoe));
  add_measurement();
  add_control_point();
  add_advertisement();
}

// bluetoothd takes back what was registered when the objects, or the program, go.
SpeedService::~SpeedService() = default;

sdbus::IObject& SpeedService::add(const std::string& path) {
  objects_.push_back(sdbus::createObject(bluez_.bus().connection(), path));
  return *objects_.back();
}

sdbus::IObject& SpeedService::add_characteristic(const std::string& name, const char* uuid,
                                                 std::vector<std::string> flags) {
  sdbus::IObject& object = add(std::string(kServicePath) + "/" + name);
  object.registerProperty("UUID").onInterface(kCharacteristic).withGetter([uuid] { return std::string(uuid); });
  object.registerProperty("Service").onInterface(kCharacteristic).withGetter([] {
    return sdbus::ObjectPath(kServicePath);
  });
  object.registerProperty("Flags").onInterface(kCharacteristic).withGetter([flags = std::move(flags)] {
    return flags;
  });
  return object;
}

void SpeedService::add_fixed(const std::string& name, const char* uuid, Value value) {
  sdbus::IObject& object = add_characteristic(name, uuid, {"read"});
  object.registerMethod("ReadValue")
      .onInterface(kCharacteristic)
      .implementedAs([value = std::move(value)](const Properties&) { return value; });
  object.finishRegistration();
}

void SpeedService::add_measurement() {
  sdbus::IObject& object = add_characteristic("measurement", wire::kRscMeasurementUuid, {"notify"});
  object.registerProperty("Value").onInterface(kCharacteristic).withGetter([this] { return measured_; });
  object.registerMethod("StartNotify").onInterface(kCharacteristic).implementedAs([] {});
  object.registerMethod("StopNotify").onInterface(kCharacteristic).implementedAs([] {});
  object.finishRegistration();
  measurement_ = &object;
}

void SpeedService::add_control_point() {
  sdbus::IObject& object = add_characteristic("control", wire::kScControlPointUuid, {"write", "indicate"});
  object.registerProperty("Value").onInterface(kCharacteristic).withGetter([this] { return answered_; });
  object.registerMethod("WriteValue")
      .onInterface(kCharacteristic)
      .implementedAs([this](const Value& request, const Properties&) {
        const wire::ScAnswer answer = wire::answer_control_point(request);
        if (answer.distance_m) {
          set_distance_(*answer.distance_m);
        }
        answered_ = value_of(answer.indication);
        control_->emitPropertiesChangedSignal(kCharacteristic, {"Value"});
      });
  object.registerMethod("StartNotify").onInterface(kCharacteristic).implementedAs([] {});
  object.registerMethod("StopNotify").onInterface(kCharacteristic).implementedAs([] {});
  object.registerMethod("Confirm").onInterface(kCharacteristic).implementedAs([] {});
  object.finishRegistration();
  control_ = &object;
}

void SpeedService::add_advertisement() {
  sdbus::IObject& object = add(kAdvertisementPath);
  object.registerProperty("Type").onInterface(kAdvertisement).withGetter([] { return std::string("peripheral"); });
  object.registerProperty("ServiceUUIDs").onInterface(kAdvertisement).withGetter([] {
    return std::vector<std::string>{wire::kRscServiceUuid};
  });
  object.registerProperty("Discoverable").onInterface(kAdvertisement).withGetter([] { return true; });
  object.registerProperty("LocalName").onInterface(kAdvertisement).withGetter([] { return std::string(kName); });
  object.registerProperty("Appearance").onInterface(kAdvertisement).withGetter([] { return kWalkingSensor; });
  object.registerMethod("Release").onInterface(kAdvertisement).implementedAs([this] { advertised_ = false; });
  object.finishRegistration();
}

asio::awaitable<std::string> SpeedService::start(std::string adapter) {
  adapter_ = std::move(adapter);
  advertised_ = false;
  restarts_ = bluez_.restarts();
  const auto registered = co_await calls_.call<>(adapter_, "org.bluez.GattManager1", "RegisterApplication", kPatience,
                                                 sdbus::ObjectPath(kRoot), Properties{});
  if (!registered && !registered.error.starts_with("org.bluez.Error.AlreadyExists")) {
    co_return "bluetoothd refuses the service (" + registered.error + ")";
  }
  const auto advertised = co_await calls_.call<>(adapter_, "org.bluez.LEAdvertisingManager1", "RegisterAdvertisement",
                                                 kPatience, sdbus::ObjectPath(kAdvertisementPath), Properties{});
  if (!advertised) {
    co_return "the adapter cannot advertise it (" + advertised.error + "); another adapter may";
  }
  advertised_ = true;
  co_return std::string();
}

asio::awaitable<void> SpeedService::stop() {
  if (!offered()) {
    co_return;
  }
  advertised_ = false;
  co_await calls_.call<>(adapter_, "org.bluez.LEAdvertisingManager1", "UnregisterAdvertisement", kPatience,
                         sdbus::ObjectPath(kAdvertisementPath));
  co_await calls_.call<>(adapter_, "org.bluez.GattManager1", "UnregisterApplication", kPatience,
                         sdbus::ObjectPath(kRoot));
}

bool SpeedService::offered() const { return advertised_ && restarts_ == bluez_.restarts(); }

void SpeedService::tell(const WalkingSpeed& s) {
  const wire::RunningSpeedCadence measurement{s.speed_mps, s.cadence_per_min, s.stride_length_m, s.distance_m,
                                              s.running};
  measured_ = value_of(wire::pack(measurement).span());
  measurement_->emitPropertiesChangedSignal(kCharacteristic, {"Value"});
}

}  // namespace backstep::host::ble
