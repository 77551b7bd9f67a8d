#include "host/cli/speed_sharing.h"

#include <algorithm>
#include <array>
#include <utility>

namespace backstep::cli {

namespace asio = host::ble::asio;
using namespace std::chrono_literals;

SpeedSharing::SpeedSharing(host::ble::Radio& radio, const host::ble::LiveShoes& shoes, StrideSpeed& speed, Say say)
    : radio_(radio),
      shoes_(shoes),
      speed_(speed),
      say_(std::move(say)),
      service_(radio.bluez(), radio.calls(), [&speed](double distance_m) { speed.set_distance(distance_m); }) {}

std::string SpeedSharing::freest_adapter() const {
  const auto shoes_on = [this](const std::string& adapter) {
    constexpr std::array kFeet = {Foot::left, Foot::right};
    return std::count_if(kFeet.begin(), kFeet.end(), [&](Foot foot) {
      return shoes_.has(foot) && host::ble::adapter_of(shoes_.link(foot).path()) == adapter;
    });
  };
  const auto& adapters = radio_.adapters();
  const auto freest = std::min_element(adapters.begin(), adapters.end(),
                                       [&](const auto& a, const auto& b) { return shoes_on(a) < shoes_on(b); });
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
  while (!over) {
    co_await host::ble::sleep(radio_.calls().loop(), 1s);
    if (over) {
      break;
    }
    if (!service_.offered()) {
      co_await start();  // fails until bluetoothd and its adapters are there
    }
    service_.tell(speed_.at(now_us()));
  }
}

}  // namespace backstep::cli
