#include "firmware/core/resend_buffer.h"

#include <cassert>

namespace backstep::firmware {

ResendBuffer::ResendBuffer(std::span<std::uint8_t> memory) : memory_(memory) {
  assert(memory.size() >= sizeof(wire::ImuPacket) + kOverhead);
}

void ResendBuffer::push(const wire::PacketBytes& packet, std::uint32_t sequence) {
  if (sequence != end()) {
    while (!empty()) {
      drop_oldest();
    }
    first_ = sequence;
  }
  const std::size_t size = packet.size + kOverhead;
  while (memory_.size() - used_ < size) {
    drop_oldest();
  }
  const std::size_t at = begin_ + used_;
  byte(at) = static_cast<std::uint8_t>(packet.size);
  byte(at + 1) = 0;
  for (std::size_t i = 0; i < packet.size; ++i) {
    byte(at + kOverhead + i) = packet.data[i];
  }
  used_ += size;
  ++count_;
}

std::size_t ResendBuffer::place(std::uint32_t sequence) const {
  std::size_t at = begin_;
  for (std::uint32_t n = sequence - first_; n > 0; --n) {
    at += byte(at) + kOverhead;
  }
  return at;
}

std::optional<wire::PacketBytes> ResendBuffer::get(std::uint32_t sequence) const {
  if (!holds(sequence)) {
    return std::nullopt;
  }
  const std::size_t at = place(sequence);
  wire::PacketBytes packet;
  packet.size = byte(at);
  for (std::size_t i = 0; i < packet.size; ++i) {
    packet.data[i] = byte(at + kOverhead + i);
  }
  return packet;
}

void ResendBuffer::mark_sent(std::uint32_t sequence) {
  if (holds(sequence)) {
    byte(place(sequence) + 1) = 1;
  }
}

void ResendBuffer::drop_oldest() {
  lost_ += byte(begin_ + 1) == 0 ? 1U : 0U;
  const std::size_t size = byte(begin_) + kOverhead;
  begin_ = (begin_ + size) % memory_.size();
  used_ -= size;
  --count_;
  ++first_;
}

}  // namespace backstep::firmware
