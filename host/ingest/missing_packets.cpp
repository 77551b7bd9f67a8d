#include "host/ingest/missing_packets.h"

#include <algorithm>

namespace backstep::host {

MissingPackets::MissingPackets(std::optional<std::uint32_t> next) {
  if (next) {
    next_ = *next;
  }
}

void MissingPackets::received(const OrderedPacket& packet) {
  if (!next_) {
    next_ = packet.sequence + 1;
  } else if (packet.sequence >= *next_) {
    add_hole(*next_, packet.sequence - 1);
    next_ = packet.sequence + 1;
  } else {
    remove(packet.sequence, packet.sequence, packet.arrival_us);
  }
}

void MissingPackets::made(std::uint32_t last) {
  if (next_) {
    const std::int64_t ahead = static_cast<std::int32_t>(last - static_cast<std::uint32_t>(*next_));
    if (ahead >= 0) {
      add_hole(*next_, *next_ + ahead);
      next_ = *next_ + ahead + 1;
    }
  }
}

void MissingPackets::add_hole(std::int64_t first, std::int64_t last) {
  if (first <= last) {
    holes_.emplace(first, Hole{last, std::nullopt});
  }
  while (holes_.size() > kMostHoles) {
    gone_ += static_cast<std::size_t>(holes_.begin()->second.last - holes_.begin()->first + 1);
    holes_.erase(holes_.begin());
  }
}

void MissingPackets::remove(std::int64_t first, std::int64_t last, std::optional<std::int64_t> arrival_us) {
  auto at = holes_.upper_bound(first);
  if (at != holes_.begin()) {
    --at;
  }
  while (at != holes_.end() && at->first <= last) {
    const std::int64_t begin = at->first;
    const Hole hole = at->second;
    if (hole.last < first) {
      ++at;
      continue;
    }
    at = holes_.erase(at);
    if (begin < first) {
      holes_.emplace(begin, Hole{first - 1, hole.asked_us});
    }
    if (hole.last > last) {
      holes_.emplace(last + 1, Hole{hole.last, hole.asked_us && arrival_us ? arrival_us : hole.asked_us});
    }
  }
}

std::optional<MissingPackets::Range> MissingPackets::next_request(std::int64_t now_us) {
  for (auto& [first, hole] : holes_) {
    if (!hole.asked_us || now_us - *hole.asked_us >= kAskAgain_us) {
      hole.asked_us = now_us;
      return Range{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(hole.last)};
    }
  }
  return std::nullopt;
}

void MissingPackets::answered(const Range& asked, wire::ReplyStatus status, const wire::Resending& coming) {
  if (!next_ || (status != wire::ReplyStatus::ok && status != wire::ReplyStatus::gone)) {
    return;  // busy, say: asked again later
  }
  const auto unwrapped = [this](std::uint32_t sequence) {
    return *next_ + static_cast<std::int32_t>(sequence - static_cast<std::uint32_t>(*next_));
  };
  const std::size_t before = missing();
  const std::int64_t first = unwrapped(asked.first), last = unwrapped(asked.last);
  if (status == wire::ReplyStatus::gone) {
    remove(first, last);
  } else {
    if (unwrapped(coming.first()) > first) {
      remove(first, std::min(unwrapped(coming.first()) - 1, last));
    }
    if (unwrapped(coming.last()) < last) {
      remove(std::max(unwrapped(coming.last()) + 1, first), last);
    }
  }
  gone_ += before - missing();
}

void MissingPackets::reconnected() {
  for (auto& [first, hole] : holes_) {
    hole.asked_us.reset();
  }
}

void MissingPackets::restarted() {
  gone_ += missing();
  holes_.clear();
  next_ = 0;  // a shoe numbers its packets from 0
}

std::size_t MissingPackets::missing() const {
  std::size_t count = 0;
  for (const auto& [first, hole] : holes_) {
    count += static_cast<std::size_t>(hole.last - first + 1);
  }
  return count;
}

}  // namespace backstep::host
