#include "host/ingest/session_ingest.h"

#include <algorithm>

namespace backstep::host {
namespace {

/// Beyond the wait for a missing packet: two packets of 19 samples at 208 Hz.
constexpr std::int64_t kPacketTime_us = 200'000;

}  // namespace

SessionIngest::SessionIngest(const RecordingHeader& header, std::int64_t wait_us)
    : silence_us_(wait_us + kPacketTime_us) {
  for (const Foot foot : {Foot::left, Foot::right}) {
    if (const auto& device = header.devices[index(foot)]) {
      feet_[index(foot)].emplace(*device, wait_us);
    }
  }
}

std::span<const OrderedPacket> SessionIngest::judge(Foot foot, std::span<const std::uint8_t> bytes,
                                                    std::int64_t arrival_us) {
  auto& decoder = feet_[index(foot)];
  return decoder ? decoder->judge(bytes, arrival_us) : std::span<const OrderedPacket>();
}

void SessionIngest::take(Foot foot, std::span<const OrderedPacket> packets, std::int64_t arrival_us) {
  if (auto& decoder = feet_[index(foot)]) {
    decoder->take(packets, arrival_us);
    newest_us_ = std::max(newest_us_, arrival_us);
  }
}

bool SessionIngest::expect_boot(Foot foot, std::uint32_t boot_id) {
  auto& decoder = feet_[index(foot)];
  return decoder && decoder->expect_boot(boot_id);
}

std::uint32_t SessionIngest::boot_id(Foot foot) const {
  const auto& decoder = feet_[index(foot)];
  return decoder ? decoder->boot_id() : 0;
}

void SessionIngest::set_clock(Foot foot, const ClockSegment& segment) {
  if (auto& decoder = feet_[index(foot)]) {
    decoder->set_clock(segment);
  }
}

void SessionIngest::finish() {
  for (auto& decoder : feet_) {
    if (decoder) {
      decoder->finish();
    }
  }
  finished_ = true;
}

std::optional<Reading> SessionIngest::next() {
  const auto front = [&](Foot foot) { return feet_[index(foot)] ? feet_[index(foot)]->front() : nullptr; };
  const auto* left = front(Foot::left);
  const auto* right = front(Foot::right);
  if (left == nullptr && right == nullptr) {
    return std::nullopt;
  }
  const bool take_left = right == nullptr || (left != nullptr && left->sample.t_us <= right->sample.t_us);
  const Foot foot = take_left ? Foot::left : Foot::right;
  if (front(other(foot)) == nullptr && !may_go_alone(foot)) {
    return std::nullopt;
  }
  const Reading reading{foot, front(foot)->sample};
  feet_[index(foot)]->pop();
  return reading;
}

const FootCounters& SessionIngest::counters(Foot foot) const {
  static constexpr FootCounters kNone;
  return feet_[index(foot)] ? feet_[index(foot)]->counters() : kNone;
}

bool SessionIngest::may_go_alone(Foot foot) const {
  return finished_ || !feet_[index(other(foot))] || newest_us_ - feet_[index(foot)]->front()->arrival_us > silence_us_;
}

}  // namespace backstep::host
