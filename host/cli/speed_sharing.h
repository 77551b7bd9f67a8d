#pragma once

#include <functional>
#include <optional>
#include <string>

#include "dsp/summary/stride_speed.h"
#include "host/sink/speed_service.h"
#include "host/source/live_shoes.h"

namespace backstep::cli {

/// Lets watches and phones see the speed of a walk while it goes on: on the adapter with the fewest shoes, and again
/// when bluetoothd was restarted or the adapter was pulled out.
class SpeedSharing {
 public:
  using Say = std::function<void(const std::string& sentence)>;

  /// `speed`: what a watch shows; it may set the distance. All must outlive this.
  SpeedSharing(host::ble::Radio& radio, const host::ble::LiveShoes& shoes, StrideSpeed& speed, Say say);

  /// Error: a sentence.
  host::ble::asio::awaitable<std::string> start();

  /// Tells the speed once a second, as watches expect (RSCS 1.0, 3.1), until `over`.
  host::ble::asio::awaitable<void> run(std::function<std::int64_t()> now_us, const bool& over);

 private:
  /// Empty: there is none.
  std::string freest_adapter() const;

  host::ble::Radio& radio_;
  const host::ble::LiveShoes& shoes_;
  StrideSpeed& speed_;
  Say say_;
  host::ble::SpeedService service_;
};

}  // namespace backstep::cli
