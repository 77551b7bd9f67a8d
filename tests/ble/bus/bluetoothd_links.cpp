// Of the stand-in for bluetoothd: a device's characteristics, and its link.
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "schemas/gatt.h"
#include "tests/ble/bus/bluetoothd.h"

namespace backstep::test {
namespace {

constexpr const char* kCharacteristic = "org.bluez.GattCharacteristic1";

}  // namespace

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
  device.characteristics = true;
}

/// One at a time, and later than it says that all are resolved: signals of objects wait for bluetoothd's idle moments.
void Bluetoothd::show_next_characteristic(Device& device) {
  const std::array order = {device.stream.get(), device.control.get(), device.counters.get(), device.info.get()};
  if (device.characteristics && device.shown < order.size()) {
    publish(*order[device.shown++]);
  }
}

void Bluetoothd::connect(Device& device) {
  const sdbus::MethodCall call = *std::exchange(device.connecting, std::nullopt);
  if (!device.object->is("Connected")) {
    device.shoe.connected();
    device.object->set("Connected", true);
  }
  if (device.shoe.services_resolve && device.shoe.breaks_off == 0) {
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
    if (device.shoe.forgot_hosts()) {
      refuse("NotPermitted", "Not paired");
    }
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
    for (int copy = 1; copy < device.shoe.copies; ++copy) {
      ::send(device.socket, packet->data(), packet->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
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

}  // namespace backstep::test
