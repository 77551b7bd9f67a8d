#include "firmware/arm/walk_shoe.h"

namespace backstep::firmware {

WalkShoe::WalkShoe(const wire::DeviceInfo& device, std::span<std::uint8_t> resend_memory)
    : shoe_({"walk", "", "", lsm6ds3tr_abilities()}, flash_, device.boot_id(), true, resend_memory) {
  constexpr std::uint16_t kAttMtu = 247;
  shoe_.connected(0);
  shoe_.set_att_mtu(kAttMtu);
  shoe_.subscribed(true);
  command(wire::CommandKind::start, device.samples_per_packet());
}

void WalkShoe::command(wire::CommandKind kind, std::uint32_t first, std::uint32_t second) {
  shoe_.control(wire::pack(wire::CommandMessage{wire::Command(1, kind, first, second), {}}).span(), 0);
}

}  // namespace backstep::firmware
