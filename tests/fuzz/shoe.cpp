// Anything that radio, sensor, flash, battery, button and time may do to a shoe, in any order; and its answers. The
// radio is played as firmware/linux plays it: what is the shoe's own is refused to those who have no bond, outside
// claim mode.
#include "firmware/core/shoe.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "tests/fuzz/input.h"

using namespace backstep;
using namespace backstep::fuzz;
using namespace backstep::firmware;
using Kind = wire::CommandKind;

namespace {

constexpr std::uint64_t kSecond_us = 1'000'000;
constexpr std::uint64_t kMargin_us = 3 * kSecond_us;  // the shoe sees time in ticks
constexpr std::uint64_t kInterval_us = 5000;
constexpr int kMostSamples = 20'000, kMostSeconds = 20'000;  // of one input: hours, and quick

/// Two slots that may refuse, or lose power in the middle of a write.
class Flash final : public ConfigStore {
 public:
  bool read(int slot, Slot& bytes) override {
    bytes = slots_[static_cast<std::size_t>(slot)];
    return true;
  }
  bool write(int slot, const Slot& bytes) override {
    if (refuses) {
      return false;
    }
    std::copy_n(bytes.begin(), cut_after.value_or(bytes.size()), slots_[static_cast<std::size_t>(slot)].begin());
    lost_power = std::exchange(cut_after, std::nullopt).has_value();
    return true;
  }

  bool refuses = false, lost_power = false;
  std::optional<std::size_t> cut_after;  ///< bytes of the next write

 private:
  std::array<Slot, 2> slots_{};
};

bool same(const SamplingWish& a, const SamplingWish& b) {
  return a.rate_hz == b.rate_hz && a.acc_range_g == b.acc_range_g && a.gyr_range_dps == b.gyr_range_dps &&
         a.samples_per_packet == b.samples_per_packet;
}

template <class Value>
bool has(std::span<const Value> values, Value value) {
  return std::ranges::find(values, value) != values.end();
}

/// The counters that only grow.
std::array<std::uint32_t, 9> growing(const wire::Counters& c) {
  return {c.packets_made(), c.packets_sent(), c.packets_deferred(), c.packets_resent(),  c.packets_lost(),
          c.packets_gone(), c.samples_lost(), c.sensor_errors(),    c.commands_refused()};
}

/// Who is connected.
struct Peer {
  std::uint64_t came_us = 0;
  std::uint64_t active_us = 0;  ///< it began to listen to the speed, was let in, or walked last
  std::uint16_t att_mtu = kLeastAttMtu;
  bool bonded = false;
  bool let_in = false;  ///< has a bond, or could have claimed the shoe since it came
  bool used = false;    ///< what is the shoe's own
  bool listens = false, streams = false;
};

/// A shoe, and what those around it know of it.
class World {
 public:
  explicit World(Input& in) : in_(in), memory_(300U + 40U * in_.take<std::uint8_t>()) {
    const auto bits = in_.take<std::uint8_t>();
    has_bonds_ = (bits & 1U) != 0;
    now_us_ = (bits & 2U) != 0 ? 0xFFFF'FFFFU - 5 * kSecond_us : 0;  // the 32 bits on the air wrap soon
    if ((bits & 4U) != 0) {                                          // a shoe whose flash asks for what no sensor can
      stored_sampling_ = {in_.take<std::uint16_t>(), in_.take<std::uint8_t>(), in_.take<std::uint16_t>(),
                          in_.take<std::uint8_t>()};
      must(save(flash_, {wire::Side::right, wire::Axis::unknown, stored_sampling_, {}}), "a working flash stores");
    }
    start();
  }

  void play() {
    while (!in_.empty() && samples_ < kMostSamples && seconds_ < kMostSeconds) {
      act();
      if (std::exchange(flash_.lost_power, false)) {
        restart();
      }
      settle();
    }
  }

 private:
  void start() {
    const auto stored = load(flash_);
    shoe_.emplace(ShoeParts{"LSM6DS3TR-C", "3F2A", "0.1.0", lsm6ds3tr_abilities()}, flash_, ++boot_id_, has_bonds_,
                  memory_);
    must(shoe_->side() == (stored ? stored->side : wire::Side::left), "a shoe is what it was stored to be");
    before_ = {};
    given_.clear();
    battery_ = {};
    button_down_us_.reset();
    claim_us_.reset();
    streaming_ = power_off_ = released_ = false;
  }

  void restart() {
    peer_.reset();
    start();
  }

  void connect() {
    if (peer_) {
      return;
    }
    peer_.emplace();
    peer_->came_us = peer_->active_us = heard_us_ = now_us_;
    peer_->bonded = peer_->let_in = has_bonds_ && in_.take<std::uint8_t>() % 2 != 0;
    shoe_->connected(now_us_);
    if (peer_->bonded) {
      shoe_->recognised();
    }
  }

  void disconnect() {
    peer_.reset();
    heard_us_ = now_us_;
    shoe_->disconnected(now_us_);
  }

  bool may_use() const { return peer_ && (peer_->bonded || shoe_->wishes(now_us_).claimable); }

  void let_in() {
    if (peer_ && !std::exchange(peer_->let_in, true)) {
      peer_->active_us = now_us_;
    }
  }

  void use() {
    peer_->used = true;
    let_in();
  }

  void act() {
    switch (in_.take<std::uint8_t>() % 20) {
      case 0:
        connect();
        break;
      case 1:
        if (peer_) {
          disconnect();
        }
        break;
      case 2:
        if (may_use()) {
          use();
          peer_->streams = !peer_->streams;
          shoe_->subscribed(peer_->streams);
        }
        break;
      case 3:
        if (peer_) {
          peer_->listens = !peer_->listens;
          peer_->active_us = now_us_;
          shoe_->speed_subscribed(peer_->listens);
          tick();
        }
        break;
      case 4:
        if (may_use()) {
          peer_->att_mtu = static_cast<std::uint16_t>(kLeastAttMtu + in_.take<std::uint8_t>());
          shoe_->set_att_mtu(peer_->att_mtu);
        }
        break;
      case 5:
      case 6:
        feed(in_.take<std::uint8_t>());
        break;
      case 7:
        wait(in_.take<std::uint8_t>());
        break;
      case 8:
        press();
        break;
      case 9:
        pump(in_.take<std::uint8_t>());
        break;
      case 10:
        battery_ = judge_battery(in_.take<std::uint16_t>(), battery_);
        shoe_->set_battery(battery_);
        break;
      case 11:
        for (int i = in_.take<std::uint8_t>() % 64; i > 0; --i) {
          shoe_->sensor_failed();
        }
        break;
      case 12:
        shoe_->samples_lost(in_.take<std::uint8_t>());
        break;
      case 13:
        restart();
        break;
      case 14:
        flash_.refuses = !flash_.refuses;
        break;
      case 15:
        flash_.cut_after = in_.take<std::uint8_t>() % ConfigStore::kSlotBytes;
        break;
      case 16:
        if (may_use()) {  // it pairs
          has_bonds_ = peer_->bonded = true;
          let_in();
          claim_us_.reset();
          shoe_->bonded();
        }
        break;
      case 17:
        if (peer_ && shoe_->wishes(now_us_).sensor_on) {
          peer_->active_us = now_us_;
          shoe_->stride(now_us_);
        }
        break;
      default:
        if (may_use()) {
          command();
        }
    }
  }

  void feed(int count) {
    const std::uint32_t made = shoe_->counters().packets_made();
    for (int i = 0; i < count; ++i, ++samples_, now_us_ += kInterval_us) {
      const auto half = [](std::uint64_t x) { return static_cast<std::int16_t>(static_cast<std::uint16_t>(x)); };
      shoe_->sample({half(now_us_), half(now_us_ >> 16U), 0, half(static_cast<std::uint64_t>(samples_)), 0, 0},
                    now_us_);
    }
    must(streaming_ || shoe_->counters().packets_made() == made, "nothing is sent before it is asked for");
    tick();
  }

  void wait(int seconds) {
    for (; seconds > 0; --seconds, ++seconds_) {
      now_us_ += kSecond_us;
      tick();
      settle();
    }
  }

  void tick() {
    see_button();
    shoe_->tick(now_us_);
    const ShoeWishes wishes = shoe_->wishes(now_us_);
    if (peer_ && peer_->streams) {
      heard_us_ = now_us_;
    }
    if (streaming_ && !shoe_->streaming()) {
      must(now_us_ + kMargin_us > heard_us_ + Shoe::kPatience_us,
           "sending ends by itself only when nobody has listened for long");
      streaming_ = false;
    }
    if (wishes.claimable) {  // whoever is there as the button opens the shoe: check_wishes() says when it may
      let_in();
    }
    if (peer_ && !peer_->used && now_us_ > peer_->came_us + Link::kIdle_us && !(peer_->let_in && peer_->listens)) {
      must(wishes.drop_link, "who does nothing that it may is let go");
    }
    if (peer_ && peer_->bonded && peer_->listens && !battery_.empty && !power_off_ &&
        now_us_ + kMargin_us < peer_->active_us + Link::kRest_us) {
      must(wishes.sensor_on, "who has a bond and listens to the speed is served");
      must(!wishes.drop_link || peer_->used || released_, "and keeps its link");
    }
  }

  void press() {
    see_button();
    const bool down = !button_down_us_;
    if (!down && now_us_ - *button_down_us_ >= Button::kRelease_us) {
      released_ = true;
      streaming_ = false;
    }
    button_down_us_ = down ? std::optional(now_us_) : std::nullopt;
    shoe_->button(down, now_us_);
  }

  void see_button() {
    if (button_down_us_ && now_us_ - *button_down_us_ >= Button::kClaim_us) {
      claim_us_ = now_us_;
    }
  }

  void pump(int radio_takes) {
    for (bool newest = true;; newest = false) {
      const auto bytes = shoe_->next_packet();
      const wire::Counters counters = shoe_->counters();
      const bool due = counters.packets_made() != counters.packets_sent() + counters.packets_deferred();
      if (!bytes) {
        return;
      }
      must(peer_ && peer_->streams, "packets go to who listens");
      must(bytes->size + kNotificationOverhead <= peer_->att_mtu, "a packet fits the link");
      wire::Packet packet;
      must(wire::parse_packet(bytes->span(), packet) == wire::PacketError::none, "a packet is one");
      must(packet.boot == (boot_id_ & (packet.compact ? 7U : 0xFFU)), "a packet tells the boot");
      must(packet.sequence < counters.packets_made(), "a packet's number is one that was made");
      must(!newest || !due || packet.sequence + 1 == counters.packets_made(), "the newest goes first");
      for (std::size_t i = 0; i < packet.count; ++i) {
        must(static_cast<std::uint16_t>(packet.samples[i].gx() - packet.samples[0].gx()) == i, "samples stay in order");
      }
      const wire::ImuRaw& first = packet.samples[0];
      must((static_cast<std::uint16_t>(first.ax()) | static_cast<std::uint32_t>(static_cast<std::uint16_t>(first.ay()))
                                                         << 16U) == packet.first_us,
           "a packet's time is that of its first sample");
      const auto [at, is_new] = given_.emplace(packet.sequence, *bytes);
      must(is_new || std::ranges::equal(at->second.span(), bytes->span()), "what comes again is the same");
      const bool taken = radio_takes-- > 0;
      shoe_->packet_taken(taken);
      if (!taken) {
        return;
      }
    }
  }

  std::uint32_t argument() {
    const auto byte = in_.take<std::uint8_t>();
    return byte < 240 ? byte : in_.take<std::uint32_t>();
  }

  void command() {
    const auto kind = static_cast<Kind>(in_.take<std::uint8_t>() % 16);
    const std::uint32_t first = argument(), second = argument();
    wire::CommandMessage message{wire::Command(++number_, kind, first, second), {}};
    if (kind == Kind::write_calibration) {
      const std::array<float, 4> turn = {1, 0, 0, 0};
      const std::array<float, 3> zero = {0, 0, 0};
      const flatbuffers::span<const float, 3> zeros(zero);
      const auto odd = in_.take<std::uint8_t>();
      message.calibration =
          odd < 200 ? wire::Calibration(zeros, 9.7F + 0.001F * odd, flatbuffers::span<const float, 4>(turn), 0.1F, 0,
                                        zeros, zeros, 0.1F, 3, 1, 1, wire::ToeSource::stored, false, false)
                    : in_.take<wire::Calibration>();
    }
    const wire::ControlBytes bytes = wire::pack(message);
    const bool cut = in_.take<std::uint8_t>() == 0;
    const auto sent = bytes.span().first(cut ? in_.take<std::uint8_t>() % bytes.size : bytes.size);
    use();
    const std::uint32_t refused = shoe_->counters().commands_refused();
    const wire::ControlBytes answer = shoe_->control(sent, now_us_);
    must((answer.size == 0) == (sent.size() < sizeof(wire::Command)), "what is a command is answered");
    if (answer.size == 0) {
      return;
    }
    wire::ReplyMessage reply;
    must(wire::parse_reply(answer.span(), reply) == wire::ControlError::none, "a reply is one");
    must(reply.reply.number() == number_ && reply.reply.kind() == kind, "a reply has number and kind of its command");
    must(reply.reply.device_us() == static_cast<std::uint32_t>(now_us_), "a reply tells when it was asked");
    must(answer.size + kNotificationOverhead <= peer_->att_mtu, "a reply fits the link");
    const bool ok = reply.reply.status() == wire::ReplyStatus::ok;
    must(shoe_->counters().commands_refused() == refused + (ok ? 0 : 1), "what is refused is counted");
    if (ok) {
      done(message);
    }
  }

  /// What an order that was obeyed must have brought about.
  void done(const wire::CommandMessage& message) {
    const Kind kind = message.command.kind();
    if (kind == Kind::start) {
      heard_us_ = streaming_ ? heard_us_ : now_us_;
      streaming_ = true;
    } else if (kind == Kind::stop || kind == Kind::power_off || kind == Kind::release) {
      streaming_ = false;
      power_off_ = power_off_ || kind == Kind::power_off;
      released_ = released_ || kind == Kind::release;
    } else if (!flash_.lost_power && kind == Kind::set_side) {
      must(static_cast<std::uint32_t>(load(flash_).value().side) == message.command.first(), "a side is stored");
    } else if (!flash_.lost_power && kind == Kind::write_calibration) {
      const wire::Calibration stored = load(flash_).value().calibration.value();
      must(std::memcmp(&stored, &message.calibration, sizeof stored) == 0, "a calibration is stored");
    }
  }

  /// Looks at everything, and brings about what the shoe wishes.
  void settle() {
    const auto counters = growing(shoe_->counters());
    must(std::ranges::equal(before_, counters, std::less_equal{}), "counters only grow");
    before_ = counters;
    const auto [made, sent, deferred, resent, lost, gone, samples_lost, errors, refused] = counters;
    must(made - (sent + deferred) <= 1, "every packet but the one that is due was sent or deferred");
    must(lost <= deferred, "only what was deferred is lost");

    wire::Info info;
    must(wire::parse_info(shoe_->info().span(), info) == wire::ControlError::none, "Info is Info");
    must(info.device.boot_id() == boot_id_ && info.device.side() == shoe_->side(), "Info tells who the shoe is");

    const auto stored = load(flash_);
    must(stored || !stores_, "what was stored loads, whenever the power goes");
    must(!stored || same(stored->sampling, stored_sampling_), "no host's wish is stored");
    stores_ = stored.has_value();

    check_plan();
    check_wishes();
  }

  void check_plan() const {
    const SamplingPlan& plan = shoe_->sampling();
    const SensorAbilities sensor = lsm6ds3tr_abilities();
    must(has(sensor.rates_hz, plan.rate_hz) && has(sensor.acc_ranges_g, plan.acc_range_g) &&
             has(sensor.gyr_ranges_dps, plan.gyr_range_dps),
         "the sensor can do what is planned");
    must(plan.samples_per_packet >= 1 && plan.samples_per_packet <= wire::kMaxSamples, "a packet holds its samples");
    must(!plan.reduced || (plan.samples_per_packet == 1 && plan.rate_hz <= kReducedRate_hz), "a narrow link is spared");
  }

  void check_wishes() {
    const ShoeWishes wishes = shoe_->wishes(now_us_);
    must(shoe_->streaming() == streaming_, "sending begins and ends when it is told to");
    const bool button_lets_in = claim_us_ && now_us_ < *claim_us_ + Shoe::kClaim_us;
    must(!has_bonds_ == wishes.claimable || (wishes.claimable && button_lets_in),
         "a claimed shoe is claimable only in the window that its button opens");
    if (wishes.claimable) {
      let_in();
    }
    must(wishes.power_off == power_off_, "it switches off when it is told to");
    must(!power_off_ || (!wishes.sensor_on && !wishes.advertise), "a shoe that switches off does nothing more");
    if (wishes.sensor_on && !streaming_) {
      must(peer_ && peer_->listens && peer_->let_in && !battery_.empty, "the sensor wakes for who may listen");
      must(now_us_ <= peer_->active_us + Link::kRest_us + kMargin_us, "and sleeps when nobody walks");
    }
    must(!streaming_ || power_off_ || wishes.sensor_on, "what is sent is measured");
    must(peer_ ? !wishes.advertise || wishes.make_room : wishes.advertise != power_off_,
         "it shows itself when somebody may come");
    must(!wishes.make_room || (peer_ && !peer_->used), "no host loses its link to another");
    must(!wishes.drop_link || peer_, "there is a link to drop");
    must(!wishes.forget_bonds || released_, "bonds are forgotten only on request");
    if (wishes.forget_bonds) {
      shoe_->forgot_bonds();
      has_bonds_ = released_ = false;
      if (peer_) {
        peer_->bonded = false;
      }
    }
    if (wishes.drop_link) {
      shoe_->dropped_link();
      disconnect();
    }
  }

  Input& in_;
  Flash flash_;
  std::vector<std::uint8_t> memory_;
  std::optional<Shoe> shoe_;
  std::optional<Peer> peer_;
  SamplingWish stored_sampling_;
  bool stores_ = false;  ///< something has been stored
  std::uint32_t boot_id_ = 0;
  std::uint16_t number_ = 0;  ///< of the last command
  std::uint64_t now_us_ = 0;
  bool has_bonds_ = false;
  int samples_ = 0, seconds_ = 0;

  // Since the shoe has started:
  std::array<std::uint32_t, 9> before_{};
  std::map<std::uint32_t, wire::PacketBytes> given_;
  BatteryState battery_;
  std::optional<std::uint64_t> button_down_us_;
  std::optional<std::uint64_t> claim_us_;  ///< when the button had been held long enough, last
  std::uint64_t heard_us_ = 0;             ///< when somebody came, went or listened to the stream, last
  bool streaming_ = false, power_off_ = false, released_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
  World(in).play();
  return 0;
}
