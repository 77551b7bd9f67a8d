#include "host/source/ble/radio.h"

#include <fmt/format.h>

#include <algorithm>

#include "schemas/gatt.h"

namespace backstep::host::ble {

std::string adapter_of(const std::string& device_path) { return device_path.substr(0, device_path.rfind('/')); }

Radio::Radio(Bluez& bluez, std::vector<std::string> names) : bluez_(bluez), names_(std::move(names)) {}

asio::awaitable<std::string> Radio::prepare() {
  if (const std::string failed = co_await bluez_.read(); !failed.empty()) {
    co_return failed;
  }
  known_ = adapters_ = bluez_.adapters();
  if (!names_.empty()) {
    for (const std::string& name : names_) {
      if (std::find(adapters_.begin(), adapters_.end(), "/org/bluez/" + name) == adapters_.end()) {
        co_return fmt::format("there is no Bluetooth adapter {} here; `bluetoothctl list` shows those there are", name);
      }
    }
    std::erase_if(adapters_, [this](const std::string& path) {
      return std::find(names_.begin(), names_.end(), path.substr(path.rfind('/') + 1)) == names_.end();
    });
  }
  if (adapters_.empty()) {
    co_return "this computer has no Bluetooth adapter; plug one in (any that does Bluetooth 4.2 or later)";
  }
  std::string problem;
  for (const std::string& adapter : std::vector(adapters_)) {
    if (const std::string failed = co_await power(adapter); !failed.empty()) {
      problem = fmt::format("the Bluetooth adapter {} cannot be switched on ({}). `rfkill unblock bluetooth` may help",
                            adapter.substr(adapter.rfind('/') + 1), failed);
      std::erase(adapters_, adapter);
    }
  }
  co_return names_.empty() && !adapters_.empty() ? std::string() : problem;
}

asio::awaitable<std::string> Radio::power(const std::string& adapter) {
  if (bluez_.property(adapter, kAdapter, "Powered", false)) {
    co_return std::string();
  }
  co_return co_await bluez_.set(adapter, kAdapter, "Powered", sdbus::Variant(true));
}

asio::awaitable<void> Radio::revive() {
  const unsigned restarts = bluez_.restarts();
  if (restarts == restarts_ && bluez_.adapters() == known_) {
    co_return;
  }
  if (!(co_await prepare()).empty()) {
    co_return;  // bluetoothd's adapters come a moment after itself
  }
  restarts_ = restarts;
  if (std::exchange(discovering_, false)) {
    co_await start_discovery();
  }
}

asio::awaitable<void> Radio::start_discovery() {
  if (discovering_) {
    co_return;
  }
  discovering_ = true;
  const Properties filter = {{"Transport", sdbus::Variant(std::string("le"))},
                             {"UUIDs", sdbus::Variant(std::vector<std::string>{wire::kServiceUuid})}};
  for (const std::string& adapter : adapters_) {
    co_await bluez_.bus().call<>(adapter, kAdapter, "SetDiscoveryFilter", kPatience, filter);
    co_await bluez_.bus().call<>(adapter, kAdapter, "StartDiscovery", kPatience);
  }
}

asio::awaitable<void> Radio::stop_discovery() {
  if (!discovering_) {
    co_return;
  }
  discovering_ = false;
  for (const std::string& adapter : adapters_) {
    co_await bluez_.bus().call<>(adapter, kAdapter, "StopDiscovery", kPatience);
  }
}

std::vector<SeenShoe> Radio::seen() const {
  std::map<std::string, SeenShoe> shoes;
  for (const std::string& adapter : adapters_) {
    for (const std::string& path : bluez_.shoes(adapter)) {
      SeenShoe& shoe = shoes[bluez_.property(path, kDevice, "Address", path)];
      shoe.address = bluez_.property(path, kDevice, "Address", path);
      const auto advertised = bluez_.property(path, kDevice, "Name", std::string());
      read_advertised_name(advertised, shoe);
      const bool bonded = bluez_.property(path, kDevice, "Bonded", false);
      if (bonded || !shoe.bonded) {  // names are given where the bond is
        shoe.name = bluez_.property(path, kDevice, "Alias", advertised);
      }
      shoe.bonded = shoe.bonded || bonded;
      if (const int rssi = bluez_.property(path, kDevice, "RSSI", std::int16_t{0}); rssi != 0) {
        shoe.rssi_dbm = rssi;
      }
      shoe.connected = shoe.connected || bluez_.property(path, kDevice, "Connected", false);
      shoe.paths.push_back(path);
    }
  }
  std::map<std::string, int> bonds;  // by adapter
  for (const auto& [address, shoe] : shoes) {
    for (const std::string& path : shoe.paths) {
      bonds[adapter_of(path)] += bluez_.property(path, kDevice, "Bonded", false) ? 1 : 0;
    }
  }
  std::vector<SeenShoe> list;
  for (auto& [address, shoe] : shoes) {
    std::stable_sort(shoe.paths.begin(), shoe.paths.end(), [&](const std::string& a, const std::string& b) {
      return bonds[adapter_of(a)] < bonds[adapter_of(b)];
    });
    if (shoe.bonded) {  // a bond is one adapter's: to the shoe the others are strangers
      std::erase_if(shoe.paths,
                    [this](const std::string& path) { return !bluez_.property(path, kDevice, "Bonded", false); });
    }
    if (shoe.bonded || shoe.in_reach()) {
      list.push_back(std::move(shoe));
    }
  }
  return list;
}

std::vector<std::string> Radio::paths_of(const std::string& address) const {
  std::vector<std::string> paths;
  for (const std::string& adapter : adapters_) {
    for (const std::string& path : bluez_.shoes(adapter)) {
      if (bluez_.property(path, kDevice, "Address", std::string()) == address) {
        paths.push_back(path);
      }
    }
  }
  return paths;
}

}  // namespace backstep::host::ble
