#include "host/bluez/radio.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "schemas/gatt.h"

namespace backstep::host::ble {
namespace {

using namespace std::chrono_literals;

/// "hci0" of "/org/bluez/hci0".
std::string name_of(const std::string& adapter) { return adapter.substr(adapter.rfind('/') + 1); }

}  // namespace

std::string adapter_of(const std::string& device_path) { return device_path.substr(0, device_path.rfind('/')); }

Radio::Radio(Bluez& bluez, Calls& calls, std::vector<std::string> names)
    : bluez_(bluez), calls_(calls), names_(std::move(names)) {}

asio::awaitable<std::string> Radio::prepare(Off off) {
  if (const std::string failed = co_await bluez_.read(calls_); !failed.empty()) {
    co_return failed;
  }
  const std::vector<std::string> all = bluez_.adapters();
  std::vector<std::string> adapters = all;
  if (!names_.empty()) {
    for (const std::string& name : names_) {
      if (std::find(all.begin(), all.end(), "/org/bluez/" + name) == all.end()) {
        co_return fmt::format("there is no Bluetooth adapter {} here; `bluetoothctl list` shows those there are", name);
      }
    }
    std::erase_if(adapters, [this](const std::string& path) {
      return std::find(names_.begin(), names_.end(), name_of(path)) == names_.end();
    });
  }
  if (adapters.empty()) {
    co_return "this computer has no Bluetooth adapter; plug one in (any that does Bluetooth 4.2 or later)";
  }
  std::string problem;
  for (const std::string& adapter : std::vector(adapters)) {
    if (const std::string failed = co_await power(adapter); !failed.empty()) {
      problem = failed;
      if (off == Off::left_out) {
        std::erase(adapters, adapter);
      }
    }
  }
  if (off == Off::kept) {
    off_ = std::exchange(problem, "");
  }
  if (!problem.empty() && (adapters.empty() || !names_.empty())) {
    co_return problem;
  }
  known_ = all;
  adapters_ = std::move(adapters);
  co_return std::string();
}

asio::awaitable<std::string> Radio::power(const std::string& adapter) {
  const auto powered = [this, adapter] { return bluez_.property(adapter, kAdapter, "Powered", false); };
  if (powered()) {
    co_return std::string();
  }
  const std::string failed = co_await Bluez::set(calls_, adapter, kAdapter, "Powered", sdbus::Variant(true));
  const bool busy = failed.starts_with("org.bluez.Error.Busy");  // bluetoothd itself is switching it on
  const bool on = (failed.empty() || busy) && co_await until(calls_, 3s, powered);
  if (on || failed.empty()) {
    co_return std::string();
  }
  co_return fmt::format("the Bluetooth adapter {} cannot be switched on ({}). `rfkill unblock bluetooth` may help",
                        name_of(adapter), failed);
}

asio::awaitable<void> Radio::revive() {
  const unsigned restarts = bluez_.restarts();
  if (reviving_ || (restarts == restarts_ && bluez_.adapters() == known_)) {
    co_return;
  }
  reviving_ = true;
  const bool prepared = (co_await prepare()).empty();  // bluetoothd's adapters come a moment after itself
  if (prepared) {
    restarts_ = restarts;
    if (std::exchange(discovering_, false)) {
      co_await start_discovery();
    }
  }
  reviving_ = false;
}

asio::awaitable<void> Radio::start_discovery() {
  if (discovering_) {
    co_return;
  }
  discovering_ = true;
  const Properties filter = {{"Transport", sdbus::Variant(std::string("le"))},
                             {"UUIDs", sdbus::Variant(std::vector<std::string>{wire::kServiceUuid})}};
  for (const std::string& adapter : std::vector(adapters_)) {
    bluez_.join_discovery(adapter, this);
    co_await calls_.call<>(adapter, kAdapter, "SetDiscoveryFilter", kPatience, filter);
    co_await calls_.call<>(adapter, kAdapter, "StartDiscovery", kPatience);
  }
}

asio::awaitable<void> Radio::stop_discovery() {
  if (!discovering_) {
    co_return;
  }
  discovering_ = false;
  for (const std::string& adapter : bluez_.leave_discovery(this)) {
    co_await calls_.call<>(adapter, kAdapter, "StopDiscovery", kPatience);
  }
}

asio::awaitable<std::string> Radio::forget(std::string address) {
  for (const std::string& path : paths_of(address)) {
    const auto removed =
        co_await calls_.call<>(adapter_of(path), kAdapter, "RemoveDevice", kPatience, sdbus::ObjectPath(path));
    if (!removed) {
      co_return removed.error;
    }
  }
  co_return std::string();
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
