#pragma once

#include <cstdint>

namespace backstep::firmware {

/// What a press of the shoe's only button asked for; told when it is let go.
enum class Press : std::uint8_t {
  none,
  brief,   ///< show that the shoe lives
  claim,   ///< held for 3 s: let a new host pair for two minutes
  release  ///< held for 10 s: forget all hosts
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
    return held_us < kBounce_us    ? Press::none
           : held_us < kClaim_us   ? Press::brief
           : held_us < kRelease_us ? Press::claim
                                   : Press::release;
  }

 private:
  bool down_ = false;
  std::uint64_t since_us_ = 0;
};

}  // namespace backstep::firmware
