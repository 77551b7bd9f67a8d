#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "dsp/summary/stride_speed.h"
#include "host/bluez/radio.h"
#include "host/sink/sink.h"
#include "host/sink/speed_service.h"
#include "host/source/air.h"

namespace backstep::host {

/// Lets watches and phones see the speed of a walk while it goes on: on the adapter with the fewest shoes, and again
/// when bluetoothd was restarted or the adapter was pulled out. Hears the strides that the speed is of.
class SpeedSharing final : public Sink {
 public:
  using Say = std::function<void(const std::string& sentence)>;

  /// All must outlive this.
  SpeedSharing(ble::Radio& radio, const ble::ShoesInUse& shoes, Say say);

  void on_stride(const Stride& stride) override { speed_.push(stride); }

  /// Error: a sentence.
  ble::asio::awaitable<std::string> start();

  /// Tells the speed once a second, as watches expect (RSCS 1.0, 3.1), until `over`. `now_us`: session time.
  ble::asio::awaitable<void> run(std::function<std::int64_t()> now_us, const bool& over);

  /// Nobody finds it any more.
  ble::asio::awaitable<void> stop() { return service_.stop(); }

 private:
  /// Empty: there is none.
  std::string freest_adapter() const;

  ble::Radio& radio_;
  const ble::ShoesInUse& shoes_;
  StrideSpeed speed_;  ///< a watch may set its distance
  Say say_;
  ble::SpeedService service_;
};

}  // namespace backstep::host
