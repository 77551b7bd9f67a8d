#include "firmware/linux/virtual_shoe.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <sstream>
#include <utility>

#include "dsp/base/imu_sample.h"

namespace backstep::firmware {
namespace {

constexpr std::uint64_t kTick_us = 5000;
constexpr long kLeastRate_hz = 49;  ///< what a link of 20 bytes carries: 52, or a little less
constexpr std::uint64_t kCounters_us = 10'000'000;
constexpr std::uint64_t kSpeed_us = 1'000'000;  // what watches expect

std::uint64_t monotonic_us() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count());
}

/// Another one at each start: the host must see that the shoe has restarted.
std::uint32_t fresh_boot_id(std::uint32_t before) {
  std::random_device random;
  std::uint32_t id = before;
  while ((id & 7U) == (before & 7U)) {  // also in the three bits that a CompactPacket has
    id = random();
  }
  return id;
}

template <class T>
Bytes bytes_of(const T& value) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(&value);
  return {first, first + sizeof value};
}

template <std::size_t N>
Bytes as_bytes(const std::array<std::uint8_t, N>& data, std::size_t size) {
  return {data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace

VirtualShoe::VirtualShoe(sdbus::IConnection& bus, const VirtualShoeOptions& options,
                         std::unique_ptr<SampleSource> source)
    : bus_(bus),
      options_(options),
      source_(std::move(source)),
      acc_ranges_g_{source_->make().acc_range_g},
      gyr_ranges_dps_{source_->make().gyr_range_dps},
      store_(options.state),
      resend_memory_(kResendBytes),
      start_us_(monotonic_us()),
      boot_id_(fresh_boot_id(0)),
      draw_(options.faults) {
  source_->begin(start_us_);
  for (const int part : {32, 16, 8, 4, 2, 1}) {
    if (const long rate_hz = std::lround(source_->make().rate_hz / part); rate_hz >= kLeastRate_hz || part == 1) {
      rates_hz_.push_back(static_cast<std::uint16_t>(rate_hz));
    }
  }
  GattHandlers handlers;
  handlers.info = [this] {
    shoe_->accessed();
    const wire::ControlBytes info = shoe_->info();
    return as_bytes(info.data, info.size);
  };
  handlers.counters = [this] {
    shoe_->accessed();
    return bytes_of(shoe_->counters());
  };
  handlers.battery = [this] { return Bytes{shoe_->counters().battery_pct()}; };
  handlers.control = [this](const Bytes& bytes) {
    const wire::ControlBytes reply = shoe_->control(bytes, device_us(now_us()));
    if (reply.size > 0) {
      replies_.push_back(as_bytes(reply.data, reply.size));
    }
  };
  handlers.may_use = [this](const std::string& device) {
    return radio_->is_bonded(device) || shoe_->wishes(device_us(now_us())).claimable;
  };
  handlers.mtu = [this](std::uint16_t mtu) { shoe_->set_att_mtu(mtu); };
  handlers.subscribed = [this](bool on) { shoe_->subscribed(on); };
  handlers.speed_subscribed = [this](bool on) {
    speed_wanted_ = on;
    shoe_->speed_subscribed(on);
  };
  handlers.speed_control = [this](const Bytes& bytes) {
    const wire::ScAnswer answer = wire::answer_control_point(bytes);
    if (answer.distance_m) {
      strides_->set_distance(*answer.distance_m);
    }
    return as_bytes(answer.indication, answer.indication.size());
  };
  handlers.serial = options.serial;
  handlers.firmware = BACKSTEP_VERSION;
  gatt_ = std::make_unique<GattApplication>(bus_, std::move(handlers));

  LinkHandlers link;
  link.connected = [this](const std::string& address, bool bonded) {
    tell("connected to " + address);
    shoe_->connected(device_us(now_us()));
    if (bonded) {
      shoe_->recognised();
    }
  };
  link.takes_place = [this](bool bonded) {
    const ShoeWishes wishes = shoe_->wishes(device_us(now_us()));
    return wishes.make_room && (bonded || wishes.claimable);
  };
  link.disconnected = [this] {
    tell("link lost");
    replies_.clear();
    gatt_->close_stream();
    speed_wanted_ = false;
    shoe_->disconnected(device_us(now_us()));
  };
  link.bonded = [this](const std::string& address) {
    tell("bonded with " + address);
    shoe_->bonded();
  };
  link.tell = [this](const std::string& sentence) { tell(sentence); };
  link.failed = [this](const std::string& sentence) {
    tell(sentence);
    exit_code_ = 1;
    died_ = true;
  };
  const char* side = options.side == wire::Side::left ? "L" : "R";
  radio_ = std::make_unique<BluezPeripheral>(bus_, options.adapter, fmt::format("Backstep {} {}", side, options.serial),
                                             std::move(link));
  boot();
}

SensorAbilities VirtualShoe::abilities() const { return {rates_hz_, acc_ranges_g_, gyr_ranges_dps_}; }

std::uint64_t VirtualShoe::now_us() const { return monotonic_us() - start_us_; }

std::uint64_t VirtualShoe::device_us(std::uint64_t t_us) const {
  return static_cast<std::uint64_t>(static_cast<double>(t_us - std::min(t_us, booted_us_)) *
                                    (1 + options_.faults.drift_ppm * 1e-6));
}

void VirtualShoe::boot() {
  const SensorMake& make = source_->make();
  ShoeParts parts;
  parts.sensor = make.name;
  parts.serial = options_.serial;
  parts.firmware = BACKSTEP_VERSION;
  parts.abilities = abilities();
  parts.acc_count_per_range = make.acc_lsb_mps2 / (make.acc_range_g * static_cast<double>(kGravity_mps2));
  parts.gyr_count_per_range = make.gyr_lsb_radps / (make.gyr_range_dps * static_cast<double>(deg_to_rad(Real(1))));
  if (!load(store_)) {
    Configuration configuration;
    configuration.side = options_.side;
    save(store_, configuration);
  }
  booted_us_ = now_us();
  shoe_.emplace(parts, store_, boot_id_, radio_->has_bonds(), resend_memory_);
  shoe_->set_battery(judge_battery(3987, {}));
  strides_ = std::make_unique<ShoeStrides>();
  sensor_was_on_ = false;
}

void VirtualShoe::begin_strides() {
  wire::Info info;
  const wire::ControlBytes bytes = shoe_->info();
  if (wire::parse_info(bytes.span(), info) == wire::ControlError::none) {
    strides_->begin(info.device);
    strides_plan_ = shoe_->sampling();
  }
}

void VirtualShoe::reboot() {
  tell(fmt::format("restarting after {} samples", std::exchange(streamed_, 0U)));
  radio_->drop_link();
  gatt_->close_stream();
  replies_.clear();
  delayed_.clear();
  boot_id_ = fresh_boot_id(boot_id_);
  was_streaming_ = false;
  boot();
}

/// Every sample that is due.
void VirtualShoe::feed(std::uint64_t now) {
  if (shoe_->streaming()) {
    source_->wanted(now);
  }
  const bool sensor_on = shoe_->wishes(device_us(now)).sensor_on;
  if (sensor_on && (!sensor_was_on_ || strides_plan_.rate_hz != shoe_->sampling().rate_hz)) {
    begin_strides();
  }
  sensor_was_on_ = sensor_on;
  const long merged = std::lround(source_->make().rate_hz / std::max<double>(shoe_->sampling().rate_hz, 1));
  source_->poll(*this, now, static_cast<std::size_t>(std::max(1L, merged)));
}

void VirtualShoe::sample(const wire::ImuRaw& counts, std::uint64_t sampled_us) {
  streamed_ += shoe_->streaming() ? 1U : 0U;
  shoe_->sample(counts, device_us(sampled_us));
  if (sensor_was_on_ && strides_->sample(counts, device_us(sampled_us))) {
    shoe_->stride(device_us(sampled_us));
  }
}

void VirtualShoe::samples_lost(std::uint32_t count) {
  shoe_->samples_lost(count);
  strides_->samples_lost();
}

void VirtualShoe::sensor_failed() { shoe_->sensor_failed(); }

bool VirtualShoe::transmit(const wire::PacketBytes& packet, std::uint64_t now) {
  if (options_.faults.delay_ms > 0) {
    const std::uint64_t due = now + draw_.delay_us();
    delayed_.push_back({delayed_.empty() ? due : std::max(due, delayed_.back().due_us), packet});
    return true;
  }
  return gatt_->notify_stream(packet.span());
}

void VirtualShoe::send(std::uint64_t now) {
  while (!delayed_.empty() && delayed_.front().due_us <= now && gatt_->notify_stream(delayed_.front().bytes.span())) {
    delayed_.pop_front();
  }
  while (const auto packet = shoe_->next_packet()) {
    const bool dropped = draw_.drops();
    const bool taken = dropped || transmit(*packet, now);
    shoe_->packet_taken(taken);
    if (!taken) {
      return;
    }
    if (!dropped && draw_.duplicates()) {
      transmit(*packet, now);
    }
  }
}

void VirtualShoe::fulfil(std::uint64_t now) {
  const ShoeWishes wishes = shoe_->wishes(device_us(now));
  radio_->advertise(wishes.advertise);
  radio_->set_claimable(wishes.claimable);
  if (wishes.forget_bonds && replies_.empty()) {  // the host must hear the answer first: this drops the link
    radio_->forget_bonds();
    shoe_->forgot_bonds();
  }
  if (wishes.drop_link && replies_.empty()) {
    radio_->drop_link();
    shoe_->dropped_link();
  }
  if (wishes.power_off && replies_.empty()) {
    tell("powered off");
    died_ = true;
  }
  if (const bool blinking = wishes.led == Led::identify;
      blinking != std::exchange(was_blinking_, blinking) && blinking) {
    tell("blinking, to be told from others");
  }
  if (shoe_->streaming() != was_streaming_) {
    was_streaming_ = shoe_->streaming();
    const SamplingPlan& plan = shoe_->sampling();
    tell(was_streaming_ ? fmt::format("streaming, {} samples a second, {} a packet{}", plan.rate_hz,
                                      plan.samples_per_packet, plan.reduced ? ", reduced" : "")
                        : fmt::format("stopped after {} samples", std::exchange(streamed_, 0U)));
  }
}

void VirtualShoe::step(std::uint64_t now) {
  const Misbehaviour& faults = options_.faults;
  if (faults.die_at_s && static_cast<double>(now) > *faults.die_at_s * 1e6) {
    tell("dying");
    ::_exit(9);
  }
  if (!rebooted_ && faults.reboot_at_s && static_cast<double>(now) > *faults.reboot_at_s * 1e6) {
    rebooted_ = true;
    reboot();
  }
  if (button_up_us_ && now >= *button_up_us_) {
    button_up_us_.reset();
    shoe_->button(false, device_us(now));
  }
  feed(now);
  shoe_->tick(device_us(now));
  if (!replies_.empty()) {
    gatt_->indicate_control(replies_.front());
    replies_.pop_front();
  }
  send(now);
  if (shoe_->streaming() && now >= counters_due_us_) {
    counters_due_us_ = now + kCounters_us;
    gatt_->notify_counters(bytes_of(shoe_->counters()));
  }
  if (speed_wanted_ && now >= speed_due_us_) {
    speed_due_us_ = now + kSpeed_us;
    const wire::RscMeasurementBytes speed = wire::pack(strides_->measurement(device_us(now)));
    gatt_->notify_speed(as_bytes(speed.data, speed.size));
  }
  fulfil(now);
}

void VirtualShoe::obey(const std::string& line) {
  std::istringstream words(line);
  std::string order;
  double number = 0;
  words >> order >> number;
  const std::uint64_t now = now_us();
  if (order == "button") {
    shoe_->button(true, device_us(now));
    button_up_us_ = now + static_cast<std::uint64_t>(number * 1e6);
  } else if (order == "drop-link") {
    radio_->drop_link();
  } else if (order == "reboot") {
    reboot();
  } else if (order == "battery") {
    shoe_->set_battery(judge_battery(static_cast<std::uint16_t>(number), {}));
  } else {
    tell("no such order: '" + line + "'; there are: button SECONDS, drop-link, reboot, battery MILLIVOLTS");
  }
}

void VirtualShoe::read_orders() {
  std::array<char, 256> buffer{};
  const auto got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
  if (got <= 0) {
    orders_open_ = false;
    return;
  }
  orders_.append(buffer.data(), static_cast<std::size_t>(got));
  for (auto end = orders_.find('\n'); end != std::string::npos; end = orders_.find('\n')) {
    obey(orders_.substr(0, end));
    orders_.erase(0, end + 1);
  }
}

int VirtualShoe::run(const volatile int& stop) {
  tell(fmt::format("sample 0 at {} us of this computer's clock", start_us_));  // the truth, for who measures clocks
  radio_->start();
  std::uint64_t due = now_us();
  while (stop == 0 && !died_) {
    while (bus_.processPendingRequest()) {
    }
    const std::uint64_t now = now_us();
    if (now >= due) {
      step(now);
      due = std::max(due + kTick_us, now + 1000);
      while (bus_.processPendingRequest()) {
      }
    }
    const auto bus = bus_.getEventLoopPollData();
    std::array<pollfd, 3> waits = {pollfd{bus.fd, static_cast<short>(bus.events), 0},
                                   pollfd{orders_open_ ? STDIN_FILENO : -1, POLLIN, 0},
                                   pollfd{gatt_->stream_socket(), 0, 0}};  // only its hanging up
    const std::uint64_t left = due - std::min(due, now_us());
    ::poll(waits.data(), waits.size(), static_cast<int>((left + 999) / 1000));
    if ((waits[1].revents & (POLLIN | POLLHUP)) != 0) {
      read_orders();
    }
    if ((waits[2].revents & (POLLHUP | POLLERR)) != 0) {
      gatt_->close_stream();
    }
  }
  const wire::Counters c = shoe_->counters();
  tell(fmt::format("made {} packets: {} sent, {} deferred, {} sent again, {} lost; {} samples lost", c.packets_made(),
                   c.packets_sent(), c.packets_deferred(), c.packets_resent(), c.packets_lost(), c.samples_lost()));
  return exit_code_;
}

void VirtualShoe::tell(const std::string& sentence) const {
  fmt::print(stderr, "backstep-shoe {} {:9.3f} s: {}\n", options_.serial, static_cast<double>(now_us()) * 1e-6,
             sentence);
}

}  // namespace backstep::firmware
