#include "tests/firmware/chip_walk.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>

#include "dsp/pipeline/foot_pipeline.h"
#include "firmware/arm/walk_shoe.h"
#include "firmware/core/shoe_strides.h"
#include "host/base/file.h"
#include "host/source/recording_source.h"

namespace backstep::chip {
namespace {

using firmware::ChipSample;
using firmware::ChipStride;

std::int16_t count(double value, double lsb) { return static_cast<std::int16_t>(std::lround(value / lsb)); }

ChipSample as_counts(const ImuSample& s, const host::SensorScales& scales) {
  const Vec3 &a = s.acc_mps2, &g = s.gyr_radps;
  const double acc = scales.acc_lsb_mps2, gyr = scales.gyr_lsb_radps;
  return {.t_us = s.t_us,
          .counts = {count(a.x(), acc), count(a.y(), acc), count(a.z(), acc), count(g.x(), gyr), count(g.y(), gyr),
                     count(g.z(), gyr)},
          .flags = s.flags};
}

wire::DeviceInfo device_info(const FootWalk& walk) {
  const auto& d = walk.device;
  const std::array<std::uint8_t, 16> nothing{};
  const flatbuffers::span<const std::uint8_t, 16> text(nothing);
  return {1,
          host::side_of(walk.foot),
          d.toes_axis,
          d.samples_per_packet,
          d.boot_id,
          static_cast<float>(d.rate_hz),
          static_cast<float>(d.scales.acc_lsb_mps2),
          static_cast<float>(d.scales.gyr_lsb_radps),
          static_cast<float>(d.scales.acc_range_mps2),
          static_cast<float>(d.scales.gyr_range_radps),
          text,
          text,
          text};
}

template <class T>
void write(std::ofstream& file, const T& x) {
  file.write(reinterpret_cast<const char*>(&x), sizeof x);
}

/// As many T as the file holds.
template <class T>
std::vector<T> read_all(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<T> all;
  T x;
  while (file.read(reinterpret_cast<char*>(&x), sizeof x)) {
    all.push_back(x);
  }
  return all;
}

}  // namespace

host::Result<std::vector<FootWalk>> read_walks(const std::filesystem::path& gait) {
  const auto header = host::read_header(host::open_input(gait));
  auto source = host::open_recording(host::open_input(gait));
  if (!header || !source) {
    return tl::make_unexpected(header ? source.error() : header.error());
  }
  std::vector<FootWalk> walks;
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto& device = header->devices[index(foot)];
    if (device) {
      walks.push_back(
          {fmt::format("{} {}", gait.stem().string(), foot == Foot::left ? "left" : "right"), foot, *device, {}});
    }
  }
  while (const auto reading = (*source)->next()) {
    for (FootWalk& walk : walks) {
      if (walk.foot == reading->foot) {
        walk.samples.push_back(as_counts(reading->sample, walk.device.scales));
      }
    }
  }
  return walks;
}

std::vector<ChipStride> strides_on_host(const FootWalk& walk) {
  const wire::DeviceInfo device = device_info(walk);
  const auto pipeline =
      std::make_unique<FootPipeline>(walk.foot, Real(device.rate_hz()), FootConfig{}, firmware::foot_setup(device));
  std::vector<ChipStride> strides;
  const auto take = [&] {
    while (const auto event = pipeline->next()) {
      if (const auto* stride = std::get_if<Stride>(&*event)) {
        strides.push_back(firmware::chip_stride(*stride));
      }
    }
  };
  for (const ChipSample& s : walk.samples) {
    pipeline->push(firmware::imu_sample(s, device));
    take();
  }
  pipeline->finish();
  take();
  return strides;
}

std::vector<std::uint8_t> packets_on_host(const FootWalk& walk) {
  std::vector<std::uint8_t> memory(firmware::kResendBytes), packets;
  firmware::WalkShoe shoe(device_info(walk), memory);
  const auto take = [&](const wire::PacketBytes& p) {
    packets.insert(packets.end(), p.span().begin(), p.span().end());
  };
  for (const ChipSample& s : walk.samples) {
    if ((s.flags & kAfterGap) != 0) {
      shoe.shoe().samples_lost(1);
    }
    shoe.shoe().sample(s.counts, static_cast<std::uint64_t>(s.t_us));
    shoe.send(take);
  }
  shoe.finish(take);
  return packets;
}

/// The second byte of each tells how long it is.
std::vector<wire::Packet> parse_packets(std::span<const std::uint8_t> bytes) {
  std::vector<wire::Packet> packets;
  for (auto rest = bytes; rest.size() > wire::kPacketHeaderSize;) {
    const std::size_t size = wire::kPacketHeaderSize + rest[1] * sizeof(wire::ImuRaw);
    wire::Packet packet;
    if (size > rest.size() || wire::parse_packet(rest.first(size), packet) != wire::PacketError::none) {
      break;
    }
    packets.push_back(packet);
    rest = rest.subspan(size);
  }
  return packets;
}

host::Result<ChipResult> run_on_chip(const FootWalk& walk, const std::string& qemu,
                                     const std::filesystem::path& program, const std::filesystem::path& scratch) {
  std::filesystem::remove_all(scratch);
  std::filesystem::create_directories(scratch);
  {
    std::ofstream file(scratch / firmware::kWalkFile, std::ios::binary);
    write(file, device_info(walk));
    for (const ChipSample& s : walk.samples) {
      write(file, s);
    }
  }
  const std::string command = fmt::format(
      "cd '{}' && timeout 120 '{}' -M mps2-an386 -nographic -monitor none -serial none -icount shift=0 "
      "-semihosting-config enable=on,target=native -kernel '{}' </dev/null",
      scratch.string(), qemu, std::filesystem::absolute(program).string());
  if (const int status = std::system(command.c_str()); status != 0) {
    return host::fail({.where = walk.name,
                       .what = fmt::format("the chip ended with {} (see startup.cpp)", status >> 8),
                       .todo = "It was run by: " + command});
  }
  const auto reports = read_all<firmware::ChipReport>(scratch / firmware::kReportFile);
  if (reports.size() != 1) {
    return host::fail({.where = walk.name, .what = "the chip wrote no report"});
  }
  return ChipResult{read_all<ChipStride>(scratch / firmware::kStrideFile),
                    read_all<std::uint8_t>(scratch / firmware::kPacketFile), reports.front()};
}

}  // namespace backstep::chip
