#include "firmware/core/shoe.h"

#include <algorithm>

#include "dsp/base/imu_sample.h"

namespace backstep::firmware {
namespace {

constexpr std::size_t kTextBytes = 16;
using Text = std::array<std::uint8_t, kTextBytes>;

Text text(std::string_view s) {
  Text bytes{};
  std::copy_n(s.begin(), std::min(s.size(), bytes.size()), bytes.begin());
  return bytes;
}

flatbuffers::span<const std::uint8_t, kTextBytes> span(const Text& bytes) {
  return flatbuffers::span<const std::uint8_t, kTextBytes>(bytes);
}

std::uint32_t on_air(std::uint64_t now_us) { return static_cast<std::uint32_t>(now_us); }

}  // namespace

Shoe::Shoe(const ShoeParts& parts, ConfigStore& store, std::uint32_t boot_id, bool has_bonds,
           std::span<std::uint8_t> resend_memory)
    : parts_(parts),
      store_(store),
      boot_id_(boot_id),
      configuration_(load(store).value_or(Configuration{})),
      wish_(configuration_.sampling),
      packetizer_(static_cast<std::uint8_t>(boot_id), wire::kMaxSamples, 0),
      buffer_(resend_memory),
      has_bonds_(has_bonds) {
  use_plan();
}

void Shoe::connected(std::uint64_t now_us) {
  link_.begin(now_us, claimable(now_us));
  subscribed_ = false;
  att_mtu_ = kLeastAttMtu;
  heard_us_ = now_us;
}

void Shoe::disconnected(std::uint64_t now_us) {
  link_.end();
  subscribed_ = false;
  drop_link_ = false;
  deferred_ += live_ ? 1U : 0U;
  live_.reset();
  offered_.reset();
  range_count_ = 0;
  heard_us_ = now_us;
}

void Shoe::recognised() { link_.welcome(); }

void Shoe::bonded() {
  link_.welcome();
  has_bonds_ = true;
  claim_until_us_ = 0;
}

void Shoe::set_att_mtu(std::uint16_t mtu) {
  att_mtu_ = mtu;
  if (!streaming_ || subscribed_) {  // a stranger's narrow link is no reason to sample more slowly for the absent host
    use_plan();
  }
}

void Shoe::accessed() { link_.use(); }

void Shoe::speed_subscribed(bool on) { link_.listen(on); }

void Shoe::subscribed(bool on) {
  subscribed_ = on;
  if (on) {
    link_.use();
    use_plan();  // the link's MTU is settled by now, also when nobody asked for another
  }
}

void Shoe::use_plan() {
  const SamplingPlan changed = plan(parts_.abilities, wish_, att_mtu_);
  if (changed != plan_) {
    plan_ = changed;
    keep(packetizer_.set_size(changed.samples_per_packet, changed.reduced));
  }
}

wire::ControlBytes Shoe::control(std::span<const std::uint8_t> bytes, std::uint64_t now_us) {
  link_.use();
  wire::CommandMessage message;
  const wire::ControlError error = wire::parse_command(bytes, message);
  if (bytes.size() < sizeof(wire::Command)) {
    return {};
  }
  wire::ReplyMessage answer;
  const wire::ReplyStatus status =
      error == wire::ControlError::none ? carry_out(message, now_us, answer.details) : wire::ReplyStatus::bad_argument;
  if (status != wire::ReplyStatus::ok) {
    ++refused_;
    answer.details = std::monostate{};
  }
  answer.reply = wire::Reply(message.command.number(), message.command.kind(), status, on_air(now_us));
  return wire::pack(answer);
}

wire::ReplyStatus Shoe::carry_out(const wire::CommandMessage& message, std::uint64_t now_us, Details& details) {
  using Kind = wire::CommandKind;
  using Status = wire::ReplyStatus;
  const wire::Command& command = message.command;
  SamplingWish wish = wish_;
  Configuration changed = configuration_;
  switch (command.kind()) {
    case Kind::start:
      return start(command.first(), details);
    case Kind::stop:
      stop();
      return Status::ok;
    case Kind::identify:
      if (command.first() > kMaxIdentify_s) {
        return Status::bad_argument;
      }
      identify_until_us_ = now_us + 1'000'000ULL * command.first();
      return Status::ok;
    case Kind::mark:
      return Status::ok;
    case Kind::time:
      details = wire::TimeSent(on_air(now_us));
      return Status::ok;
    case Kind::resend:
      return resend(command.first(), command.second(), details);
    case Kind::set_rate:
      wish.rate_hz = static_cast<std::uint16_t>(std::min<std::uint32_t>(command.first(), 0xFFFF));
      return streaming_ ? Status::busy : change_sampling(wish, details);
    case Kind::set_range:
      wish.acc_range_g = static_cast<std::uint8_t>(std::min<std::uint32_t>(command.first(), 0xFF));
      wish.gyr_range_dps = static_cast<std::uint16_t>(std::min<std::uint32_t>(command.second(), 0xFFFF));
      return streaming_ ? Status::busy : change_sampling(wish, details);
    case Kind::set_packet_size:
      if (command.first() < 1 || command.first() > wire::kMaxSamples) {
        return Status::bad_argument;
      }
      wish.samples_per_packet = static_cast<std::uint8_t>(command.first());
      return change_sampling(wish, details);
    case Kind::read_calibration:
      if (!configuration_.calibration) {
        return Status::gone;
      }
      if (att_mtu_ < sizeof(wire::Reply) + sizeof(wire::Calibration) + kNotificationOverhead) {
        return Status::too_small;
      }
      details = *configuration_.calibration;
      return Status::ok;
    case Kind::write_calibration:
      changed.calibration = message.calibration;
      return store(changed);
    case Kind::set_side:
      if (command.first() > static_cast<std::uint32_t>(wire::Side::MAX)) {
        return Status::bad_argument;
      }
      if (streaming_) {
        return Status::busy;
      }
      changed.side = static_cast<wire::Side>(command.first());
      return store(changed);
    case Kind::power_off:
      stop();
      power_off_ = true;
      return Status::ok;
    case Kind::release:
      stop();
      forget_bonds_ = drop_link_ = true;
      return Status::ok;
  }
  return Status::unknown_command;
}

wire::ReplyStatus Shoe::start(std::uint32_t samples_per_packet, Details& details) {
  if (samples_per_packet < 1 || samples_per_packet > wire::kMaxSamples) {
    return wire::ReplyStatus::bad_argument;
  }
  if (battery_.empty) {
    return wire::ReplyStatus::low_battery;
  }
  fault_told_ = failures_ >= kFaultAfter && !fault_told_;  // every other start tries it again
  if (fault_told_) {
    return wire::ReplyStatus::fault;
  }
  SamplingWish wish = wish_;
  wish.samples_per_packet = static_cast<std::uint8_t>(samples_per_packet);
  const wire::ReplyStatus status = change_sampling(wish, details);
  streaming_ = status == wire::ReplyStatus::ok;
  return status;
}

wire::ReplyStatus Shoe::change_sampling(const SamplingWish& wish, Details& details) {
  wish_ = wish;  // not stored: a host says at each start what it wants
  use_plan();
  details = plan_.granted(att_mtu_);
  return wire::ReplyStatus::ok;
}

wire::ReplyStatus Shoe::resend(std::uint32_t first, std::uint32_t last, Details& details) {
  const std::uint32_t asked = last - first + 1;
  if (asked == 0 || asked > 0x7FFFFFFF) {
    return wire::ReplyStatus::bad_argument;
  }
  // What of first..last is held, on the circle of numbers: one of the two begins within the other, or nothing is.
  const std::uint32_t held = buffer_.end() - buffer_.first();
  const std::uint32_t before = buffer_.first() - first, after = first - buffer_.first();
  const std::uint32_t count = before < asked ? std::min(held, asked - before)
                              : after < held ? std::min(asked, held - after)
                                             : 0;
  if (count > 0 && range_count_ == ranges_.size()) {
    return wire::ReplyStatus::busy;
  }
  gone_ += std::min(asked - count, ~gone_);  // it only grows, whatever is asked for
  if (count == 0) {
    return wire::ReplyStatus::gone;
  }
  const std::uint32_t from = before < asked ? buffer_.first() : first, to = from + count - 1;
  ranges_[range_count_++] = {from, to};
  details = wire::Resending(from, to);
  return wire::ReplyStatus::ok;
}

wire::ReplyStatus Shoe::store(const Configuration& changed) {
  configuration_ = changed;
  return save(store_, configuration_) ? wire::ReplyStatus::ok : wire::ReplyStatus::not_stored;
}

void Shoe::stop() {
  keep(packetizer_.flush());
  streaming_ = false;
}

wire::ControlBytes Shoe::info() const {
  const double acc_lsb = parts_.acc_count_per_range * plan_.acc_range_g * static_cast<double>(kGravity_mps2);
  const double gyr_lsb = parts_.gyr_count_per_range * plan_.gyr_range_dps * static_cast<double>(deg_to_rad(Real(1)));
  const Text sensor = text(parts_.sensor), serial = text(parts_.serial), firmware = text(parts_.firmware);
  wire::Info info;
  info.device = wire::DeviceInfo(1, configuration_.side, configuration_.toes_axis, plan_.samples_per_packet, boot_id_,
                                 plan_.rate_hz, static_cast<float>(acc_lsb), static_cast<float>(gyr_lsb),
                                 static_cast<float>(plan_.acc_range_g * static_cast<double>(kGravity_mps2)),
                                 static_cast<float>(plan_.gyr_range_dps * static_cast<double>(deg_to_rad(Real(1)))),
                                 span(sensor), span(serial), span(firmware));
  info.calibration = configuration_.calibration;
  return wire::pack(info);
}

wire::Counters Shoe::counters() const {
  return {1,       battery_.pct,           battery_.mv, made_,         sent_,          deferred_,
          resent_, buffer_.packets_lost(), gone_,       samples_lost_, sensor_errors_, refused_};
}

void Shoe::sample(const wire::ImuRaw& counts, std::uint64_t sampled_us) {
  failures_ = 0;
  if (streaming_) {
    keep(packetizer_.push(counts, on_air(sampled_us)));
  }
}

void Shoe::samples_lost(std::uint32_t count) {
  if (streaming_) {
    samples_lost_ += count;
    keep(packetizer_.lose());
  }
}

void Shoe::sensor_failed() {
  ++sensor_errors_;
  failures_ = std::min(failures_ + 1, kFaultAfter);
}

void Shoe::stride(std::uint64_t now_us) { link_.stride(now_us); }

void Shoe::set_battery(const BatteryState& battery) {
  battery_ = battery;
  packetizer_.set_low_battery(battery.low);
}

void Shoe::keep(const std::optional<wire::PacketBytes>& packet) {
  if (!packet) {
    return;
  }
  const std::uint32_t sequence = packetizer_.sequence() - 1;
  buffer_.push(*packet, sequence);
  ++made_;
  deferred_ += live_ ? 1U : 0U;
  live_.reset();
  if (link_.up() && subscribed_ && fits(*packet)) {
    live_ = sequence;
  } else {
    ++deferred_;
  }
}

bool Shoe::fits(const wire::PacketBytes& packet) const { return packet.size + kNotificationOverhead <= att_mtu_; }

std::optional<wire::PacketBytes> Shoe::next_packet() {
  offered_.reset();
  if (!link_.up() || !subscribed_) {
    return std::nullopt;
  }
  if (live_) {
    const auto packet = buffer_.get(*live_);
    if (packet && fits(*packet)) {
      offered_ = live_;
      return packet;
    }
    live_.reset();  // the link has become narrower since it was made
    ++deferred_;
  }
  while (range_count_ > 0) {
    Range& range = ranges_.front();
    if (static_cast<std::int32_t>(range.last - range.next) < 0) {
      std::copy(ranges_.begin() + 1, ranges_.end(), ranges_.begin());
      --range_count_;
      continue;
    }
    const auto packet = buffer_.get(range.next);
    if (packet && fits(*packet)) {
      offered_ = range.next;
      return packet;
    }
    ++gone_;
    ++range.next;
  }
  return std::nullopt;
}

void Shoe::packet_taken(bool taken) {
  if (!taken || !offered_) {
    return;
  }
  buffer_.mark_sent(*offered_);
  if (live_ == offered_) {
    live_.reset();
    ++sent_;
  } else {
    ++ranges_.front().next;
    ++resent_;
  }
  offered_.reset();
}

void Shoe::button(bool down, std::uint64_t now_us) { pressed(button_.set(down, now_us), now_us); }

void Shoe::pressed(Press press, std::uint64_t now_us) {
  switch (press) {
    case Press::none:
      break;
    case Press::brief:
      identify_until_us_ = now_us + 1'000'000;
      break;
    case Press::claim:
      claim_until_us_ = now_us + kClaim_us;
      break;
    case Press::release:
      stop();
      forget_bonds_ = true;
      drop_link_ = link_.up();
      break;
  }
}

void Shoe::tick(std::uint64_t now_us) {
  pressed(button_.tick(now_us), now_us);
  if (!streaming_ || (link_.up() && subscribed_)) {
    heard_us_ = now_us;
  } else if (now_us - heard_us_ > kPatience_us) {
    stop();
    drop_link_ = link_.used();  // of a host whose program has died: others find the shoe again
  }
  if (claimable(now_us)) {
    link_.welcome();  // also who was there when the button was held
  }
  link_.tick(now_us);
  if (link_.is_over(now_us)) {
    drop_link_ = true;
  }
}

void Shoe::forgot_bonds() {
  forget_bonds_ = false;
  has_bonds_ = false;
}

ShoeWishes Shoe::wishes(std::uint64_t now_us) const {
  ShoeWishes wishes;
  wishes.claimable = claimable(now_us);
  // An unclaimed shoe has no owner yet to make room for, unless the button says so.
  wishes.make_room = link_.gives_way(now_us) && (has_bonds_ || button_claims(now_us));
  wishes.advertise = !power_off_ && (!link_.up() || wishes.make_room);
  wishes.sensor_on = !power_off_ && (streaming_ || (link_.listens() && !battery_.empty));
  wishes.sensor = plan_;
  wishes.forget_bonds = forget_bonds_;
  wishes.drop_link = drop_link_ && link_.up();
  wishes.power_off = power_off_;
  wishes.led = failures_ >= kFaultAfter      ? Led::fault
               : now_us < identify_until_us_ ? Led::identify
               : battery_.low                ? Led::low_battery
               : streaming_ && link_.up()    ? Led::streaming
               : link_.up()                  ? Led::connected
               : wishes.claimable            ? Led::claiming
                                             : Led::advertising;
  return wishes;
}

}  // namespace backstep::firmware
