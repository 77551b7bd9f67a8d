#pragma once

#include <cstdint>
#include <utility>

namespace backstep::firmware {

/// What a press of the shoe's only button asks for.
enum class Press : std::uint8_t {
  none,
  brief,   ///< let go at once: show that the shoe lives
  claim,   ///< held for 3 s, told then: let a new host pair for two minutes
  release  ///< let go after 10 s: forget all hosts
};

/// Times the button. Contacts bounce: what is shorter than 30 ms is nothing.
class Button {
 public:
  static constexpr std::uint64_t kBounce_us = 30'000, kClaim_us = 3'000'000, kRelease_us = 10'000'000;

  Press set(bool down, std::uint64_t now_us) {
    if (down == down_) {
      return Press::none;
    }
    down_ = down;
    if (down) {
      since_us_ = now_us;
      return Press::none;
    }
    const std::uint64_t held_us = now_us - since_us_;
    const bool claimed = std::exchange(claimed_, false);
    return held_us < kBounce_us     ? Press::none
           : held_us < kClaim_us    ? Press::brief
           : held_us >= kRelease_us ? Press::release
           : claimed                ? Press::none
                                    : Press::claim;
  }

  /// Now and then, so that what is held long enough shows at once.
  Press tick(std::uint64_t now_us) {
    const bool claims = down_ && !claimed_ && now_us - since_us_ >= kClaim_us;
    claimed_ = claimed_ || claims;
    return claims ? Press::claim : Press::none;
  }

 private:
  bool down_ = false, claimed_ = false;  ///< claimed_: told of this press
  std::uint64_t since_us_ = 0;
};

}  // namespace backstep::firmware
