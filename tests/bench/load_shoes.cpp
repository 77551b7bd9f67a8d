#include "tests/bench/load_shoes.h"

#include <sys/socket.h>
#include <unistd.h>

#include <ctime>

namespace backstep::bench {
namespace {

using namespace std::chrono_literals;
constexpr double kRate_hz = 208;

std::chrono::microseconds time_of(std::size_t sample) {
  return std::chrono::microseconds(static_cast<std::int64_t>(static_cast<double>(sample) * 1e6 / kRate_hz));
}

}  // namespace

LoadShoes::~LoadShoes() {
  give_up_ = true;
  if (thread_.joinable()) {
    thread_.join();
  }
  for (const auto& shoe : shoes_) {
    if (shoe->socket >= 0) {
      ::close(shoe->socket);
    }
  }
}

void LoadShoes::add(std::vector<wire::ImuRaw> samples, int socket, std::uint8_t samples_per_packet) {
  auto shoe = std::make_unique<Shoe>();
  shoe->samples = std::move(samples);
  shoe->socket = socket;
  shoe->phase = std::chrono::microseconds(shoes_.size() * 56'497 % 91'346);  // 91 ms: a packet of 19
  shoe->core.radio_takes = 0;                                                // go_on() is the radio
  shoe->core.link();
  shoe->core.command(wire::CommandKind::start, samples_per_packet);
  shoes_.push_back(std::move(shoe));
}

void LoadShoes::start() {
  thread_ = std::thread([this] { walk(); });
}

void LoadShoes::walk() {
  const auto begin = Clock::now();
  auto wake = begin;
  for (bool walking = true; walking && !give_up_; std::this_thread::sleep_until(wake += 2ms)) {
    walking = false;
    for (const auto& shoe : shoes_) {
      walking = go_on(*shoe, Clock::now() - begin) || walking;
    }
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    cpu_s_ = static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
  }
}

/// False: everything is sent, and the socket closed.
bool LoadShoes::go_on(Shoe& shoe, Clock::duration since_start) {
  if (shoe.socket < 0) {
    return false;
  }
  const auto offer = [&shoe] {
    while (const auto packet = shoe.core.shoe.next_packet()) {
      shoe.core.shoe.packet_taken(true);
      shoe.waiting.push_back(*packet);
    }
  };
  for (; shoe.sampled < shoe.samples.size() && time_of(shoe.sampled) + shoe.phase <= since_start; ++shoe.sampled) {
    shoe.core.shoe.sample(shoe.samples[shoe.sampled], static_cast<std::uint64_t>(time_of(shoe.sampled).count()));
    offer();
  }
  if (shoe.sampled == shoe.samples.size() && !shoe.stopped) {
    shoe.stopped = true;
    shoe.core.command(wire::CommandKind::stop);
    offer();
  }
  while (!shoe.waiting.empty()) {
    const auto bytes = shoe.waiting.front().span();
    if (::send(shoe.socket, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
      return true;  // full
    }
    shoe.waiting.pop_front();
  }
  if (shoe.stopped) {
    ::close(std::exchange(shoe.socket, -1));
  }
  return !shoe.stopped;
}

}  // namespace backstep::bench
