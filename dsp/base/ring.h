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
    items_[next_] = item;
    next_ = next_ + 1 == Capacity ? 0 : next_ + 1;
    ++end_;
  }

  Index end() const { return end_; }  ///< one past the newest
  Index begin() const { return end_ > static_cast<Index>(Capacity) ? end_ - static_cast<Index>(Capacity) : 0; }
  bool holds(Index i) const { return i >= begin() && i < end_; }

  T& operator[](Index i) { return items_[slot(i)]; }
  const T& operator[](Index i) const { return items_[slot(i)]; }

 private:
  /// Counted back from the newest: the remainder of a 64-bit number is a hundred instructions on the shoe.
  std::size_t slot(Index i) const {
    assert(holds(i));
    const auto back = static_cast<std::size_t>(end_ - i);
    return next_ >= back ? next_ - back : next_ + Capacity - back;
  }

  std::array<T, Capacity> items_{};
  std::size_t next_ = 0;
  Index end_ = 0;
};

}  // namespace backstep
