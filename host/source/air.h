#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/bluez/bluez.h"

namespace backstep::host::ble {

/// A shoe that a walk of this process uses or tries.
struct UsedShoe {
  std::string address;
  std::string path;  ///< of its device, on the adapter that it is used over
};

/// The shoes that walks of this process use or try: none looks at another's. For the one thread of their loop.
class ShoesInUse {
 public:
  /// It is in use for as long as what is returned lives.
  std::shared_ptr<UsedShoe> take(std::string address, std::string path);

  bool contains(const std::string& address) const;

  /// How many are used over this adapter ("/org/bluez/hci0").
  std::size_t on(const std::string& adapter) const;

  /// The one of these paths of a device whose adapter has the fewest shoes; the first of several. Not of none.
  const std::string& freest(const std::vector<std::string>& paths) const;

 private:
  std::vector<std::weak_ptr<UsedShoe>> used_;
};

/// What all walks of a process share: one connection to D-Bus, one mirror of bluetoothd's objects, and who uses which
/// shoe. Must outlive them.
struct SharedAir {
  /// Throws sdbus::Error where there is no D-Bus.
  explicit SharedAir(asio::io_context& loop) : bus(loop), bluez(bus) {}

  Bus bus;
  Bluez bluez;
  ShoesInUse shoes;
};

}  // namespace backstep::host::ble
