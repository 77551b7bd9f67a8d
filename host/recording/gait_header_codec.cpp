#include "host/recording/gait_header_codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "host/base/rate_range.h"
#include "schemas/packet.h"

namespace backstep::host {
namespace {

using Text = std::array<std::uint8_t, 16>;

Text to_text(std::string_view s) {
  Text text{};
  std::copy_n(s.begin(), std::min(s.size(), text.size()), text.begin());
  return text;
}

std::string from_text(const flatbuffers::Array<std::uint8_t, 16>& text) {
  const auto end = std::find(text.begin(), text.end(), std::uint8_t{0});
  return {text.begin(), end};
}

std::array<float, 3> to_floats(const Vec3& v) {
  return {static_cast<float>(v.x()), static_cast<float>(v.y()), static_cast<float>(v.z())};
}

Vec3 to_vec3(const flatbuffers::Array<float, 3>& a) { return {Real(a[0]), Real(a[1]), Real(a[2])}; }

FootCalibration from_wire(const wire::Calibration& w) {
  FootCalibration c;
  c.gyro_bias_radps = to_vec3(*w.gyro_bias_radps());
  c.gravity_mps2 = Real(w.gravity_mps2());
  const auto& q = *w.q_foot_sensor();
  c.q_foot_sensor = Quat(Real(q[0]), Real(q[1]), Real(q[2]), Real(q[3])).normalized();
  c.axis_sd_rad = Real(w.axis_sd_rad());
  c.toe_source = static_cast<ToeSource>(w.toe_source());
  c.toe_log_odds = Real(w.toe_log_odds());
  if (w.has_ball()) {
    c.ball_m = to_vec3(*w.ball_m());
  }
  if (w.has_heel()) {
    c.heel_m = to_vec3(*w.heel_m());
  }
  c.still_radps = Real(w.still_radps());
  c.moving_radps = Real(w.moving_radps());
  c.rests = w.rests();
  c.swings = w.swings();
  return c;
}

wire::DeviceInfo to_wire(const RecordedDevice& d, Foot foot) {
  const Text sensor = to_text(d.sensor);
  const Text serial = to_text(d.serial);
  const Text firmware = to_text(d.firmware);
  using flatbuffers::span;
  return {1,
          side_of(foot),
          d.toes_axis,
          d.samples_per_packet,
          d.boot_id,
          static_cast<float>(d.rate_hz),
          static_cast<float>(d.scales.acc_lsb_mps2),
          static_cast<float>(d.scales.gyr_lsb_radps),
          static_cast<float>(d.scales.acc_range_mps2),
          static_cast<float>(d.scales.gyr_range_radps),
          span<const std::uint8_t, 16>(sensor),
          span<const std::uint8_t, 16>(serial),
          span<const std::uint8_t, 16>(firmware)};
}

RecordedDevice from_wire(const wire::DeviceInfo& info, const wire::Calibration* calibration) {
  RecordedDevice d;
  d.sensor = from_text(*info.sensor());
  d.serial = from_text(*info.serial());
  d.firmware = from_text(*info.firmware());
  d.boot_id = info.boot_id();
  d.rate_hz = double(info.rate_hz());
  d.scales = {double(info.acc_lsb_mps2()), double(info.gyr_lsb_radps()), double(info.acc_range_mps2()),
              double(info.gyr_range_radps())};
  d.toes_axis = info.toes_axis();
  d.samples_per_packet = std::clamp<std::uint8_t>(info.samples_per_packet(), 1, wire::kMaxSamples);
  if (calibration != nullptr) {
    const FootCalibration c = from_wire(*calibration);
    d.calibration = is_usable(c) ? std::optional(c) : std::nullopt;
  }
  return d;
}

bool usable(const RecordedDevice& d) {
  const auto positive = [](double x) { return std::isfinite(x) && x > 0; };
  return positive(d.scales.acc_lsb_mps2) && positive(d.scales.gyr_lsb_radps);
}

std::string text_or_empty(const flatbuffers::String* s) { return s == nullptr ? std::string() : s->str(); }

}  // namespace

wire::Calibration to_wire(const FootCalibration& c) {
  const auto bias = to_floats(c.gyro_bias_radps);
  const auto ball = to_floats(c.ball_m.value_or(Vec3::Zero()));
  const auto heel = to_floats(c.heel_m.value_or(Vec3::Zero()));
  const Quat& q = c.q_foot_sensor;
  const std::array<float, 4> wxyz = {static_cast<float>(q.w()), static_cast<float>(q.x()), static_cast<float>(q.y()),
                                     static_cast<float>(q.z())};
  using flatbuffers::span;
  return {span<const float, 3>(bias),
          static_cast<float>(c.gravity_mps2),
          span<const float, 4>(wxyz),
          static_cast<float>(c.axis_sd_rad),
          static_cast<float>(c.toe_log_odds),
          span<const float, 3>(ball),
          span<const float, 3>(heel),
          static_cast<float>(c.still_radps),
          static_cast<float>(c.moving_radps),
          c.rests,
          c.swings,
          static_cast<wire::ToeSource>(c.toe_source),
          c.ball_m.has_value(),
          c.heel_m.has_value()};
}

std::string rate_fault(const RecordingHeader& header) {
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto& device = header.devices[index(foot)];
    const std::string fault = device ? rate_fault(device->rate_hz) : "";
    if (!fault.empty()) {
      return fmt::format("the sensor of the {} foot takes {}", foot == Foot::left ? "left" : "right", fault);
    }
  }
  return {};
}

std::int64_t clock_offset_us(std::int64_t first_t_us) {
  return first_t_us - static_cast<std::int64_t>(static_cast<std::uint32_t>(first_t_us));
}

flatbuffers::Offset<wire::HeaderFrame> build_header(flatbuffers::FlatBufferBuilder& builder,
                                                    const RecordingHeader& header) {
  std::vector<flatbuffers::Offset<wire::Device>> devices;
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto& device = header.devices[index(foot)];
    if (!device) {
      continue;
    }
    const wire::DeviceInfo info = to_wire(*device, foot);
    std::optional<wire::Calibration> calibration;
    if (device->calibration) {
      calibration = to_wire(*device->calibration);
    }
    const auto offset =
        device->clock_offset_us ? flatbuffers::Optional<std::int64_t>(*device->clock_offset_us) : flatbuffers::nullopt;
    const auto first =
        device->first_sequence ? flatbuffers::Optional<std::uint32_t>(*device->first_sequence) : flatbuffers::nullopt;
    devices.push_back(wire::CreateDevice(builder, &info, calibration ? &*calibration : nullptr, offset, first));
  }
  const auto devices_offset = builder.CreateVector(devices);
  const auto software = builder.CreateString(header.software);
  const auto origin = builder.CreateString(header.origin);
  const auto configuration = builder.CreateString(header.configuration);
  const auto start =
      header.start_utc_us ? flatbuffers::Optional<std::int64_t>(*header.start_utc_us) : flatbuffers::nullopt;
  return wire::CreateHeaderFrame(builder, kFormatVersion, software, origin, start, header.common_clock, devices_offset,
                                 configuration);
}

std::optional<RecordedDevice> recorded_device(const wire::DeviceInfo& info, const wire::Calibration* calibration) {
  RecordedDevice device = from_wire(info, calibration);
  return usable(device) ? std::optional(std::move(device)) : std::nullopt;
}

RecordingHeader read_header_frame(const wire::HeaderFrame& table) {
  RecordingHeader header;
  header.software = text_or_empty(table.software());
  header.origin = text_or_empty(table.origin());
  header.configuration = text_or_empty(table.configuration());
  header.common_clock = table.common_clock();
  if (table.start_utc_us().has_value()) {
    header.start_utc_us = *table.start_utc_us();
  }
  if (table.devices() != nullptr) {
    for (const wire::Device* device : *table.devices()) {
      auto d = recorded_device(*device->info(), device->calibration());
      if (!d) {
        continue;
      }
      if (device->clock_offset_us().has_value()) {
        d->clock_offset_us = *device->clock_offset_us();
      }
      if (device->first_sequence().has_value()) {
        d->first_sequence = *device->first_sequence();
      }
      header.devices[index(foot_of(device->info()->side()))] = std::move(d);
    }
  }
  return header;
}

}  // namespace backstep::host
