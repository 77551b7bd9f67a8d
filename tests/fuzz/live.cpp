// Two shoes that walk, and what the air, the shoes and their answers may do to a live session: packets lost, late,
// doubled, altered or made up, answers out of turn, restarts, clocks that are set. A recording of it is analysed once
// more.
#include "host/session/live_session.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "host/recording/gait_writer.h"
#include "tests/firmware/shoe_fixture.h"
#include "tests/fuzz/input.h"
#include "tests/host/live_fixture.h"

using namespace backstep;
using namespace backstep::fuzz;
using host::LiveSession;

namespace {

constexpr std::int64_t kSecond_us = 1'000'000;
constexpr int kMostPackets = 160, kMostSeconds = 20'000;  // of one input: a dozen strides, and quick

/// As few samples as shoes take.
const wire::Info& shoe_info() {
  static const wire::Info kInfo = [] {
    firmware::test::TestShoe shoe;
    shoe.link();
    shoe.command(wire::CommandKind::set_rate, 52);
    return shoe.info();
  }();
  return kInfo;
}

/// Backward, as each shoe's sensor counts it.
const std::array<std::vector<wire::ImuRaw>, 2>& made_walk() {
  static const auto kWalk = [] {
    walker::WalkerConfig config = *walker::preset("backward-good");
    config.sensor.rate_hz = static_cast<double>(shoe_info().device.rate_hz());
    config.bouts = {walker::stand(1), walker::walk(walker::Travel::backward, 0.8, 8), walker::stand(1)};
    const walker::Walk walk = walker::walk(config, 1);
    std::array<std::vector<wire::ImuRaw>, 2> samples;
    for (const Foot foot : kFeet) {
      for (const ImuSample& s : walk.feet[index(foot)].measured) {
        samples[index(foot)].push_back(test::counts(s, shoe_info().device));
      }
    }
    return samples;
  }();
  return kWalk;
}

/// What a session tells.
class Listener final : public host::Sink {
 public:
  void on_begin(const host::SessionInfo& /*info*/) override {
    must(!begun_, "a walk begins once");
    begun_ = true;
  }
  void on_contact(const Contact& c) override {
    hear();
    must(c.t_ic_us <= c.decided_us, "a contact is decided after it was made");
  }
  void on_withdrawn(const Withdrawn& /*withdrawn*/) override { hear(); }
  void on_alert(const Alert& /*alert*/) override { hear(); }
  void on_alert_end(const AlertEnd& /*end*/) override { hear(); }
  void on_mark(std::int64_t /*t_us*/, std::string_view /*text*/) override { hear(); }
  void on_end(const host::WalkReport& /*report*/, const SessionSummary& /*summary*/) override {
    must(false, "the end is told by who has a report");
  }
  void on_stride(const Stride& s) override {
    hear();
    auto& last = last_[index(s.foot)];
    must(s.number == last.number + 1, "each stride is told once, in order");
    must(last.number == 0 || s.t_ff_us > last.t_ff_us, "a foot's strides go forward in time");
    must(!s.t_ic_us || *s.t_ic_us <= s.t_ff_us, "contact comes before flat");
    last = s;
    table_.on_stride(s);
  }

  void end() { ended_ = true; }
  bool ended() const { return ended_; }
  const std::string& table() const { return table_.text; }
  std::uint32_t strides(Foot foot) const { return last_[index(foot)].number; }

 private:
  void hear() const { must(begun_ && !ended_, "nothing is told before the beginning, or after the end"); }

  bool begun_ = false, ended_ = false;
  std::array<Stride, 2> last_{};
  test::Table table_;
};

/// Which were counted: they only grow.
std::array<std::size_t, 13> growing(const host::LiveFoot& foot) {
  const host::FootCounters& c = foot.counters;
  return {c.packets,
          c.invalid,
          c.not_believed,
          c.stale,
          c.reordered,
          c.reboots,
          c.clock_jumps,
          c.gaps,
          c.samples,
          c.lost_packets,
          c.lost_samples,
          foot.gone,
          static_cast<std::size_t>(foot.uncounted_us)};
}

class World {
 public:
  World(Input& in, std::vector<std::uint8_t>& recording) : in_(in) {
    const auto bits = in_.take<std::uint8_t>();
    host::LiveSettings settings;
    settings.software = "fuzz";
    settings.start_utc_us = 1'700'000'000'000'000;
    if ((bits & 1U) != 0) {
      settings.recorder = [&](const host::RecordingHeader& header) -> host::Result<std::unique_ptr<host::Recorder>> {
        auto writer = host::GaitWriter::create(std::make_unique<host::RecordingInMemory>(recording), header);
        must(writer.has_value(), "memory can be written");
        return std::make_unique<host::GaitWriter>(std::move(*writer));
      };
    }
    for (const Foot foot : kFeet) {
      const std::size_t i = index(foot);
      if ((bits >> 1U & 3U) == i + 1) {
        continue;  // this one stays at home
      }
      settings.shoes[i] = shoe_info();
      if ((bits & 8U) != 0) {
        settings.packets_made[i] = 0;
      }
      shoes_[i].clock_us = (bits & 16U) != 0 ? 0xFFFF'FFFFU - 3 * kSecond_us : 7 * kSecond_us;  // wraps soon
      for (int n = (bits & 32U) != 0 ? 8 : 0; n > 0; --n) {
        settings.exchanges[i].push_back(exchange(foot, -kSecond_us + n * 10'000));
      }
    }
    samples_per_packet_ = 1 + in_.take<std::uint8_t>() % wire::kMaxSamples;
    host::Sink* const sinks[] = {&listener_};
    auto started = LiveSession::start(settings, test::toes_forward, sinks);
    must(started.has_value(), "shoes that can be and a free name make a session");
    session_ = std::move(*started);
    recorded_ = settings.recorder != nullptr;
  }

  void play() {
    while (!in_.empty() && packets_ < kMostPackets && now_us_ < kMostSeconds * kSecond_us) {
      act();
      settle();
    }
    must(session_->finish().has_value(), "a session ends whole");
    settle();
    listener_.end();
    for (const Foot foot : kFeet) {
      must(session_->diagnosis(foot).strides == listener_.strides(foot), "no stride is lost");
    }
  }

  /// There is a recording, of which something can be told.
  bool recorded() const {
    return recorded_ && session_->foot(Foot::left).counters.samples + session_->foot(Foot::right).counters.samples > 0;
  }
  const std::string& table() const { return listener_.table(); }

 private:
  struct Shoe {
    std::uint32_t boot = 0x1234;
    std::int64_t clock_us = 0;            ///< device time at session time 0
    std::size_t next = 0;                 ///< sample
    std::vector<wire::PacketBytes> made;  ///< since it started
    std::vector<std::size_t> flying;      ///< numbers of packets
    std::optional<host::MissingPackets::Range> asked;
  };

  static std::uint32_t low(std::int64_t us) { return static_cast<std::uint32_t>(us); }
  Shoe& shoe(Foot foot) { return shoes_[index(foot)]; }

  TimeExchange exchange(Foot foot, std::int64_t asked_us) {
    const std::uint32_t there_us = low(asked_us + 15'000 + shoe(foot).clock_us);
    return {asked_us, there_us, there_us + 100, asked_us + 30'000};
  }

  wire::PacketBytes made_up() {
    wire::PacketBytes bytes;
    bytes.size = in_.take<std::uint8_t>() % (bytes.data.size() + 1);
    const auto some = in_.take_bytes(bytes.size);
    std::ranges::copy(some, bytes.data.begin());
    return bytes;
  }

  /// The shoe takes the samples of one packet, which then is in the air.
  void make(Foot foot) {
    Shoe& s = shoe(foot);
    const double rate_hz = static_cast<double>(shoe_info().device.rate_hz());
    wire::Packet packet;
    packet.count = samples_per_packet_;
    packet.boot = static_cast<std::uint8_t>(s.boot);
    packet.sequence = static_cast<std::uint32_t>(s.made.size());
    packet.first_us = low(now_us_ + s.clock_us - std::llround(1e6 * static_cast<double>(packet.count) / rate_hz));
    const auto& walk = made_walk()[index(foot)];
    for (std::size_t i = 0; i < packet.count; ++i) {
      packet.samples[i] = walk[s.next++ % walk.size()];
    }
    s.flying.push_back(s.made.size());
    s.made.push_back(wire::pack(packet));
  }

  void arrive(Foot foot, std::span<const std::uint8_t> bytes) {
    ++packets_;
    must(session_->on_packet(foot, bytes, now_us_).has_value(), "a packet is taken, whatever is in it");
  }

  /// One of those in the air.
  void arrive(Foot foot, std::size_t which) {
    Shoe& s = shoe(foot);
    if (!s.flying.empty()) {
      const auto at = s.flying.begin() + static_cast<std::ptrdiff_t>(which % s.flying.size());
      const std::size_t number = *at;
      s.flying.erase(at);
      if (number < s.made.size()) {  // otherwise it was of before a restart
        arrive(foot, s.made[number].span());
      }
    }
  }

  void walk(int packets) {
    const double rate_hz = static_cast<double>(shoe_info().device.rate_hz());
    for (; packets > 0 && packets_ < kMostPackets; --packets) {
      now_us_ += std::llround(1e6 * static_cast<double>(samples_per_packet_) / rate_hz);
      for (const Foot foot : kFeet) {
        make(foot);
        if ((silent_ >> index(foot) & 1U) == 0) {
          while (!shoe(foot).flying.empty()) {
            arrive(foot, 0);
          }
        }
      }
    }
  }

  void act() {
    const auto kind = in_.take<std::uint8_t>();
    const Foot foot = (kind & 128U) != 0 ? Foot::right : Foot::left;
    Shoe& s = shoe(foot);
    switch (kind % 128 % 18) {
      case 0:
      case 1:
        return walk(in_.take<std::uint8_t>());
      case 2:  // what is made from now on stays in the air
        silent_ = in_.take<std::uint8_t>();
        return;
      case 3:
        return arrive(foot, in_.take<std::uint8_t>());
      case 4:
        if (!s.flying.empty()) {
          s.flying.pop_back();
        }
        return;
      case 5:
        if (!s.made.empty()) {  // once more
          arrive(foot, s.made[in_.take<std::uint16_t>() % s.made.size()].span());
        }
        return;
      case 6:
        if (!s.made.empty()) {
          wire::PacketBytes altered = s.made.back();
          altered.data[in_.take<std::uint8_t>() % altered.size] ^= in_.take<std::uint8_t>();
          arrive(foot, altered.span());
        }
        return;
      case 7:
        return arrive(foot, made_up().span());
      case 8:
        now_us_ += in_.take<std::uint8_t>() * kSecond_us / 8;
        return;
      case 9:
        if (const auto range = session_->next_request(foot, now_us_)) {
          must(session_->foot(foot).missing > 0 && range->last - range->first < session_->foot(foot).missing,
               "only what is missing is asked for");
          s.asked = range;
        }
        return;
      case 10:
        return answer(foot, in_.take<std::uint8_t>());
      case 11:
        session_->on_packets_made(foot, in_.take<std::uint8_t>() % 4 != 0 ? static_cast<std::uint32_t>(s.made.size())
                                                                          : in_.take<std::uint32_t>());
        return;
      case 12:  // it restarts
        s.boot = in_.take<std::uint32_t>();
        s.clock_us = -now_us_;
        s.made.clear();
        s.flying.clear();
        s.asked.reset();
        return;
      case 13:
        return session_->on_connected(foot, s.boot);
      case 14: {
        const std::int64_t away_us = in_.take<std::uint8_t>() * kSecond_us / 8;
        session_->on_reconnected(foot, now_us_, now_us_ + away_us, "connection lost");
        now_us_ += away_us;
        return;
      }
      case 15:
        return session_->on_exchange(foot,
                                     in_.take<std::uint8_t>() % 4 != 0 ? exchange(foot, now_us_) : odd_exchange());
      case 16:  // its clock is set
        s.clock_us += in_.take<std::int32_t>();
        return;
      default:
        return session_->on_mark(now_us_, "here");
    }
  }

  TimeExchange odd_exchange() {
    const auto there_us = in_.take<std::uint32_t>(), back_us = in_.take<std::uint32_t>();
    return {now_us_ - in_.take<std::uint16_t>(), there_us, back_us, now_us_};
  }

  /// To what was asked last, or to what nobody asked; as a shoe does, or not.
  void answer(Foot foot, std::uint8_t how) {
    Shoe& s = shoe(foot);
    const auto asked =
        s.asked.value_or(host::MissingPackets::Range{in_.take<std::uint8_t>(), in_.take<std::uint8_t>()});
    wire::Resending coming(asked.first, asked.last);
    auto status = wire::ReplyStatus::ok;
    if (how % 4 == 1) {  // it has no more than the newest
      coming = wire::Resending(asked.first + (asked.last - asked.first) / 2, asked.last);
    } else if (how % 4 == 2) {
      status = static_cast<wire::ReplyStatus>(in_.take<std::uint8_t>() % 9);
    } else if (how % 4 == 3) {
      coming = wire::Resending(asked.first + static_cast<std::uint32_t>(in_.take<std::int32_t>()),
                               asked.last + static_cast<std::uint32_t>(in_.take<std::int32_t>()));
    }
    const std::size_t missing = session_->foot(foot).missing;
    session_->on_resend_reply(foot, asked, status, coming);
    must(missing - session_->foot(foot).missing <= std::size_t{asked.last} - asked.first + 1,
         "an answer tells of nothing but what was asked for");
    if (how % 4 < 2) {
      for (std::size_t n = coming.first(); n <= coming.last() && n < s.made.size(); ++n) {
        s.flying.push_back(n);
      }
    }
  }

  void settle() {
    for (const Foot foot : kFeet) {
      const host::LiveFoot now = session_->foot(foot);
      const auto counts = growing(now);
      auto& before = before_[index(foot)];
      for (std::size_t i = 0; i < counts.size(); ++i) {
        must(counts[i] >= before[i], "what is counted does not become less");
      }
      before = counts;
      must(now.counters.unused() + now.counters.reordered <= now.counters.packets, "each packet is counted once");
      must(!now.clock_uncertainty_us || *now.clock_uncertainty_us >= 0, "uncertainty is not negative");
    }
    must(session_->complete() == (session_->foot(Foot::left).missing + session_->foot(Foot::right).missing == 0),
         "a session is complete when nothing is missing");
  }

  Input& in_;
  std::array<Shoe, 2> shoes_;
  std::size_t samples_per_packet_ = 1;
  std::uint8_t silent_ = 0;
  int packets_ = 0;
  std::int64_t now_us_ = 0;
  std::array<std::array<std::size_t, 13>, 2> before_{};
  Listener listener_;
  std::unique_ptr<LiveSession> session_;
  bool recorded_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint8_t> recording;
  Input in(data, size);
  const auto world = std::make_unique<World>(in, recording);
  world->play();
  if (world->recorded()) {
    must(test::replayed(host::in_memory("live.gait", recording), host::Waiting::as_live) == world->table(),
         "the recording tells what was told live");
  }
  return 0;
}
