#include "host/source/shoes_in_reach.h"

#include <algorithm>
#include <map>

namespace backstep::host::ble {

std::vector<SeenShoe> seen_shoes(const Radio& radio) {
  const Bluez& bluez = radio.bluez();
  std::map<std::string, SeenShoe> shoes;
  for (const std::string& adapter : radio.adapters()) {
    for (const std::string& path : bluez.shoes(adapter)) {
      SeenShoe& shoe = shoes[bluez.property(path, kDevice, "Address", path)];
      shoe.address = bluez.property(path, kDevice, "Address", path);
      const auto advertised = bluez.property(path, kDevice, "Name", std::string());
      read_advertised_name(advertised, shoe);
      const bool bonded = bluez.property(path, kDevice, "Bonded", false);
      if (bonded || !shoe.bonded) {  // names are given where the bond is
        shoe.name = bluez.property(path, kDevice, "Alias", advertised);
      }
      shoe.bonded = shoe.bonded || bonded;
      if (const int rssi = bluez.property(path, kDevice, "RSSI", std::int16_t{0}); rssi != 0) {
        shoe.rssi_dbm = rssi;
      }
      shoe.connected = shoe.connected || bluez.property(path, kDevice, "Connected", false);
      shoe.paths.push_back(path);
    }
  }
  std::map<std::string, int> bonds;  // by adapter
  for (const auto& [address, shoe] : shoes) {
    for (const std::string& path : shoe.paths) {
      bonds[adapter_of(path)] += bluez.property(path, kDevice, "Bonded", false) ? 1 : 0;
    }
  }
  std::vector<SeenShoe> list;
  for (auto& [address, shoe] : shoes) {
    std::stable_sort(shoe.paths.begin(), shoe.paths.end(), [&](const std::string& a, const std::string& b) {
      return bonds[adapter_of(a)] < bonds[adapter_of(b)];
    });
    if (shoe.bonded) {  // a bond is one adapter's: to the shoe the others are strangers
      std::erase_if(shoe.paths,
                    [&](const std::string& path) { return !bluez.property(path, kDevice, "Bonded", false); });
    }
    if (shoe.bonded || shoe.in_reach()) {
      list.push_back(std::move(shoe));
    }
  }
  return list;
}

std::vector<SeenShoe> bonded_shoes(const Radio& radio) {
  const Bluez& bluez = radio.bluez();
  std::vector<SeenShoe> shoes;
  for (const std::string& adapter : bluez.adapters()) {
    for (const std::string& path : bluez.shoes(adapter)) {
      if (bluez.property(path, kDevice, "Bonded", false)) {
        SeenShoe shoe;
        shoe.address = bluez.property(path, kDevice, "Address", path);
        shoe.bonded = true;
        read_advertised_name(bluez.property(path, kDevice, "Name", std::string()), shoe);
        shoes.push_back(std::move(shoe));
      }
    }
  }
  return shoes;
}

}  // namespace backstep::host::ble
