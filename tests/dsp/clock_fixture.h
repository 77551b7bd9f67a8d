#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "dsp/clock/clock_fit.h"

namespace backstep::test {

/// The air between a shoe and this computer, and the shoe's clock.
struct ClockAir {
  std::function<double(std::mt19937&)> jitter_ms = [](std::mt19937&) { return 0.0; };  ///< beside the least delay
  double up_ms = 5, down_ms = 5;                                                       ///< least delays
  double drift_ppm = 0;                ///< the device clock runs fast by so much
  double jump_at_s = -1, jump_ms = 0;  ///< the device clock is set forward then
  int exchanges_before = 32;           ///< as the host makes them
  double exchange_every_s = 1;         ///< 0: never
  double samples = 19, rate_hz = 208;  ///< a packet
};

inline std::function<double(std::mt19937&)> uniform_ms(double most) {
  return [most](std::mt19937& random) { return std::uniform_real_distribution<double>(0, most)(random); };
}

/// What a clock fit made of one packet.
struct TimedPacket {
  double true_us = 0;          ///< of its first sample
  std::int64_t fitted_us = 0;  ///< the same, by the segments
  bool anew = false;           ///< a segment began anew with it
  std::optional<std::int64_t> uncertainty_us;
};

/// A shoe that sends packets for `duration_s` from session time 0 on, and the fit that follows it.
class ClockWalk {
 public:
  ClockWalk(const ClockAir& air, unsigned seed) : air_(air), random_(seed), fit_(air.rate_hz) {
    zero_us_ = std::uniform_real_distribution<double>(0, 4.2e9)(random_);  // anywhere on its turn
  }

  std::vector<TimedPacket> play(double duration_s) {
    double t_us = -3e6;
    for (int i = 0; i < air_.exchanges_before; ++i) {
      t_us = exchange(t_us) + 1000;
    }
    std::vector<TimedPacket> packets;
    double last_arrival_us = 0, next_exchange_us = 0;
    const double packet_us = air_.samples / air_.rate_hz * 1e6;
    for (double first_us = 1000; first_us < duration_s * 1e6; first_us += packet_us) {
      const double last_us = first_us + (air_.samples - 1) / air_.rate_hz * 1e6;
      const double arrival_us = std::max(last_us + delay_us(air_.up_ms), last_arrival_us);
      last_arrival_us = arrival_us;
      if (air_.exchange_every_s > 0 && arrival_us > next_exchange_us) {
        next_exchange_us = arrival_us + air_.exchange_every_s * 1e6;
        exchange(arrival_us);
      }
      const std::uint32_t device = device_us(first_us);
      const auto arrival = std::llround(arrival_us);
      const auto segment = fit_.push_packet(device, static_cast<std::size_t>(air_.samples), !packets.empty(), arrival);
      TimedPacket packet{first_us, 0, segment && segment->anew, fit_.uncertainty_us()};
      if (segment) {
        map_.push(*segment);
      }
      packet.fitted_us = map_.session_us(map_.unwrapped(device, arrival));
      packets.push_back(packet);
    }
    return packets;
  }

  ClockFit& fit() { return fit_; }

  std::uint32_t device_us(double true_us) const {
    const double jump_us = air_.jump_at_s >= 0 && true_us >= air_.jump_at_s * 1e6 ? air_.jump_ms * 1000 : 0;
    return static_cast<std::uint32_t>(std::llround(zero_us_ + true_us * (1 + air_.drift_ppm * 1e-6) + jump_us));
  }

 private:
  double delay_us(double least_ms) { return 1000 * (least_ms + air_.jitter_ms(random_)); }

  /// When its answer was heard.
  double exchange(double asked_us) {
    const double received_us = asked_us + delay_us(air_.down_ms), answered_us = received_us + 100;
    const double heard_us = answered_us + delay_us(air_.up_ms);
    fit_.push(
        TimeExchange{std::llround(asked_us), device_us(received_us), device_us(answered_us), std::llround(heard_us)});
    return heard_us;
  }

  ClockAir air_;
  std::mt19937 random_;
  ClockFit fit_;
  ClockMap map_;
  double zero_us_ = 0;
};

/// How far the two feet's times are from one another, ms, packet by packet: two shoes in the same air, their clocks
/// drifting apart.
inline std::vector<double> feet_apart_ms(ClockAir air, double duration_s, unsigned seed) {
  ClockWalk left(air, 2 * seed);
  air.drift_ppm = -air.drift_ppm;
  ClockWalk right(air, 2 * seed + 1);
  const auto l = left.play(duration_s), r = right.play(duration_s);
  std::vector<double> apart;
  for (std::size_t i = 0; i < std::min(l.size(), r.size()); ++i) {
    const double left_us = static_cast<double>(l[i].fitted_us) - l[i].true_us;
    const double right_us = static_cast<double>(r[i].fitted_us) - r[i].true_us;
    apart.push_back(std::abs(left_us - right_us) * 1e-3);
  }
  return apart;
}

}  // namespace backstep::test
