#include "host/ingest/sample_packer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace backstep::host {
namespace {

std::int16_t to_count(Real value, double lsb) {
  using Limits = std::numeric_limits<std::int16_t>;
  const double count = std::round(static_cast<double>(value) / lsb);
  return static_cast<std::int16_t>(std::clamp(count, double(Limits::min()), double(Limits::max())));
}

std::uint8_t bit(wire::PacketStatus s) { return static_cast<std::uint8_t>(s); }

}  // namespace

SamplePacker::SamplePacker(const RecordedDevice& device)
    : limits_(device.scales), samples_per_packet_(device.samples_per_packet), clock_(device.rate_hz) {
  packet_.boot = static_cast<std::uint8_t>(device.boot_id);
}

std::optional<SamplePacker::Packed> SamplePacker::push(const ImuSample& sample) {
  const bool valid = sample.acc_mps2.allFinite() && sample.gyr_radps.allFinite() && (!any_ || sample.t_us > last_us_);
  if (!valid) {
    skipped_ = true;
    return std::nullopt;
  }
  const auto& scales = limits_.scales();
  const Vec3& a = sample.acc_mps2;
  const Vec3& g = sample.gyr_radps;
  const wire::ImuRaw raw(to_count(a.x(), scales.acc_lsb_mps2), to_count(a.y(), scales.acc_lsb_mps2),
                         to_count(a.z(), scales.acc_lsb_mps2), to_count(g.x(), scales.gyr_lsb_radps),
                         to_count(g.y(), scales.gyr_lsb_radps), to_count(g.z(), scales.gyr_lsb_radps));

  // The status must say "clipped" only where the counts do not show it by themselves.
  std::uint8_t status = 0;
  if ((sample.flags & kAccClipped) != 0 && !limits_.acc_clipped(raw)) {
    status |= bit(wire::PacketStatus::acc_saturated);
  }
  if ((sample.flags & kGyrClipped) != 0 && !limits_.gyr_clipped(raw)) {
    status |= bit(wire::PacketStatus::gyr_saturated);
  }
  const bool gap = (sample.flags & kAfterGap) != 0 || skipped_;
  skipped_ = false;

  std::optional<Packed> full;
  const auto lost = static_cast<std::uint8_t>(gap ? bit(wire::PacketStatus::samples_lost) : 0);
  const bool fits = packet_.count > 0 && packet_.count < samples_per_packet_ && !gap &&
                    (packet_.status & ~bit(wire::PacketStatus::samples_lost)) == status &&
                    std::abs(clock_.expected_us() - sample.t_us) <= kTimeTolerance_us;
  if (!fits) {
    full = flush();
    packet_.first_us = static_cast<std::uint32_t>(sample.t_us);  // the low 32 bits: a device clock that wraps
    packet_.status = static_cast<std::uint8_t>(status | lost);
    clock_.begin_packet(sample.t_us, gap);
  }
  packet_.samples[packet_.count++] = raw;
  clock_.next();
  last_us_ = sample.t_us;
  any_ = true;
  return full;
}

std::optional<SamplePacker::Packed> SamplePacker::flush() {
  if (packet_.count == 0) {
    return std::nullopt;
  }
  const Packed packed{wire::pack(packet_), last_us_};
  packet_.count = 0;
  ++packet_.sequence;
  return packed;
}

}  // namespace backstep::host
