#include "tests/ble/bus/bluetoothd.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "schemas/gatt.h"

namespace backstep::test {
namespace {

constexpr const char *kAdapter = "org.bluez.Adapter1", *kDevice = "org.bluez.Device1",
                     *kCharacteristic = "org.bluez.GattCharacteristic1",
                     *kObjectManager = "org.freedesktop.DBus.ObjectManager";
using Properties = BusObject::Properties;

[[noreturn]] void refuse(const char* error, const char* message) {
  throw sdbus::Error(std::string("org.bluez.Error.") + error, message);
}

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
  }
  root_.reset();
  bus_.reset();
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
  }
  discover();
  for (Device& device : devices_) {
    if (device.connecting && device.shoe.advertises()) {
      connect(device);
    }
    if (device.object->is("Connected") && !device.shoe.in_reach) {
      disconnect(device);
    }
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
  adapters_.push_back({name, {}, nullptr});
  return adapters_.back().faults;
}

void Bluetoothd::remove_adapter(const std::string& name) {
  for (Adapter& adapter : adapters_) {
    if (adapter.name == name) {
      remove_devices(adapter);
      withdraw(*adapter.object);
      adapter.object.reset();
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
      if (const auto fault = adapter.faults.find(name); fault != adapter.faults.end()) {
        throw sdbus::Error(fault->second.error, fault->second.message);
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
  o.add_method("StopDiscovery", "", "", [&o](const sdbus::MethodCall& call) {
    if (!o.is("Discovering")) {
      refuse("Failed", "No discovery started");
    }
    o.set("Discovering", false);
    answer(call);
  });
  publish(o);
  for (AirShoe& shoe : shoes_) {
    if (bonded(shoe, adapter.name)) {
      add_device(adapter, shoe);
    }
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
  Device& device = devices_.emplace_back(Device{adapter, shoe, object(path, kDevice, shoe.faults), {}, {}, {}, {}, {}});
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

void Bluetoothd::add_characteristics(Device& device) {
  const std::string service = device.object->path() + "/service0010/char";
  const auto add = [&](const char* number, const char* uuid) {
    auto added = object(service + number, kCharacteristic, device.shoe.faults);
    added->set("UUID", std::string(uuid));
    added->set("MTU", device.shoe.mtu);
    added->set("Value", Bytes{});
    return added;
  };
  device.stream = add("0011", wire::kStreamUuid);
  device.stream->add_method(
      "AcquireNotify", "a{sv}", "hq",
      [this, &device](const sdbus::MethodCall& call) {
        encrypted(device);
        if (device.socket >= 0 || device.notifying_stream) {
          refuse("NotPermitted", "Notify acquired");
        }
        int ends[2] = {-1, -1};
        if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) {
          refuse("Failed", "no socket");
        }
        device.socket = ends[0];
        device.shoe.subscribed(true);
        answer(call, sdbus::UnixFd(ends[1], sdbus::adopt_fd), device.shoe.mtu);
      },
      "AcquireNotify");
  device.stream->add_method(
      "StartNotify", "", "",
      [this, &device](const sdbus::MethodCall& call) {
        encrypted(device);
        if (device.socket >= 0) {
          refuse("NotPermitted", "Notify acquired");
        }
        device.notifying_stream = true;
        device.shoe.subscribed(true);
        answer(call);
      },
      "StartNotify Stream");
  const auto read = [this, &device](Bytes (AirShoe::*value)() const) {
    return [this, &device, value](const sdbus::MethodCall& call) {
      encrypted(device);
      answer(call, (device.shoe.*value)());
    };
  };
  device.info = add("0013", wire::kInfoUuid);
  device.info->add_method("ReadValue", "a{sv}", "ay", read(&AirShoe::info), "ReadValue Info");
  device.counters = add("0017", wire::kCountersUuid);
  device.counters->add_method("ReadValue", "a{sv}", "ay", read(&AirShoe::counters), "ReadValue Counters");
  device.control = add("0015", wire::kControlUuid);
  device.control->add_method(
      "StartNotify", "", "",
      [this, &device](const sdbus::MethodCall& call) {
        encrypted(device);
        device.notifying_control = true;
        answer(call);
      },
      "StartNotify Control");
  device.control->add_method(
      "WriteValue", "aya{sv}", "",
      [this, &device](sdbus::MethodCall call) {
        encrypted(device);
        Bytes bytes;
        call >> bytes;
        answer(call);
        const Bytes reply = device.shoe.control(bytes);
        if (device.notifying_control && !reply.empty()) {
          device.control->set("Value", reply);
        }
      },
      "WriteValue Control");
  for (BusObject* characteristic :
       {device.stream.get(), device.info.get(), device.control.get(), device.counters.get()}) {
    publish(*characteristic);
  }
  device.characteristics = true;
}

void Bluetoothd::connect(Device& device) {
  const sdbus::MethodCall call = *std::exchange(device.connecting, std::nullopt);
  if (!device.object->is("Connected")) {
    device.shoe.connected();
    device.object->set("Connected", true);
  }
  if (device.shoe.services_resolve) {
    if (!device.characteristics) {
      add_characteristics(device);
    }
    device.object->set("ServicesResolved", true);
  }
  answer(call);
}

void Bluetoothd::disconnect(Device& device) {
  close_stream(device);
  device.notifying_control = device.notifying_stream = false;
  device.shoe.disconnected();
  device.object->set("ServicesResolved", false);
  device.object->set("Connected", false);
}

/// At the first encrypted access, as BlueZ does: with a bond if the adapter is pairable, and if the shoe lets it.
void Bluetoothd::encrypted(Device& device) {
  if (!device.object->is("Connected")) {
    refuse("Failed", "Not connected");
  }
  if (bonded(device.shoe, device.adapter.name)) {
    return;
  }
  if (!device.shoe.claimable()) {
    refuse("NotPermitted", "Read not permitted");
  }
  device.object->set("Paired", true);
  if (device.adapter.object->is("Pairable")) {
    bonds_.insert({device.adapter.name, &device.shoe});
    device.shoe.bonded();
    device.object->set("Bonded", true);
  }
}

void Bluetoothd::send(Device& device) {
  if (device.socket < 0 && !device.notifying_stream) {
    return;
  }
  while (const auto packet = device.shoe.next_packet()) {
    if (device.notifying_stream) {
      device.stream->set("Value", *packet);
      device.shoe.packet_taken(true);
      continue;
    }
    const auto sent = ::send(device.socket, packet->data(), packet->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    device.shoe.packet_taken(sent == static_cast<ssize_t>(packet->size()));
    if (sent < 0) {
      if (errno == EPIPE) {
        close_stream(device);
      }
      return;
    }
  }
}

void Bluetoothd::close_stream(Device& device) {
  if (device.socket >= 0) {
    ::close(std::exchange(device.socket, -1));
    device.shoe.subscribed(false);
  }
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
