#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>

namespace backstep {

/// The last `Capacity` items of a stream, each found by its number in the stream (0 = the first ever pushed).
/// Fixed memory; pushing beyond the capacity forgets the oldest.
template <class T, std::size_t Capacity>
class Ring {
 public:
  using Index = std::int64_t;

  void push(const T& item) {
    items_[static_cast<std::size_t>(end_ % static_cast<Index>(Capacity))] = item;
    ++end_;
  }

  Index end() const { return end_; }  ///< one past the newest
  Index begin() const { return end_ > static_cast<Index>(Capacity) ? end_ - static_cast<Index>(Capacity) : 0; }
  bool holds(Index i) const { return i >= begin() && i < end_; }
  void clear() { end_ = 0; }

  T& operator[](Index i) {
    assert(holds(i));
    return items_[static_cast<std::size_t>(i % static_cast<Index>(Capacity))];
  }
  const T& operator[](Index i) const {
    assert(holds(i));
    return items_[static_cast<std::size_t>(i % static_cast<Index>(Capacity))];
  }

 private:
  std::array<T, Capacity> items_{};
  Index end_ = 0;
};

}  // namespace backstep
