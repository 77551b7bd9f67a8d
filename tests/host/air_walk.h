#pragma once

#include <deque>
#include <optional>
#include <random>
#include <set>
#include <utility>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "host/recording/queued_gait_writer.h"
#include "tests/firmware/shoe_fixture.h"
#include "tests/host/live_fixture.h"

namespace backstep::test {

struct Air {
  double drop = 0, duplicate = 0, reorder = 0;
  std::int64_t outage_from_us = 0, outage_to_us = 0;  ///< of the left shoe
  std::int64_t reboot_us = -1;                        ///< of the left shoe
  double drift_ppm = 0;                               ///< the left shoe's clock runs fast, the right one's slow
  bool exchanges = false;                             ///< the host asks the shoes for their time
  double packets_per_s = 200;                         ///< that a link carries, at most
  std::int64_t host_dies_us = -1, host_back_us = -1;  ///< killed, and started again on the same recording
};

/// Both shoes walk; packets arrive 20 ms after the radio has sent them, if they do.
class AirWalk {
 public:
  AirWalk(const Air& air, std::filesystem::path recording, host::Sink* sink = nullptr,
          const walker::WalkerConfig& config = *walker::preset("backward-good"))
      : air_(air), recording_(std::move(recording)), sinks_{&table_} {
    if (sink != nullptr) {
      sinks_.push_back(sink);
    }
    const walker::Walk walk = walker::walk(config, 3);
    settings_.recorder = host::recorder_to(recording_);
    settings_.start_utc_us = 1'700'000'000'000'000;
    for (const Foot foot : kFeet) {
      const auto i = at(foot);
      shoes_[i] = std::make_unique<firmware::test::TestShoe>(true, firmware::kResendBytes);
      shoes_[i]->radio_takes = 0;  // transmit() is the radio
      shoes_[i]->link();
      settings_.shoes[i] = shoes_[i]->info();
      settings_.packets_made[i] = 0;
      for (const ImuSample& s : walk.feet[i].measured) {
        samples_[i].push_back(counts(s, settings_.shoes[i]->device));
      }
      exchange_before(foot, -1'000'000);
      shoes_[i]->command(wire::CommandKind::start, 19);
    }
    session_ = required(host::LiveSession::start(settings_, toes_forward, sinks_));
  }

  /// To the end, and until nothing more can come.
  void play() {
    const std::size_t n = samples_[0].size();
    for (std::size_t k = 0; k < n; ++k) {
      const auto t_us = static_cast<std::int64_t>(static_cast<double>(k) * 1e6 / 208);
      die_and_come_back(t_us);
      if (!session_) {
        for (const Foot foot : kFeet) {
          shoe(foot).shoe.sample(samples_[at(foot)][k], device_us(foot, t_us));
        }
        continue;
      }
      for (const Foot foot : kFeet) {
        link(foot, t_us);
        if (air_.exchanges && k % 208 == 0) {
          session_->on_exchange(foot, exchange(foot, t_us));
        }
        shoe(foot).shoe.sample(samples_[at(foot)][k], device_us(foot, t_us));
        transmit(foot, t_us);
      }
      deliver(t_us);
    }
    std::int64_t t_us = static_cast<std::int64_t>(static_cast<double>(n) * 1e6 / 208);
    for (const Foot foot : kFeet) {
      link(foot, t_us);
      shoe(foot).command(wire::CommandKind::stop);
    }
    for (int i = 0; i < 2000; ++i, t_us += 20'000) {
      for (const Foot foot : kFeet) {
        if (i % 50 == 0) {
          session_->on_packets_made(foot, shoe(foot).shoe.counters().packets_made());
        }
        transmit(foot, t_us);
      }
      deliver(t_us);
    }
    required(session_->finish());
  }

  const std::string& table() const { return table_.text; }
  std::size_t samples(Foot foot) const { return samples_[at(foot)].size(); }
  const std::vector<wire::ImuRaw>& sent(Foot foot) const { return samples_[at(foot)]; }
  const host::LiveSession& session() const { return *session_; }
  wire::Counters counters(Foot foot) const { return shoes_[at(foot)]->shoe.counters(); }

  /// What the recording that is gone on with says of its time.
  struct ResumedAt {
    std::int64_t start_utc_us = 0, latest_us = 0;
  };
  const std::optional<ResumedAt>& resumed_at() const { return resumed_at_; }

  std::size_t asked() const { return asked_; }  ///< packets that the host asked for, each time
  /// The longest from when a packet was made, its last sample taken, to when it was recorded.
  std::int64_t worst_wait_us() const { return worst_wait_us_; }

 private:
  struct Flying {
    Foot foot;
    wire::PacketBytes bytes;
    std::int64_t arrival_us;
  };

  static void required(const host::Result<void>& result) {
    if (!result) {
      throw std::runtime_error(result.error().message());
    }
  }
  template <class T>
  static T required(host::Result<T> result) {
    if (!result) {
      throw std::runtime_error(result.error().message());
    }
    return std::move(*result);
  }

  struct Radio {
    double room = 0;  ///< packets
    std::int64_t now_us = 0;
  };

  static std::size_t at(Foot foot) { return index(foot); }
  firmware::test::TestShoe& shoe(Foot foot) { return *shoes_[at(foot)]; }

  std::uint64_t device_us(Foot foot, std::int64_t t_us) const {
    const double drift = (foot == Foot::left ? 1e-6 : -1e-6) * air_.drift_ppm;
    return static_cast<std::uint64_t>(t_us + std::llround(drift * static_cast<double>(t_us)) + 5'000'777) +
           1'000'000'000 * at(foot);
  }

  TimeExchange exchange(Foot foot, std::int64_t asked_us) {
    firmware::test::TestShoe& s = shoe(foot);
    s.now_us = device_us(foot, asked_us + 15'000);
    s.command(wire::CommandKind::time);
    return {asked_us, s.reply.reply.device_us(), std::get<wire::TimeSent>(s.reply.details).device_us(),
            asked_us + 35'000};
  }

  void exchange_before(Foot foot, std::int64_t t_us) {
    settings_.exchanges[at(foot)].clear();
    for (int i = 0; air_.exchanges && i < 16; ++i, t_us += 10'000) {
      settings_.exchanges[at(foot)].push_back(exchange(foot, t_us));
    }
  }

  void die_and_come_back(std::int64_t t_us) {
    if (session_ && t_us >= air_.host_dies_us && t_us < air_.host_back_us) {
      session_.reset();
      flying_.clear();
      for (const Foot foot : kFeet) {
        shoe(foot).shoe.disconnected(device_us(foot, t_us));
      }
    } else if (!session_ && t_us >= air_.host_back_us) {
      for (const Foot foot : kFeet) {
        shoe(foot).link();
        settings_.shoes[at(foot)] = shoe(foot).info();
        exchange_before(foot, t_us - 200'000);
      }
      table_.text = host::stride_csv_header();
      auto point = required(host::find_resume_point(host::earlier_recording(recording_)));
      resumed_at_ = ResumedAt{point.start_utc_us, point.latest_us};
      session_ = required(host::LiveSession::resume(settings_, std::move(point), toes_forward, sinks_));
    }
  }

  double draw() { return std::uniform_real_distribution<double>(0, 1)(random_); }

  void link(Foot foot, std::int64_t t_us) {
    if (foot != Foot::left) {
      return;
    }
    const bool out = t_us >= air_.outage_from_us && t_us < air_.outage_to_us;
    if (out && !out_) {
      shoe(foot).shoe.disconnected(static_cast<std::uint64_t>(t_us));
    } else if (!out && out_) {
      shoe(foot).link();
      session_->on_reconnected(foot, air_.outage_from_us, t_us, "connection lost");
    }
    out_ = out;
    if (air_.reboot_us >= 0 && t_us >= air_.reboot_us) {
      air_.reboot_us = -1;
      shoe(foot).restart();
      shoe(foot).link();
      shoe(foot).command(wire::CommandKind::start, 19);
    }
  }

  /// What the radio has room for until `t_us`; then the host asks for what it lacks.
  void transmit(Foot foot, std::int64_t t_us) {
    Radio& radio = radios_[at(foot)];
    constexpr double kQueue = 4;  // a radio holds a few packets
    radio.room = std::min(kQueue, radio.room + air_.packets_per_s * 1e-6 * static_cast<double>(t_us - radio.now_us));
    radio.now_us = t_us;
    for (; radio.room >= 1; radio.room -= 1) {
      const auto packet = shoe(foot).shoe.next_packet();
      if (!packet) {
        break;
      }
      shoe(foot).shoe.packet_taken(true);
      if (draw() < air_.drop) {
        continue;
      }
      const std::int64_t late_us = draw() < air_.reorder ? 200'000 : 0;
      flying_.push_back({foot, *packet, t_us + 20'000 + late_us});
      if (draw() < air_.duplicate) {
        flying_.push_back({foot, *packet, t_us + 30'000});
      }
    }
    while (const auto range = session_->next_request(foot, t_us)) {
      if (foot == Foot::left && out_) {
        continue;  // into the void
      }
      asked_ += range->last - range->first + 1;
      auto& s = shoe(foot);
      const auto status = s.command(wire::CommandKind::resend, range->first, range->last);
      const auto* coming = std::get_if<wire::Resending>(&s.reply.details);
      session_->on_resend_reply(foot, *range, status, coming != nullptr ? *coming : wire::Resending{});
    }
  }

  void take_note(const Flying& flying) {
    wire::Packet packet;
    if (wire::parse_packet(flying.bytes.span(), packet) == wire::PacketError::none &&
        came_[at(flying.foot)].insert({packet.boot, packet.sequence}).second) {
      const auto begun_us = static_cast<std::uint32_t>(device_us(flying.foot, flying.arrival_us)) - packet.first_us;
      const auto taken_us = static_cast<std::int64_t>(static_cast<double>(packet.count) * 1e6 / 208);
      worst_wait_us_ = std::max(worst_wait_us_, std::int64_t{begun_us} - taken_us);
    }
  }

  void deliver(std::int64_t t_us) {
    std::stable_sort(flying_.begin(), flying_.end(),
                     [](const Flying& a, const Flying& b) { return a.arrival_us < b.arrival_us; });
    while (!flying_.empty() && flying_.front().arrival_us <= t_us) {
      const Flying f = flying_.front();
      flying_.pop_front();
      take_note(f);
      required(session_->on_packet(f.foot, f.bytes.span(), f.arrival_us));
    }
  }

  Air air_;
  std::filesystem::path recording_;
  host::LiveSettings settings_;
  std::mt19937 random_{7};
  bool out_ = false;
  std::array<std::unique_ptr<firmware::test::TestShoe>, 2> shoes_;
  std::array<std::vector<wire::ImuRaw>, 2> samples_;
  std::array<Radio, 2> radios_;
  std::deque<Flying> flying_;
  std::array<std::set<std::pair<std::uint8_t, std::uint32_t>>, 2> came_;  ///< boot, sequence
  std::size_t asked_ = 0;
  std::int64_t worst_wait_us_ = 0;
  std::optional<ResumedAt> resumed_at_;
  Table table_;
  std::vector<host::Sink*> sinks_;
  std::unique_ptr<host::LiveSession> session_;
};

}  // namespace backstep::test
