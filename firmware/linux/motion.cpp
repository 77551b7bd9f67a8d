#include "firmware/linux/motion.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <span>
#include <stdexcept>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "schemas/frame_reader.h"
#include "schemas/recording_generated.h"

namespace backstep::firmware {
namespace {

std::int16_t in_counts(double value, double lsb) {
  using Limits = std::numeric_limits<std::int16_t>;
  return static_cast<std::int16_t>(std::clamp(std::round(value / lsb), double(Limits::min()), double(Limits::max())));
}

wire::ImuRaw counts(const ImuSample& s, const SensorMake& m) {
  const Vec3 &a = s.acc_mps2, &g = s.gyr_radps;
  return {in_counts(a.x(), m.acc_lsb_mps2),  in_counts(a.y(), m.acc_lsb_mps2),  in_counts(a.z(), m.acc_lsb_mps2),
          in_counts(g.x(), m.gyr_lsb_radps), in_counts(g.y(), m.gyr_lsb_radps), in_counts(g.z(), m.gyr_lsb_radps)};
}

void take_device(const wire::HeaderFrame& header, wire::Side side, SensorMake& sensor) {
  if (header.devices() == nullptr) {
    return;
  }
  for (const wire::Device* device : *header.devices()) {
    const wire::DeviceInfo* info = device->info();
    if (info != nullptr && info->side() == side) {
      sensor.rate_hz = info->rate_hz();
      sensor.acc_lsb_mps2 = info->acc_lsb_mps2();
      sensor.gyr_lsb_radps = info->gyr_lsb_radps();
      sensor.acc_range_g = static_cast<std::uint8_t>(std::lround(info->acc_range_mps2() / kGravity_mps2));
      sensor.gyr_range_dps = static_cast<std::uint16_t>(std::lround(info->gyr_range_radps() / deg_to_rad(Real(1))));
    }
  }
}

}  // namespace

Motion walk_motion(const std::string& preset, wire::Side side, std::uint64_t seed, double seconds) {
  auto config = walker::preset(preset);
  if (!config) {
    throw std::runtime_error("no walk named '" + preset + "'; `backstep simulate --list` shows them");
  }
  if (seconds > 0) {  // the longest stretch of walking grows to fill the time
    const auto longest = std::max_element(config->bouts.begin(), config->bouts.end(),
                                          [](const auto& a, const auto& b) { return a.steps < b.steps; });
    const double rest_s = walker::walk(*config, seed).duration_s;
    const double per_step_s = std::max(0.3, rest_s / longest->steps);
    longest->steps += std::max(0, static_cast<int>((seconds - rest_s) / per_step_s));
  }
  const walker::Walk walk = walker::walk(*config, seed);
  Motion motion;
  motion.sensor.rate_hz = config->sensor.rate_hz;
  motion.sensor.acc_lsb_mps2 = config->sensor.acc_lsb_mps2;
  motion.sensor.gyr_lsb_radps = config->sensor.gyr_lsb_radps;
  for (const ImuSample& sample : walk.feet[side == wire::Side::left ? 0 : 1].measured) {
    motion.samples.push_back(counts(sample, motion.sensor));
  }
  return motion;
}

Motion replay_motion(const std::string& path, wire::Side side) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error(path + " cannot be read");
  }
  std::uint64_t at = 0;
  wire::FrameReader frames([&](std::uint64_t offset, std::span<std::uint8_t> into) {
    if (offset != at) {  // a pipe has no places
      file.clear();
      file.seekg(static_cast<std::streamoff>(offset));
    }
    file.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
    if (file.bad()) {
      throw std::runtime_error(path + " cannot be read");
    }
    at = offset + static_cast<std::uint64_t>(file.gcount());
    return static_cast<std::size_t>(file.gcount());
  });
  if (frames.peek(wire::kFileMagic.size()).size() < wire::kFileMagic.size()) {
    throw std::runtime_error(path + " cannot be read");
  }
  frames.skip(wire::kFileMagic.size());
  Motion motion;
  std::map<std::uint32_t, wire::Packet> packets;
  auto frame = frames.next();
  for (; frame && !frames.damage(); frame = frames.next()) {
    wire::Packet packet;
    if (frame->type == wire::FrameType::header) {
      if (const auto* header = wire::table_of<wire::HeaderFrame>(frame->payload)) {
        take_device(*header, side, motion.sensor);
      }
    } else if (frame->type == wire::FrameType::packet) {
      const auto* table = wire::table_of<wire::PacketFrame>(frame->payload);
      if (table != nullptr && table->side() == side && table->bytes() != nullptr &&
          wire::parse_packet({table->bytes()->data(), table->bytes()->size()}, packet) == wire::PacketError::none) {
        packets.emplace(packet.sequence, packet);
      }
    }
  }
  if (frames.damage()) {
    throw std::runtime_error(path + " is damaged at byte " + std::to_string(frames.damage()->offset) +
                             "; `backstep recover` saves what is whole");
  }
  for (const auto& [sequence, packet] : packets) {
    motion.samples.insert(motion.samples.end(), packet.samples.begin(),
                          packet.samples.begin() + static_cast<std::ptrdiff_t>(packet.count));
  }
  if (motion.samples.empty() || motion.sensor.acc_lsb_mps2 <= 0) {
    throw std::runtime_error(path + " holds no samples of the " + wire::EnumNameSide(side) + " foot");
  }
  return motion;
}

}  // namespace backstep::firmware
