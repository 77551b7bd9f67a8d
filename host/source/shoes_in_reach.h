#pragma once

#include <vector>

#include "host/bluez/radio.h"
#include "host/source/seen_shoe.h"

namespace backstep::host::ble {

/// Shoes that are advertising, connected or bonded, by address.
std::vector<SeenShoe> seen_shoes(const Radio& radio);

/// The shoes that have a bond with this computer, also over an adapter that is not to be used; without signal.
std::vector<SeenShoe> bonded_shoes(const Radio& radio);

}  // namespace backstep::host::ble
