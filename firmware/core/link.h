#pragma once

#include <cstdint>

namespace backstep::firmware {

/// Who is connected, and how long that one may have the link and the sensor: firmware/README.md tells the rules, "Who
/// gets the link". Times are the device clock's.
class Link {
 public:
  /// So long the link is for whoever came. After that, who has used nothing that needs a bond keeps it only while it
  /// may listen to the speed, and only until a host comes. Phones and watches pair and subscribe within seconds.
  static constexpr std::uint64_t kIdle_us = 30'000'000;
  /// Listening ends when nobody has walked for so long: a rest on a bench is shorter. It costs 0.15 mAh of the sensor
  /// (0.9 mA, LSM6DS3TR-C data sheet table 4); a watch forgotten overnight would cost 60 times that.
  static constexpr std::uint64_t kRest_us = 600'000'000;

  void begin(std::uint64_t now_us, bool welcome) {
    *this = {};
    up_ = true;
    welcome_ = welcome;
    began_us_ = walked_us_ = now_us;
  }
  void end() { up_ = false; }

  /// Who is connected has a bond with the shoe, or came while it could be claimed.
  void welcome() { welcome_ = true; }
  /// ... has used what only a bonded host may.
  void use() { used_ = welcome_ = true; }
  /// ... wants to be told the speed.
  void listen(bool on) { listening_ = on; }

  void stride(std::uint64_t now_us) { walked_us_ = now_us; }

  /// Once a second at least.
  void tick(std::uint64_t now_us) {
    if (!listens()) {
      walked_us_ = now_us;  // a rest counts from when somebody listens
    } else if (now_us > walked_us_ + kRest_us) {
      listening_ = false;
    }
  }

  bool up() const { return up_; }
  bool used() const { return up_ && used_; }

  /// The speed is to be measured.
  bool listens() const { return up_ && welcome_ && listening_; }

  /// A host that comes now takes its place.
  bool gives_way(std::uint64_t now_us) const { return up_ && !used_ && (!welcome_ || is_idle(now_us)); }

  /// Has had its time.
  bool is_over(std::uint64_t now_us) const { return up_ && !used_ && is_idle(now_us) && !listens(); }

 private:
  bool is_idle(std::uint64_t now_us) const { return now_us > began_us_ + kIdle_us; }

  bool up_ = false, welcome_ = false, used_ = false, listening_ = false;
  std::uint64_t began_us_ = 0;
  std::uint64_t walked_us_ = 0;  ///< last stride since it listens
};

}  // namespace backstep::firmware
