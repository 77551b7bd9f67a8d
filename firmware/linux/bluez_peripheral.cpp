#include "firmware/linux/bluez_peripheral.h"

#include <algorithm>
#include <utility>

#include "schemas/gatt.h"

namespace backstep::firmware {
namespace {

constexpr const char *kBluez = "org.bluez", *kAdapter = "org.bluez.Adapter1", *kDevice = "org.bluez.Device1",
                     *kProperties = "org.freedesktop.DBus.Properties",
                     *kObjectManager = "org.freedesktop.DBus.ObjectManager", *kAgent = "org.bluez.Agent1",
                     *kAdvertisement = "org.bluez.LEAdvertisement1", *kAdvertiser = "org.bluez.LEAdvertisingManager1";
constexpr std::chrono::milliseconds kBusyPause{200};
constexpr const char *kAgentPath = "/backstep/agent", *kAdvertisementPath = "/backstep/advertisement";

std::string words(const sdbus::Error& error) { return error.getName() + ": " + error.getMessage(); }

bool is_true(const std::map<std::string, sdbus::Variant>& properties, const char* name) {
  const auto found = properties.find(name);
  return found != properties.end() && found->second.get<bool>();
}

}  // namespace

BluezPeripheral::BluezPeripheral(sdbus::IConnection& bus, const std::string& adapter, std::string name,
                                 LinkHandlers handlers)
    : bus_(bus), adapter_path_("/org/bluez/" + adapter), name_(std::move(name)), handlers_(std::move(handlers)) {
  root_ = sdbus::createProxy(bus_, kBluez, "/");
  // A host that was never here is made known when it is connected already, without a change of its properties.
  root_->uponSignal("InterfacesAdded")
      .onInterface(kObjectManager)
      .call([this](const sdbus::ObjectPath& path, const std::map<std::string, Properties>& interfaces) {
        const auto device = interfaces.find(kDevice);
        if (device != interfaces.end() && path.starts_with(adapter_path_ + "/")) {
          device_changed(path, device->second);
        }
        if (path == adapter_path_ && interfaces.contains(kAdapter) && std::exchange(waiting_for_adapter_, false)) {
          start();
        }
      });
  root_->uponSignal("InterfacesRemoved")
      .onInterface(kObjectManager)
      .call([this](const sdbus::ObjectPath& path, const std::vector<std::string>& interfaces) {
        if (path == adapter_path_ && std::find(interfaces.begin(), interfaces.end(), kAdapter) != interfaces.end()) {
          gone("the adapter is gone; waiting for it");
          waiting_for_adapter_ = true;
        }
      });
  root_->finishRegistration();
  manager_ = sdbus::createProxy(bus_, kBluez, "/org/bluez");
  manager_->finishRegistration();
  adapter_ = sdbus::createProxy(bus_, kBluez, adapter_path_);
  adapter_->finishRegistration();
  daemon_ = sdbus::createProxy(bus_, "org.freedesktop.DBus", "/org/freedesktop/DBus");
  daemon_->uponSignal("NameOwnerChanged")
      .onInterface("org.freedesktop.DBus")
      .call([this](const std::string& who, const std::string&, const std::string& owner) {
        if (who != kBluez) {
          return;
        }
        gone(owner.empty() ? "bluetoothd is gone; waiting for it" : "bluetoothd is back");
        waiting_for_adapter_ = false;  // it went with bluetoothd
        if (!owner.empty()) {
          start();
        }
      });
  daemon_->finishRegistration();
  watch_ = bus_.addMatch(
      "type='signal',sender='org.bluez',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',"
      "path_namespace='/org/bluez'",
      [this](sdbus::Message& message) {
        std::string interface;
        Properties changed;
        message >> interface >> changed;
        const std::string path = message.getPath();
        if (interface == kAdapter && changed.contains("Pairable")) {
          pairable_[path] = is_true(changed, "Pairable");
        } else if (interface == kDevice && path.starts_with(adapter_path_ + "/")) {
          device_changed(path, changed);
        }
      });
  agent_ = sdbus::createObject(bus_, kAgentPath);
  const auto accept = [this](const sdbus::ObjectPath& device) {
    const std::string of_adapter = device.substr(0, device.find("/dev_"));
    const auto pairable = pairable_.find(of_adapter);
    // Somebody else may have made the shoe's own adapter pairable.
    if (pairable == pairable_.end() || !pairable->second || (of_adapter == adapter_path_ && !claimable_)) {
      handlers_.tell("refused " + address_of(device) + ": hold the button 3 s to let a new host pair");
      throw sdbus::Error("org.bluez.Error.Rejected", "the shoe is not in claim mode");
    }
  };
  agent_->registerMethod("RequestAuthorization").onInterface(kAgent).implementedAs(accept);
  agent_->registerMethod("RequestConfirmation")
      .onInterface(kAgent)
      .implementedAs([accept](const sdbus::ObjectPath& device, const std::uint32_t&) { accept(device); });
  agent_->registerMethod("AuthorizeService")
      .onInterface(kAgent)
      .implementedAs([](const sdbus::ObjectPath&, const std::string&) {});
  agent_->registerMethod("Cancel").onInterface(kAgent).implementedAs([] {});
  agent_->registerMethod("Release").onInterface(kAgent).implementedAs([] {});
  agent_->finishRegistration();

  advertisement_ = sdbus::createObject(bus_, kAdvertisementPath);
  advertisement_->registerProperty("Type").onInterface(kAdvertisement).withGetter([] {
    return std::string("peripheral");
  });
  advertisement_->registerProperty("ServiceUUIDs").onInterface(kAdvertisement).withGetter([] {
    return std::vector<std::string>{wire::kServiceUuid};
  });
  // Or phones and generic tools do not list the shoe.
  advertisement_->registerProperty("Discoverable").onInterface(kAdvertisement).withGetter([] { return true; });
  advertisement_->registerProperty("LocalName").onInterface(kAdvertisement).withGetter([this] { return name_; });
  advertisement_->registerMethod("Release").onInterface(kAdvertisement).implementedAs([this] { advertised_ = false; });
  advertisement_->finishRegistration();
}

void BluezPeripheral::start() { power(); }

/// What was registered is no more.
void BluezPeripheral::gone(const char* what) {
  registered_ = advertised_ = advertising_call_ = claimable_known_ = false;
  power_at_.reset();
  if (!std::exchange(connected_, {}).empty()) {
    handlers_.disconnected();
  }
  handlers_.tell(what);
  returning_ = true;
}

void BluezPeripheral::set(const char* property, bool value, std::function<void(const sdbus::Error*)> done) {
  adapter_->callMethodAsync("Set")
      .onInterface(kProperties)
      .withArguments(kAdapter, property, sdbus::Variant(value))
      .uponReplyInvoke([done = std::move(done)](const sdbus::Error* error) { done(error); });
}

void BluezPeripheral::power() {
  set("Powered", true, [this](const sdbus::Error* error) {
    if (error != nullptr && error->getName() == "org.bluez.Error.Busy") {
      power_at_ = std::chrono::steady_clock::now() + kBusyPause;  // bluetoothd itself is switching it on
      return;
    }
    if (error != nullptr && returning_) {
      waiting_for_adapter_ = true;  // it comes a moment after bluetoothd itself
      return;
    }
    if (error != nullptr) {
      handlers_.failed("cannot power " + adapter_path_ + " (" + words(*error) +
                       "): is the adapter there, and bluetoothd running?");
      return;
    }
    // A connected host reads the adapter's name, and forgets the advertised one for it.
    adapter_->callMethodAsync("Set")
        .onInterface(kProperties)
        .withArguments(kAdapter, "Alias", sdbus::Variant(name_))
        .uponReplyInvoke([](const sdbus::Error*) {});
    read_objects();
  });
}

void BluezPeripheral::read_objects() {
  root_->callMethodAsync("GetManagedObjects")
      .onInterface(kObjectManager)
      .uponReplyInvoke([this](const sdbus::Error* error, const Objects& objects) {
        if (error != nullptr) {
          handlers_.failed("bluetoothd does not list its objects (" + words(*error) + ")");
          return;
        }
        bonded_.clear();
        for (const auto& [path, interfaces] : objects) {
          if (const auto adapter = interfaces.find(kAdapter); adapter != interfaces.end()) {
            pairable_[path] = is_true(adapter->second, "Pairable");
          }
          const auto device = interfaces.find(kDevice);
          if (device != interfaces.end() && path.starts_with(adapter_path_ + "/")) {
            device_changed(path, device->second);
          }
        }
        register_agent();
      });
}

void BluezPeripheral::register_agent() {
  manager_->callMethodAsync("RegisterAgent")
      .onInterface("org.bluez.AgentManager1")
      .withArguments(sdbus::ObjectPath(kAgentPath), std::string("NoInputNoOutput"))
      .uponReplyInvoke([this](const sdbus::Error* error) {
        if (error != nullptr && error->getName() != "org.bluez.Error.AlreadyExists") {
          handlers_.tell("no agent (" + words(*error) + "): pairing will be refused");
        }
        manager_->callMethodAsync("RequestDefaultAgent")
            .onInterface("org.bluez.AgentManager1")
            .withArguments(sdbus::ObjectPath(kAgentPath))
            .uponReplyInvoke([this](const sdbus::Error*) { register_application(); });
      });
}

void BluezPeripheral::register_application() {
  adapter_->callMethodAsync("RegisterApplication")
      .onInterface("org.bluez.GattManager1")
      .withArguments(sdbus::ObjectPath(GattApplication::kPath), Properties{})
      .uponReplyInvoke([this](const sdbus::Error* error) {
        if (error != nullptr) {
          handlers_.failed("bluetoothd refuses the services (" + words(*error) + ")");
          return;
        }
        registered_ = true;
        update_advertisement();
      });
}

void BluezPeripheral::advertise(bool on) {
  if (power_at_ && std::chrono::steady_clock::now() >= *power_at_) {
    power_at_.reset();
    power();
  }
  want_advertisement_ = on;
  update_advertisement();
}

void BluezPeripheral::update_advertisement() {
  const auto now = std::chrono::steady_clock::now();
  if (!registered_ || advertising_call_ || want_advertisement_ == advertised_ || now < advertise_after_) {
    return;
  }
  advertising_call_ = true;
  const bool on = want_advertisement_;
  const auto done = [this, on](const sdbus::Error* error) {
    advertising_call_ = false;
    advertised_ = on && error == nullptr;
    if (on && error != nullptr) {  // the adapter is off, perhaps for a while only
      if (!std::exchange(advertising_refused_, true)) {
        handlers_.tell("cannot advertise (" + words(*error) + "): is the adapter off? Trying again every second");
      }
      advertise_after_ = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    } else if (on) {
      advertising_refused_ = false;
      handlers_.tell("advertising as \"" + name_ + '"');
    }
    update_advertisement();
  };
  if (on) {
    adapter_->callMethodAsync("RegisterAdvertisement")
        .onInterface(kAdvertiser)
        .withArguments(sdbus::ObjectPath(kAdvertisementPath), Properties{})
        .uponReplyInvoke(done);
  } else {
    adapter_->callMethodAsync("UnregisterAdvertisement")
        .onInterface(kAdvertiser)
        .withArguments(sdbus::ObjectPath(kAdvertisementPath))
        .uponReplyInvoke(done);
  }
}

void BluezPeripheral::set_claimable(bool on) {
  if (claimable_known_ && claimable_ == on) {
    return;
  }
  claimable_ = on;
  if (!registered_) {
    return;
  }
  claimable_known_ = true;
  set("Pairable", on, [this, on](const sdbus::Error* error) {
    if (error == nullptr) {
      handlers_.tell(on ? "claim mode: a new host may pair" : "claimed: only hosts that have paired may connect");
    } else {
      claimable_known_ = false;  // busy, say: set at the next turn
    }
  });
}

void BluezPeripheral::device_changed(const std::string& path, const Properties& changed) {
  if (changed.contains("Bonded")) {
    if (is_true(changed, "Bonded")) {
      if (bonded_.insert(path).second) {
        handlers_.bonded(address_of(path));
      }
    } else {
      bonded_.erase(path);
    }
  }
  if (changed.contains("Connected")) {
    if (is_true(changed, "Connected") && connected_ != path) {
      came(path);
    } else if (!is_true(changed, "Connected") && connected_ == path) {
      connected_.clear();
      handlers_.disconnected();
    }
  }
}

/// One at a time, though the adapter may have several links.
void BluezPeripheral::came(const std::string& path) {
  if (!connected_.empty()) {
    const bool takes_place = is_leaving(connected_) || handlers_.takes_place(is_bonded(path));
    handlers_.tell(address_of(path) + (takes_place ? " takes the place of " : " is sent away: the link is that of ") +
                   address_of(connected_));
    if (!takes_place) {
      disconnect(path);
      return;
    }
    disconnect(std::exchange(connected_, {}));
    handlers_.disconnected();
  }
  connected_ = path;
  handlers_.connected(address_of(path), is_bonded(path));
}

void BluezPeripheral::forget_bonds() {
  for (const std::string& path : std::exchange(bonded_, {})) {
    adapter_->callMethodAsync("RemoveDevice")
        .onInterface(kAdapter)
        .withArguments(sdbus::ObjectPath(path))
        .uponReplyInvoke([this, path](const sdbus::Error* error) {
          if (error != nullptr) {
            handlers_.tell("cannot forget " + address_of(path) + " (" + words(*error) + "): it may still connect");
            bonded_.insert(path);
          }
        });
  }
}

void BluezPeripheral::disconnect(const std::string& path) {
  if (path.empty() || is_leaving(path)) {
    return;
  }
  // Not within the answer to its own call does a proxy go.
  std::erase_if(leaving_, [](const auto& leaving) { return leaving.second.answered; });
  Leaving& leaving = leaving_[path];
  leaving.device = sdbus::createProxy(bus_, kBluez, path);
  leaving.device->finishRegistration();
  leaving.device->callMethodAsync("Disconnect").onInterface(kDevice).uponReplyInvoke([this, path](const sdbus::Error*) {
    leaving_[path].answered = true;
  });
}

bool BluezPeripheral::is_leaving(const std::string& path) const {
  const auto leaving = leaving_.find(path);
  return leaving != leaving_.end() && !leaving->second.answered;
}

std::string BluezPeripheral::address_of(const std::string& path) const {
  const auto at = path.find("/dev_");
  std::string address = at == std::string::npos ? path : path.substr(at + 5);
  std::replace(address.begin(), address.end(), '_', ':');
  return address;
}

}  // namespace backstep::firmware
