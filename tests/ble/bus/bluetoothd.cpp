#include "tests/ble/bus/bluetoothd.h"

#include <algorithm>

#include "schemas/gatt.h"

namespace backstep::test {
namespace {

constexpr const char *kAdapter = "org.bluez.Adapter1", *kDevice = "org.bluez.Device1",
                     *kObjectManager = "org.freedesktop.DBus.ObjectManager";
using Properties = BusObject::Properties;
constexpr std::chrono::milliseconds kPowerTime{1500};

void fail(const sdbus::MethodCall& call, const char* error, const char* message) {
  call.createErrorReply(sdbus::Error(std::string("org.bluez.Error.") + error, message)).send();
}

}  // namespace

Bluetoothd::~Bluetoothd() { stop(); }

void Bluetoothd::start() {
  bus_ = sdbus::createSessionBusConnectionWithAddress(bus_address_);
  root_ = sdbus::createObject(*bus_, "/");
  root_->addObjectManager();
  root_->finishRegistration();
  agents_ = object("/org/bluez", "org.bluez.AgentManager1", no_faults_);
  agents_->add_method("RegisterAgent", "os", "", [this](sdbus::MethodCall call) {
    sdbus::ObjectPath path;
    call >> path;
    agent_ = {call.getSender(), path};
    answer(call);
  });
  agents_->add_method("RequestDefaultAgent", "o", "", [](const sdbus::MethodCall& call) { answer(call); });
  agents_->publish();
  bus_->requestName("org.bluez");
}

void Bluetoothd::stop() {
  for (Device& device : devices_) {
    if (device.object->is("Connected")) {
      device.shoe.disconnected();
    }
    close_stream(device);
  }
  devices_.clear();
  for (Adapter& adapter : adapters_) {
    adapter.object.reset();
    adapter.services.reset();
    adapter.advertising.reset();
    adapter.advertisement.reset();
    adapter.on_at.reset();
  }
  agents_.reset();
  root_.reset();
  bus_.reset();
}

std::shared_ptr<std::optional<bool>> Bluetoothd::ask_agent(const std::string& device_path) {
  const auto accepted = std::make_shared<std::optional<bool>>();
  std::shared_ptr<sdbus::IProxy> agent = sdbus::createProxy(*bus_, agent_->first, agent_->second);
  agent->finishRegistration();
  agent->callMethodAsync("RequestAuthorization")
      .onInterface("org.bluez.Agent1")
      .withArguments(sdbus::ObjectPath(device_path))
      .uponReplyInvoke([accepted, agent](const sdbus::Error* error) { *accepted = error == nullptr; });
  return accepted;
}

int Bluetoothd::socket() const { return bus_ ? bus_->getEventLoopPollData().fd : -1; }

void Bluetoothd::turn() {
  for (AirShoe& shoe : shoes_) {
    shoe.feed();
  }
  if (!bus_) {
    return;
  }
  while (bus_->processPendingRequest()) {
  }
  for (Adapter& adapter : adapters_) {
    if (!adapter.object && !adapter.gone) {
      publish_adapter(adapter);
    }
    if (adapter.object && adapter.on_at && std::chrono::steady_clock::now() >= *adapter.on_at) {
      adapter.on_at.reset();
      adapter.object->set("Powered", true);
    }
  }
  discover();
  for (Device& device : devices_) {
    if (device.connecting && device.shoe.advertises()) {
      connect(device);
    }
    if (device.object->is("Connected") && (!device.shoe.in_reach || device.shoe.breaks_off > 0)) {
      device.shoe.breaks_off -= device.shoe.breaks_off > 0 ? 1 : 0;
      disconnect(device);
    }
    show_next_characteristic(device);
    device.object->publish();
    send(device);
  }
  while (bus_->processPendingRequest()) {
  }
}

std::unique_ptr<BusObject> Bluetoothd::object(const std::string& path, const char* interface, Faults& faults) {
  return std::make_unique<BusObject>(*bus_, path, interface, faults);
}

void Bluetoothd::publish(BusObject& object) {
  object.publish();
  auto signal = root_->createSignal(kObjectManager, "InterfacesAdded");
  signal << sdbus::ObjectPath(object.path())
         << std::map<std::string, Properties>{{object.interface(), object.properties()}};
  root_->emitSignal(signal);
}

void Bluetoothd::withdraw(const BusObject& object) {
  auto signal = root_->createSignal(kObjectManager, "InterfacesRemoved");
  signal << sdbus::ObjectPath(object.path()) << std::vector<std::string>{object.interface()};
  root_->emitSignal(signal);
}

Faults& Bluetoothd::add_adapter(const std::string& name) {
  const auto known = std::find_if(adapters_.begin(), adapters_.end(), [&](const Adapter& a) { return a.name == name; });
  if (known != adapters_.end()) {
    known->gone = false;
    return known->faults;
  }
  adapters_.emplace_back().name = name;
  return adapters_.back().faults;
}

void Bluetoothd::remove_adapter(const std::string& name) {
  for (Adapter& adapter : adapters_) {
    if (adapter.name == name) {
      remove_devices(adapter);
      release_advertisement(adapter);
      withdraw(*adapter.object);
      adapter.object.reset();
      adapter.services.reset();
      adapter.advertising.reset();
      adapter.gone = true;
    }
  }
}

void Bluetoothd::publish_adapter(Adapter& adapter) {
  adapter.object = object("/org/bluez/" + adapter.name, kAdapter, adapter.faults);
  BusObject& o = *adapter.object;
  o.set("Name", std::string("computer"));
  for (const char* name : {"Powered", "Pairable", "Discovering"}) {
    o.set(name, false);
  }
  for (const char* name : {"Powered", "Pairable"}) {
    o.add_setter(name, [&adapter, name](bool on) {
      if (const auto fault = adapter.faults.find(name); fault != adapter.faults.end() && fault->second.times != 0) {
        --fault->second.times;
        throw sdbus::Error(fault->second.error, fault->second.message);
      }
      if (name == std::string("Powered") && adapter.on_at) {
        refuse("Busy", "Operation already in progress");
      }
      adapter.object->set(name, on);
    });
  }
  o.add_method("SetDiscoveryFilter", "a{sv}", "", [](const sdbus::MethodCall& call) { answer(call); });
  o.add_method("StartDiscovery", "", "", [&o](const sdbus::MethodCall& call) {
    if (!o.is("Powered")) {
      refuse("NotReady", "Resource Not Ready");
    }
    o.set("Discovering", true);
    answer(call);
  });
  o.add_method("RemoveDevice", "o", "", [this](sdbus::MethodCall call) {
    sdbus::ObjectPath path;
    call >> path;
    for (Device& device : devices_) {
      if (device.object->path() == path) {  // it stays: as a stranger, whom discovery would show again
        bonds_.erase({device.adapter.name, &device.shoe});
        device.object->set("Bonded", false);
        device.object->set("Paired", false);
      }
    }
    answer(call);
  });
  o.add_method("StopDiscovery", "", "", [&o](const sdbus::MethodCall& call) {
    if (!o.is("Discovering")) {
      refuse("Failed", "No discovery started");
    }
    o.set("Discovering", false);
    answer(call);
  });
  if (auto_enable) {
    adapter.on_at = std::chrono::steady_clock::now() + kPowerTime;
  }
  publish(o);
  adapter.services = object(o.path(), "org.bluez.GattManager1", adapter.faults);
  adapter.services->add_method("RegisterApplication", "oa{sv}", "",
                               [](const sdbus::MethodCall& call) { answer(call); });
  adapter.services->publish();
  adapter.advertising = object(o.path(), "org.bluez.LEAdvertisingManager1", adapter.faults);
  adapter.advertising->add_method("RegisterAdvertisement", "oa{sv}", "", [&adapter](sdbus::MethodCall call) {
    if (!adapter.object->is("Powered")) {
      refuse("NotReady", "Resource Not Ready");
    }
    sdbus::ObjectPath path;
    call >> path;
    adapter.advertisement = {call.getSender(), path};
    answer(call);
  });
  adapter.advertising->publish();
  for (AirShoe& shoe : shoes_) {
    if (bonded(shoe, adapter.name)) {
      add_device(adapter, shoe);
    }
  }
}

Bluetoothd::Adapter& Bluetoothd::named(const std::string& name) {
  return *std::find_if(adapters_.begin(), adapters_.end(), [&](const Adapter& a) { return a.name == name; });
}

void Bluetoothd::switch_off(const std::string& adapter) {
  for (Device& device : devices_) {
    if (device.adapter.name == adapter && device.object->is("Connected")) {
      disconnect(device);
    }
  }
  named(adapter).object->set("Powered", false);
}

void Bluetoothd::release_advertisement(Adapter& adapter) {
  if (adapter.advertisement) {
    const auto& [owner, path] = *adapter.advertisement;
    auto client = sdbus::createProxy(*bus_, owner, path);
    client->finishRegistration();
    client->callMethod("Release").onInterface("org.bluez.LEAdvertisement1").dontExpectReply();
    adapter.advertisement.reset();
  }
}

AirShoe& Bluetoothd::add_shoe(wire::Side side, const std::string& serial, const firmware::Motion& motion) {
  return shoes_.emplace_back(side, serial, motion);
}

void Bluetoothd::bond(AirShoe& shoe, const std::string& adapter) {
  shoe.bonded();
  bonds_.insert({adapter, &shoe});
  for (Adapter& a : adapters_) {
    if (a.name == adapter && a.object) {
      add_device(a, shoe);
    }
  }
}

std::string Bluetoothd::adapter_of(const AirShoe& shoe) const {
  for (const Device& device : devices_) {
    if (&device.shoe == &shoe && device.object->is("Connected")) {
      return device.adapter.name;
    }
  }
  return {};
}

void Bluetoothd::drop_link(AirShoe& shoe) {
  for (Device& device : devices_) {
    if (&device.shoe == &shoe && device.object->is("Connected")) {
      disconnect(device);
    }
  }
}

bool Bluetoothd::discovering() const {
  return std::any_of(adapters_.begin(), adapters_.end(),
                     [](const Adapter& a) { return a.object && a.object->is("Discovering"); });
}

bool Bluetoothd::advertises(const std::string& adapter) const {
  return std::any_of(adapters_.begin(), adapters_.end(),
                     [&](const Adapter& a) { return a.name == adapter && a.advertisement; });
}

Bluetoothd::Device* Bluetoothd::find(const Adapter& adapter, const AirShoe& shoe) {
  const auto found = std::find_if(devices_.begin(), devices_.end(),
                                  [&](const Device& d) { return &d.adapter == &adapter && &d.shoe == &shoe; });
  return found == devices_.end() ? nullptr : &*found;
}

void Bluetoothd::discover() {
  for (Adapter& adapter : adapters_) {
    for (AirShoe& shoe : shoes_) {
      const bool heard = adapter.object && adapter.object->is("Discovering") && shoe.advertises();
      Device* device = adapter.object ? find(adapter, shoe) : nullptr;
      if (heard && device == nullptr) {
        device = &add_device(adapter, shoe);
      }
      if (device != nullptr && heard != device->object->has("RSSI")) {
        if (heard) {
          device->object->set("RSSI", shoe.rssi_dbm);
        } else {
          device->object->erase("RSSI");
        }
      }
    }
  }
}

Bluetoothd::Device& Bluetoothd::add_device(Adapter& adapter, AirShoe& shoe) {
  std::string path = adapter.object->path() + "/dev_" + shoe.address();
  std::replace(path.begin(), path.end(), ':', '_');
  Device& device =
      devices_.emplace_back(Device{adapter, shoe, object(path, kDevice, shoe.faults), {}, {}, {}, {}, {}, false, 0});
  BusObject& o = *device.object;
  o.set("Address", shoe.address());
  o.set("Name", shoe.name());
  o.set("Alias", shoe.name());
  o.set("UUIDs", std::vector<std::string>{wire::kServiceUuid});
  o.set("Connected", false);
  o.set("ServicesResolved", false);
  o.set("Paired", bonded(shoe, adapter.name));
  o.set("Bonded", bonded(shoe, adapter.name));
  o.add_method("Connect", "", "", [this, &device](sdbus::MethodCall call) {
    if (!device.adapter.object->is("Powered")) {
      refuse("NotReady", "Resource Not Ready");
    }
    if (device.connecting) {
      refuse("InProgress", "In Progress");
    }
    device.connecting = std::move(call);
    if (device.object->is("Connected") || device.shoe.advertises()) {
      connect(device);
    }
  });
  o.add_method("Disconnect", "", "", [this, &device](const sdbus::MethodCall& call) {
    if (device.connecting) {
      fail(*std::exchange(device.connecting, std::nullopt), "Failed", "le-connection-abort-by-local");
    } else if (!device.object->is("Connected")) {
      refuse("NotConnected", "Not Connected");
    } else {
      disconnect(device);
    }
    answer(call);
  });
  publish(o);
  return device;
}

void Bluetoothd::remove_devices(const Adapter& adapter) {
  for (auto device = devices_.begin(); device != devices_.end();) {
    if (&device->adapter != &adapter) {
      ++device;
      continue;
    }
    if (device->object->is("Connected")) {
      disconnect(*device);
    }
    if (device->characteristics) {
      for (const auto* o : {&device->stream, &device->info, &device->control, &device->counters}) {
        withdraw(**o);
      }
    }
    withdraw(*device->object);
    device = devices_.erase(device);
  }
}

}  // namespace backstep::test
