#include "tests/ble/bus/air_shoe.h"

#include <fmt/format.h>

#include <cmath>

#include "dsp/base/imu_sample.h"

namespace backstep::test {
namespace {

template <class T>
Bytes bytes_of(const T& value) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(&value);
  return {first, first + sizeof value};
}

Bytes bytes_of(std::span<const std::uint8_t> span) { return {span.begin(), span.end()}; }

}  // namespace

std::uint64_t monotonic_us() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count());
}

AirShoe::AirShoe(wire::Side side, std::string serial, const firmware::Motion& motion)
    : serial_(std::move(serial)),
      address_(fmt::format("C0:DE:00:00:{}:{}", serial_.substr(0, 2), serial_.substr(2, 2))),
      motion_(motion),
      acc_ranges_g_{motion.sensor.acc_range_g},
      gyr_ranges_dps_{motion.sensor.gyr_range_dps},
      memory_(firmware::kResendBytes) {
  for (const int part : {4, 2, 1}) {
    rates_hz_.push_back(static_cast<std::uint16_t>(std::lround(motion.sensor.rate_hz / part)));
  }
  firmware::Configuration configuration;
  configuration.side = side;
  firmware::save(flash_, configuration);
  boot(false);
}

void AirShoe::boot(bool has_bonds) {
  firmware::ShoeParts parts;
  parts.sensor = "walker";
  parts.serial = serial_;
  parts.firmware = "test";
  parts.abilities = {rates_hz_, acc_ranges_g_, gyr_ranges_dps_};
  parts.acc_count_per_range =
      motion_.sensor.acc_lsb_mps2 / (motion_.sensor.acc_range_g * static_cast<double>(kGravity_mps2));
  parts.gyr_count_per_range =
      motion_.sensor.gyr_lsb_radps / (motion_.sensor.gyr_range_dps * static_cast<double>(deg_to_rad(Real(1))));
  booted_us_ = monotonic_us();
  next_sample_us_ = 0;
  shoe_.emplace(parts, flash_, boot_id_++, has_bonds, memory_);
  shoe_->set_battery(firmware::judge_battery(3987, {}));
}

std::string AirShoe::name() const {
  return fmt::format("Backstep {} {}", shoe_->side() == wire::Side::left ? "L" : "R", serial_);
}

void AirShoe::connected() {
  shoe_->connected(device_us());
  shoe_->set_att_mtu(mtu);
}

Bytes AirShoe::info() const { return info_instead.value_or(bytes_of(shoe_->info().span())); }

Bytes AirShoe::counters() const { return bytes_of(shoe_->counters()); }

Bytes AirShoe::control(const Bytes& bytes) {
  wire::CommandMessage message;
  const bool known = wire::parse_command(bytes, message) == wire::ControlError::none;
  const wire::ControlBytes reply = shoe_->control(bytes, device_us());
  if (known && answered_as_stop.contains(message.command.kind())) {
    wire::ReplyMessage other;
    other.reply = wire::Reply(message.command.number(), wire::CommandKind::stop, wire::ReplyStatus::ok, 0);
    return bytes_of(wire::pack(other).span());
  }
  return known && unanswered.contains(message.command.kind()) ? Bytes{} : bytes_of(reply.span());
}

std::optional<Bytes> AirShoe::next_packet() {
  while (const auto packet = shoe_->next_packet()) {
    if (lose_every == 0 || ++sent_ % lose_every != 0) {
      return bytes_of(packet->span());
    }
    shoe_->packet_taken(true);
  }
  return std::nullopt;
}

void AirShoe::feed() {
  const auto now = static_cast<double>(device_us());
  const auto step = static_cast<std::size_t>(
      std::max(1L, std::lround(motion_.sensor.rate_hz / std::max<double>(shoe_->sampling().rate_hz, 1))));
  for (; next_sample_us_ <= now; next_sample_us_ += static_cast<double>(step) * 1e6 / motion_.sensor.rate_hz) {
    const wire::ImuRaw& sample = motion_.samples[std::min(place_, motion_.samples.size() - 1)];
    if (shoe_->streaming()) {
      samples_.push_back(sample);
    }
    place_ += samples_.empty() ? 0 : step;
    shoe_->sample(sample, static_cast<std::uint64_t>(next_sample_us_));
  }
  shoe_->tick(device_us());
}

void AirShoe::hold_button() {
  shoe_->button(true, device_us());
  shoe_->button(false, device_us() + firmware::Button::kClaim_us);
}

void AirShoe::restart() { boot(!claimable()); }

void AirShoe::change_side() {
  firmware::Configuration configuration = firmware::load(flash_).value();
  configuration.side = configuration.side == wire::Side::left ? wire::Side::right : wire::Side::left;
  firmware::save(flash_, configuration);
  restart();
}

}  // namespace backstep::test
