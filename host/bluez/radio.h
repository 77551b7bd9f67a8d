#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/bluez/bluez.h"

namespace backstep::host::ble {

/// "/org/bluez/hci0" of "/org/bluez/hci0/dev_00_AA_01_00_00_00".
std::string adapter_of(const std::string& device_path);

/// This computer's Bluetooth adapters, as far as they may be used.
class Radio {
 public:
  /// `names`: "hci0" and so on; empty: all there are.
  Radio(Bluez& bluez, Calls& calls, std::vector<std::string> names);
  ~Radio() { bluez_.leave_discovery(this); }
  Radio(const Radio&) = delete;
  Radio& operator=(const Radio&) = delete;

  /// What becomes of adapters that cannot be switched on.
  enum class Off : std::uint8_t {
    left_out,  ///< they are left out, unless one was named or there is no other: that is an error
    kept       ///< they stay, for what this computer knows of shoes; off() says why
  };

  /// Finds the adapters and powers them. Error: a sentence that says what is missing.
  asio::awaitable<std::string> prepare(Off off = Off::left_out);

  /// Why an adapter that was kept is off; "": all are on.
  const std::string& off() const { return off_; }

  /// Switches an adapter on that is not (any more). Error: a sentence.
  asio::awaitable<std::string> power(const std::string& adapter);

  /// After bluetoothd was started anew or an adapter was plugged in: all as it was. Otherwise nothing.
  asio::awaitable<void> revive();

  asio::awaitable<void> start_discovery();
  asio::awaitable<void> stop_discovery();

  /// Breaks the bond with a shoe on this computer. Error: bluetoothd's words.
  asio::awaitable<std::string> forget(std::string address);

  /// The device of this address on each adapter that knows it, bonded or not.
  std::vector<std::string> paths_of(const std::string& address) const;

  const std::vector<std::string>& adapters() const { return adapters_; }
  Bluez& bluez() { return bluez_; }
  const Bluez& bluez() const { return bluez_; }
  Calls& calls() { return calls_; }

 private:
  Bluez& bluez_;
  Calls& calls_;
  std::vector<std::string> names_, adapters_;
  std::string off_;
  bool discovering_ = false, reviving_ = false;
  std::vector<std::string> known_;  ///< all adapters that there were when they were prepared
  unsigned restarts_ = 0;           ///< of bluetoothd until then
};

}  // namespace backstep::host::ble
