#include "host/walk/speed_sharing.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace backstep::host {

namespace asio = ble::asio;
using namespace std::chrono_literals;

SpeedSharing::SpeedSharing(ble::Radio& radio, const ble::ShoesInUse& shoes, Say say)
    : radio_(radio),
      shoes_(shoes),
      say_(std::move(say)),
      service_(radio.bluez(), radio.calls(), [this](double distance_m) { speed_.set_distance(distance_m); }) {}

std::string SpeedSharing::freest_adapter() const {
  const auto& adapters = radio_.adapters();
  const auto freest = std::ranges::min_element(adapters, {}, [this](const auto& a) { return shoes_.on(a); });
  return freest == adapters.end() ? std::string() : *freest;
}

asio::awaitable<std::string> SpeedSharing::start() {
  if (const std::string failed = co_await service_.start(freest_adapter()); !failed.empty()) {
    co_return "nothing can be shared with watches: " + failed;
  }
  say_("watches and phones find this computer as the speed sensor \"Backstep\"");
  co_return std::string();
}

asio::awaitable<void> SpeedSharing::run(std::function<std::int64_t()> now_us, const bool& over) {
  auto next = std::chrono::steady_clock::now() + 1s;
  while (!over) {
    co_await ble::sleep(radio_.calls().loop(), 20ms);  // no longer: the walk waits for the end of this
    if (over || std::chrono::steady_clock::now() < next) {
      continue;
    }
    next += 1s;
    if (!service_.offered()) {
      co_await start();  // fails until bluetoothd and its adapters are there
    }
    service_.tell(speed_.at(now_us()));
  }
}

}  // namespace backstep::host
