#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "schemas/control.h"
#include "schemas/packet.h"
#include "tests/firmware/shoe_fixture.h"

namespace backstep::bench {

/// Shoes that walk in real time, in a thread of their own. Each gives its packets to a socket; what that does not take
/// waits, so that nothing is lost.
class LoadShoes {
 public:
  using Clock = std::chrono::steady_clock;

  ~LoadShoes();

  /// A shoe whose sensor is going to measure `samples`; it writes to `socket`, which it closes at the end.
  void add(std::vector<wire::ImuRaw> samples, int socket, std::uint8_t samples_per_packet);
  wire::Info info(std::size_t shoe) const { return shoes_[shoe]->core.info(); }
  const std::vector<wire::ImuRaw>& samples(std::size_t shoe) const { return shoes_[shoe]->samples; }

  void start();

  /// CPU time of the thread so far.
  double cpu_s() const { return cpu_s_; }

 private:
  struct Shoe {
    firmware::test::TestShoe core{true, 20'000};
    std::vector<wire::ImuRaw> samples;
    int socket = -1;
    std::chrono::microseconds phase{0};  ///< of its packets, so that shoes do not send all at once
    std::size_t sampled = 0;
    bool stopped = false;
    std::deque<wire::PacketBytes> waiting;
  };

  void walk();
  static bool go_on(Shoe& shoe, Clock::duration since_start);

  std::vector<std::unique_ptr<Shoe>> shoes_;
  std::atomic<bool> give_up_ = false;
  std::atomic<double> cpu_s_ = 0;
  std::thread thread_;
};

}  // namespace backstep::bench
