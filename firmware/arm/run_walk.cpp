// The pipeline of one foot and the packetizer, on the chip's own core: a walk goes in, strides, packets and what they
// cost come out (exchange.h).
#include <algorithm>
#include <optional>
#include <span>

#include "dsp/pipeline/foot_pipeline.h"
#include "firmware/arm/exchange.h"
#include "firmware/arm/instruction_counter.h"
#include "firmware/arm/semihosting.h"
#include "firmware/arm/startup.h"
#include "firmware/core/packetizer.h"
#include "firmware/core/shoe_strides.h"

namespace {

using namespace backstep;
using namespace backstep::firmware;

/// Too large for the stack: the state of a foot.
std::optional<FootPipeline> pipeline;

template <class T>
std::span<const std::byte> bytes_of(const T& x) {
  return std::as_bytes(std::span(&x, 1));
}

void write_events(HostFile& strides) {
  while (const auto event = pipeline->next()) {
    if (const auto* stride = std::get_if<Stride>(&*event)) {
      strides.write(bytes_of(chip_stride(*stride)));
    }
  }
}

std::uint32_t ticks_of_a_million_rounds(const InstructionCounter& counter) {
  const std::uint32_t begin = counter.ticks();
  std::uint32_t rounds = 1'000'000;
  asm volatile("1: subs %0, #1\n bne 1b" : "+r"(rounds) : : "cc");
  return counter.ticks() - begin;
}

}  // namespace

int backstep::firmware::run() {
  HostFile walk(kWalkFile, HostFile::Mode::read), strides(kStrideFile, HostFile::Mode::write),
      packets(kPacketFile, HostFile::Mode::write), report_file(kReportFile, HostFile::Mode::write);
  wire::DeviceInfo device;
  if (walk.read(std::as_writable_bytes(std::span(&device, 1))) != sizeof device) {
    return 1;
  }
  const Foot foot = device.side() == wire::Side::right ? Foot::right : Foot::left;
  pipeline.emplace(foot, device.rate_hz(), FootConfig{}, foot_setup(device));
  Packetizer packetizer(static_cast<std::uint8_t>(device.boot_id()), device.samples_per_packet(), 0);

  const InstructionCounter counter;
  std::uint64_t pipeline_ticks = 0, packetizer_ticks = 0;
  std::uint32_t worst_ticks = 0;
  ChipReport report;
  const auto write_packet = [&](const std::optional<wire::PacketBytes>& packet) {
    if (packet) {
      packets.write(std::as_bytes(packet->span()));
      ++report.packets;
    }
  };
  ChipSample sample;
  while (walk.read(std::as_writable_bytes(std::span(&sample, 1))) == sizeof sample) {
    if ((sample.flags & kAfterGap) != 0) {
      write_packet(packetizer.lose());
    }
    const std::uint32_t begin = counter.ticks();
    const auto packet = packetizer.push(sample.counts, static_cast<std::uint32_t>(sample.t_us));
    const std::uint32_t packed = counter.ticks();
    pipeline->push(imu_sample(sample, device));
    const std::uint32_t done = counter.ticks();
    packetizer_ticks += packed - begin;
    pipeline_ticks += done - packed;
    worst_ticks = std::max(worst_ticks, done - packed);
    ++report.samples;
    write_packet(packet);
    write_events(strides);
  }
  write_packet(packetizer.flush());
  pipeline->finish();
  write_events(strides);

  report.pipeline_instructions = pipeline_ticks * InstructionCounter::kPerTick;
  report.packetizer_instructions = packetizer_ticks * InstructionCounter::kPerTick;
  report.worst_instructions = std::uint64_t{worst_ticks} * InstructionCounter::kPerTick;
  report.thousand_rounds = std::uint64_t{ticks_of_a_million_rounds(counter)} * InstructionCounter::kPerTick / 1000;
  report.state_bytes = sizeof(FootPipeline);
  report.flash_bytes = flash_bytes();
  report.variable_bytes = variable_bytes();
  report.stack_bytes = stack_bytes();
  report_file.write(bytes_of(report));
  return 0;
}
