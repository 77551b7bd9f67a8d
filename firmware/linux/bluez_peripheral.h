#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "firmware/linux/gatt_application.h"

namespace backstep::firmware {

/// What happens on the radio.
struct LinkHandlers {
  std::function<void(const std::string& address, bool bonded)> connected;
  /// Another one has connected too: whether it takes the place of who is connected, or is sent away.
  std::function<bool(bool bonded)> takes_place;
  std::function<void()> disconnected;
  std::function<void(const std::string& address)> bonded;
  std::function<void(const std::string& sentence)> tell;
  std::function<void(const std::string& sentence)> failed;  ///< cannot go on
};

/// One adapter as a shoe: powers it, registers services and advertisement (again when bluetoothd restarts), watches who
/// connects, and lets hosts pair only while it should. All calls are asynchronous; the caller drives the bus.
///
/// Pairing: bluetoothd has one default agent for all adapters, and asks it also for pairing without a bond when the
/// adapter is not pairable. So the agent looks at the adapter that the device is on and accepts if that is pairable.
class BluezPeripheral {
 public:
  BluezPeripheral(sdbus::IConnection& bus, const std::string& adapter, std::string name, LinkHandlers handlers);

  void start();

  void advertise(bool on);
  void set_claimable(bool on);
  void forget_bonds();
  void drop_link() { disconnect(connected_); }

  bool has_bonds() const { return !bonded_.empty(); }
  bool is_bonded(const std::string& device_path) const { return bonded_.contains(device_path); }

 private:
  /// A device that bluetoothd was asked to disconnect.
  struct Leaving {
    std::unique_ptr<sdbus::IProxy> device;
    bool answered = false;
  };

  bool is_leaving(const std::string& path) const;
  using Properties = std::map<std::string, sdbus::Variant>;
  using Objects = std::map<sdbus::ObjectPath, std::map<std::string, Properties>>;

  void gone(const char* what);
  void power();
  void read_objects();
  void register_agent();
  void register_application();
  void update_advertisement();
  void device_changed(const std::string& path, const Properties& changed);
  void came(const std::string& path);
  void disconnect(const std::string& path);
  void set(const char* property, bool value, std::function<void(const sdbus::Error*)> done);
  std::string address_of(const std::string& path) const;

  sdbus::IConnection& bus_;
  std::string adapter_path_, name_;
  LinkHandlers handlers_;
  std::unique_ptr<sdbus::IProxy> root_, manager_, adapter_, daemon_;
  std::unique_ptr<sdbus::IObject> agent_, advertisement_;
  sdbus::Slot watch_;
  std::map<std::string, bool> pairable_;    ///< by adapter
  std::set<std::string> bonded_;            ///< device paths
  std::string connected_;                   ///< device path
  std::map<std::string, Leaving> leaving_;  ///< by device path: bluetoothd takes two seconds to disconnect
  bool registered_ = false, want_advertisement_ = false, advertised_ = false, advertising_call_ = false;
  bool advertising_refused_ = false;
  std::chrono::steady_clock::time_point advertise_after_;
  std::optional<std::chrono::steady_clock::time_point> power_at_;  ///< to be tried again then
  bool returning_ = false, waiting_for_adapter_ = false;           ///< bluetoothd was there before
  bool claimable_ = false, claimable_known_ = false;
};

}  // namespace backstep::firmware
