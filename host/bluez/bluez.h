#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "host/bluez/calls.h"

namespace backstep::host::ble {

inline constexpr const char *kAdapter = "org.bluez.Adapter1", *kDevice = "org.bluez.Device1",
                            *kCharacteristic = "org.bluez.GattCharacteristic1",
                            *kObjectManager = "org.freedesktop.DBus.ObjectManager",
                            *kDBusProperties = "org.freedesktop.DBus.Properties";

inline constexpr std::chrono::milliseconds kPatience{10'000};         ///< for what is done on this computer
inline constexpr std::chrono::milliseconds kConnectPatience{30'000};  ///< for what goes over the air

/// bluetoothd's objects, mirrored: adapters, devices and characteristics with their properties.
class Bluez {
 public:
  using Objects = std::map<std::string, std::map<std::string, Properties>>;

  explicit Bluez(Bus& bus);

  /// Reads all objects; when bluetoothd is started again, that happens by itself. Error: a sentence.
  asio::awaitable<std::string> read(Calls& calls);

  /// How often bluetoothd was started since read().
  unsigned restarts() const { return restarts_; }

  Bus& bus() { return bus_; }
  const Objects& objects() const { return objects_; }

  /// A property, or `otherwise` where it or the object is not there.
  template <class T>
  T property(const std::string& path, const char* interface, const char* name, T otherwise) const {
    const Properties* properties = find(path, interface);
    if (properties == nullptr) {
      return otherwise;
    }
    const auto found = properties->find(name);
    return found == properties->end() ? otherwise : found->second.get<T>();
  }

  std::vector<std::string> adapters() const;

  /// Paths of the devices of `adapter` that offer our service, as far as they told.
  std::vector<std::string> shoes(const std::string& adapter) const;

  /// Path of the device's characteristic of this UUID; empty: not found (yet).
  std::string characteristic(const std::string& device, const std::string& uuid) const;

  /// Called with each new value of the characteristic at `path` that is told by a signal; nullptr: no more.
  void on_value(const std::string& path, std::function<void(const std::vector<std::uint8_t>&)> heard);

  /// Discovery is one switch for all who share this connection: who has it on, by adapter.
  void join_discovery(const std::string& adapter, const void* who) { discoverers_[adapter].insert(who); }

  /// The adapters on which nobody has it on any more, now that `who` has not.
  std::vector<std::string> leave_discovery(const void* who);

  static asio::awaitable<std::string> set(Calls& calls, std::string path, const char* interface, std::string name,
                                          sdbus::Variant value);

 private:
  const Properties* find(const std::string& path, const char* interface) const;
  void changed(sdbus::Message& message);
  void request();

  Bus& bus_;
  Objects objects_;
  std::map<std::string, std::function<void(const std::vector<std::uint8_t>&)>> heard_;
  std::unique_ptr<sdbus::IProxy> root_, daemon_;
  std::map<std::string, std::set<const void*>> discoverers_;
  std::optional<std::string> read_;  ///< the answer to request(): empty or an error
  unsigned restarts_ = 0;
  sdbus::Slot watch_;
};

}  // namespace backstep::host::ble
