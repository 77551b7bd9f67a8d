#pragma once

#include <chrono>
#include <list>
#include <set>
#include <utility>

#include "tests/ble/bus/air_shoe.h"
#include "tests/ble/bus/bus_object.h"

namespace backstep::test {

/// A stand-in for bluetoothd, as far as a host that looks for shoes uses it: org.bluez with its ObjectManager,
/// adapters, devices and characteristics; names, errors and order of events as BlueZ has them. Each shoe in reach is
/// seen by every adapter and holds one link. A program that is a shoe itself may
/// register what it offers; nobody comes. One thread: whoever calls turn() drives all of it.
class Bluetoothd {
 public:
  Bluetoothd(std::string bus_address) : bus_address_(std::move(bus_address)) {}
  ~Bluetoothd();
  Bluetoothd(const Bluetoothd&) = delete;
  Bluetoothd& operator=(const Bluetoothd&) = delete;

  /// Its name first, its adapters a moment later, switched off. Bonds are kept from one start to the next.
  void start();
  void stop();

  /// What is due: calls, discovery, samples and packets.
  void turn();

  /// "hci0". Before start(), or plugged in while it runs.
  Faults& add_adapter(const std::string& name);
  void remove_adapter(const std::string& name);
  void switch_off(const std::string& adapter);
  /// A property of a type that it never has.
  void garble_powered(const std::string& adapter) { named(adapter).object->set("Powered", std::string("on")); }
  /// As its owner has set it; off at first.
  void set_pairable(const std::string& adapter) { named(adapter).object->set("Pairable", true); }
  bool pairable(const std::string& adapter) { return named(adapter).object->is("Pairable"); }

  /// Asks the agent whether a device that is not bonded may pair: by the answer, once it has come.
  std::shared_ptr<std::optional<bool>> ask_agent(const std::string& device_path);

  /// Adapters are switched on by itself as soon as they are there (AutoEnable, BlueZ's default), which takes a moment;
  /// meanwhile it is busy.
  bool auto_enable = false;

  AirShoe& add_shoe(wire::Side side, const std::string& serial, const firmware::Motion& motion);

  /// As if they had been paired before.
  void bond(AirShoe& shoe, const std::string& adapter);
  bool bonded(const AirShoe& shoe, const std::string& adapter) const { return bonds_.contains({adapter, &shoe}); }

  /// The adapter over which the shoe is connected; empty: none.
  std::string adapter_of(const AirShoe& shoe) const;
  void drop_link(AirShoe& shoe);
  bool discovering() const;
  /// A program has something advertised over this adapter.
  bool advertises(const std::string& adapter) const;

  /// -1: not running.
  int socket() const;

 private:
  struct Adapter {
    std::string name;
    Faults faults;
    std::unique_ptr<BusObject> object, services, advertising;
    std::optional<std::pair<std::string, sdbus::ObjectPath>> advertisement;  ///< whose, and where
    bool gone = false;
    std::optional<std::chrono::steady_clock::time_point> on_at;  ///< being switched on until then
  };
  struct Device {
    Adapter& adapter;
    AirShoe& shoe;
    std::unique_ptr<BusObject> object, stream, info, control, counters;
    std::optional<sdbus::MethodCall> connecting;
    bool characteristics = false;  ///< are there
    std::size_t shown = 0;         ///< of them, on the bus
    bool notifying_control = false, notifying_stream = false;
    int socket = -1;  ///< of Stream
  };

  std::unique_ptr<BusObject> object(const std::string& path, const char* interface, Faults& faults);
  void publish(BusObject& object);
  void withdraw(const BusObject& object);
  Adapter& named(const std::string& name);
  void publish_adapter(Adapter& adapter);
  void release_advertisement(Adapter& adapter);
  Device& add_device(Adapter& adapter, AirShoe& shoe);
  void add_characteristics(Device& device);
  void show_next_characteristic(Device& device);
  Device* find(const Adapter& adapter, const AirShoe& shoe);
  void discover();
  void connect(Device& device);
  void disconnect(Device& device);
  void encrypted(Device& device);
  void send(Device& device);
  static void close_stream(Device& device);
  void remove_devices(const Adapter& adapter);

  std::string bus_address_;
  std::unique_ptr<sdbus::IConnection> bus_;
  std::unique_ptr<sdbus::IObject> root_;
  std::unique_ptr<BusObject> agents_;
  std::optional<std::pair<std::string, sdbus::ObjectPath>> agent_;  ///< whose, and where
  Faults no_faults_;
  std::list<AirShoe> shoes_;
  std::list<Adapter> adapters_;
  std::list<Device> devices_;
  std::set<std::pair<std::string, const AirShoe*>> bonds_;
};

}  // namespace backstep::test
