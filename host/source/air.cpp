#include "host/source/air.h"

#include <algorithm>

#include "host/bluez/radio.h"

namespace backstep::host::ble {

std::shared_ptr<UsedShoe> ShoesInUse::take(std::string address, std::string path) {
  std::erase_if(used_, [](const auto& shoe) { return shoe.expired(); });
  auto taken = std::make_shared<UsedShoe>(UsedShoe{std::move(address), std::move(path)});
  used_.push_back(taken);
  return taken;
}

bool ShoesInUse::contains(const std::string& address) const {
  return std::ranges::any_of(used_, [&](const auto& shoe) {
    const auto used = shoe.lock();
    return used && used->address == address;
  });
}

std::size_t ShoesInUse::on(const std::string& adapter) const {
  return static_cast<std::size_t>(std::ranges::count_if(used_, [&](const auto& shoe) {
    const auto used = shoe.lock();
    return used && adapter_of(used->path) == adapter;
  }));
}

const std::string& ShoesInUse::freest(const std::vector<std::string>& paths) const {
  return *std::ranges::min_element(paths, {}, [this](const std::string& path) { return on(adapter_of(path)); });
}

}  // namespace backstep::host::ble
