#include "host/bluez/bluez.h"

#include <algorithm>

#include "schemas/gatt.h"

namespace backstep::host::ble {
namespace {

using Interfaces = std::map<std::string, Properties>;

}  // namespace

Bluez::Bluez(Bus& bus) : bus_(bus) {
  root_ = sdbus::createProxy(bus_.connection(), "org.bluez", "/");
  root_->uponSignal("InterfacesAdded")
      .onInterface(kObjectManager)
      .call([this](const sdbus::ObjectPath& path, const Interfaces& added) {
        for (const auto& [interface, properties] : added) {
          objects_[path][interface] = properties;
        }
      });
  root_->uponSignal("InterfacesRemoved")
      .onInterface(kObjectManager)
      .call([this](const sdbus::ObjectPath& path, const std::vector<std::string>& removed) {
        const auto object = objects_.find(path);
        if (object == objects_.end()) {
          return;
        }
        for (const std::string& interface : removed) {
          object->second.erase(interface);
        }
      });
  root_->finishRegistration();
  daemon_ = sdbus::createProxy(bus_.connection(), "org.freedesktop.DBus", "/org/freedesktop/DBus");
  daemon_->uponSignal("NameOwnerChanged")
      .onInterface("org.freedesktop.DBus")
      .call([this](const std::string& who, const std::string&, const std::string& owner) {
        if (who == "org.bluez") {
          objects_.clear();
          if (!owner.empty()) {
            ++restarts_;
            request();
          }
        }
      });
  daemon_->finishRegistration();
  watch_ = bus_.connection().addMatch(
      "type='signal',sender='org.bluez',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',"
      "path_namespace='/org/bluez'",
      [this](sdbus::Message& message) { changed(message); });
}

void Bluez::changed(sdbus::Message& message) {
  std::string interface;
  Properties news;
  std::vector<std::string> gone;
  message >> interface >> news >> gone;
  const std::string path = message.getPath();
  Properties& properties = objects_[path][interface];
  for (const std::string& name : gone) {
    properties.erase(name);
  }
  for (const auto& [name, value] : news) {
    properties[name] = value;
  }
  if (const auto value = news.find("Value"); interface == kCharacteristic && value != news.end()) {
    if (const auto heard = heard_.find(path); heard != heard_.end()) {
      heard->second(value->second.get<std::vector<std::uint8_t>>());
    }
  }
}

/// The objects are taken within the bus's dispatch, so that no signal that follows is overwritten by them.
void Bluez::request() {
  read_.reset();
  root_->callMethodAsync("GetManagedObjects")
      .onInterface(kObjectManager)
      .withTimeout(kPatience)
      .uponReplyInvoke([this](const sdbus::Error* error, const std::map<sdbus::ObjectPath, Interfaces>& objects) {
        read_ = error == nullptr ? std::string() : error->getName() + ": " + error->getMessage();
        if (error == nullptr) {
          objects_ = {objects.begin(), objects.end()};
        }
      });
  bus_.pump_soon();
}

asio::awaitable<std::string> Bluez::read(Calls& calls) {
  request();
  const unsigned interrupts = calls.interrupts();
  while (!read_ && calls.interrupts() == interrupts) {
    co_await sleep(calls.loop(), std::chrono::milliseconds(5));
  }
  if (const std::string failed = read_.value_or("interrupted"); !failed.empty()) {
    co_return "Bluetooth does not answer (" + failed +
        "). Is bluetoothd running? `systemctl start bluetooth` starts it";
  }
  co_return std::string();
}

const Properties* Bluez::find(const std::string& path, const char* interface) const {
  const auto object = objects_.find(path);
  if (object == objects_.end()) {
    return nullptr;
  }
  const auto found = object->second.find(interface);
  return found == object->second.end() ? nullptr : &found->second;
}

std::vector<std::string> Bluez::adapters() const {
  std::vector<std::string> paths;
  for (const auto& [path, interfaces] : objects_) {
    if (interfaces.contains(kAdapter)) {
      paths.push_back(path);
    }
  }
  return paths;
}

std::vector<std::string> Bluez::shoes(const std::string& adapter) const {
  std::vector<std::string> paths;
  for (const auto& [path, interfaces] : objects_) {
    if (path.starts_with(adapter + "/") && interfaces.contains(kDevice)) {
      const auto uuids = property(path, kDevice, "UUIDs", std::vector<std::string>{});
      if (std::find(uuids.begin(), uuids.end(), wire::kServiceUuid) != uuids.end()) {
        paths.push_back(path);
      }
    }
  }
  return paths;
}

std::string Bluez::characteristic(const std::string& device, const std::string& uuid) const {
  for (const auto& [path, interfaces] : objects_) {
    if (path.starts_with(device + "/") && property(path, kCharacteristic, "UUID", std::string()) == uuid) {
      return path;
    }
  }
  return {};
}

void Bluez::on_value(const std::string& path, std::function<void(const std::vector<std::uint8_t>&)> heard) {
  if (heard) {
    heard_[path] = std::move(heard);
  } else {
    heard_.erase(path);
  }
}

std::vector<std::string> Bluez::leave_discovery(const void* who) {
  std::vector<std::string> left;
  for (auto& [adapter, discoverers] : discoverers_) {
    if (discoverers.erase(who) > 0 && discoverers.empty()) {
      left.push_back(adapter);
    }
  }
  return left;
}

asio::awaitable<std::string> Bluez::set(Calls& calls, std::string path, const char* interface, std::string name,
                                        sdbus::Variant value) {
  const auto answer =
      co_await calls.call<>(std::move(path), kDBusProperties, "Set", kPatience, std::string(interface), name, value);
  co_return answer.error;
}

}  // namespace backstep::host::ble
