// The shoe on its chip's own core: a walk goes in, strides, packets, packets sent again and what they cost come out
// (exchange.h).
#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>

#include "dsp/pipeline/foot_pipeline.h"
#include "firmware/arm/exchange.h"
#include "firmware/arm/fifo_sensor.h"
#include "firmware/arm/instruction_counter.h"
#include "firmware/arm/semihosting.h"
#include "firmware/arm/startup.h"
#include "firmware/arm/walk_shoe.h"
#include "firmware/core/lsm6ds3tr.h"
#include "firmware/core/shoe_strides.h"

namespace {

using namespace backstep;
using namespace backstep::firmware;

// Too large for the stack.
std::optional<FootPipeline> pipeline;
std::optional<WalkShoe> shoe;
StrideSpeed speed;
FifoSensor sensor;
Lsm6ds3tr driver(sensor);

[[gnu::section(".resend")]] std::array<std::uint8_t, kResendBytes> resend_memory;

template <class T>
std::span<const std::byte> bytes_of(const T& x) {
  return std::as_bytes(std::span(&x, 1));
}

void write_events(HostFile& strides) {
  while (const auto event = pipeline->next()) {
    if (const auto* stride = std::get_if<Stride>(&*event)) {
      strides.write(bytes_of(chip_stride(*stride)));
      speed.push(*stride);
    }
  }
}

std::uint32_t ticks_of_a_million_rounds(const InstructionCounter& counter) {
  const std::uint32_t begin = counter.ticks();
  std::uint32_t rounds = 1'000'000;
  asm volatile("1: subs %0, #1\n bne 1b" : "+r"(rounds) : : "cc");
  return counter.ticks() - begin;
}

/// Ten seconds of the sensor's driver: what it takes without the bus, and how many samples it told.
void run_driver(const InstructionCounter& counter, ChipReport& report) {
  struct Listener final : SensorListener {
    void sample(const wire::ImuRaw&, std::uint64_t) override { ++samples; }
    void samples_lost(std::uint32_t) override {}
    void sensor_failed() override {}
    std::uint32_t samples = 0;
  } listener;
  driver.want(true, shoe->shoe().sampling());
  std::uint64_t due_us = 0;
  std::uint32_t ticks = 0;
  for (std::uint64_t now_us = 0; now_us < 10'000'000; now_us += FifoSensor::kPeriod_us) {
    if (sensor.sample(now_us) || now_us >= due_us) {
      const std::uint32_t begin = counter.ticks();
      due_us = driver.poll(listener, now_us);
      ticks += counter.ticks() - begin;
    }
  }
  report.driver_samples = listener.samples;
  report.driver_instructions = std::uint64_t{ticks} * InstructionCounter::kPerTick;
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
  shoe.emplace(device, resend_memory);

  const InstructionCounter counter;
  std::uint64_t pipeline_ticks = 0, shoe_ticks = 0;
  std::uint32_t worst_ticks = 0;
  ChipReport report;
  const auto write_packet = [&](const wire::PacketBytes& packet) {
    packets.write(std::as_bytes(packet.span()));
    ++report.packets;
  };
  ChipSample sample;
  while (walk.read(std::as_writable_bytes(std::span(&sample, 1))) == sizeof sample) {
    if ((sample.flags & kAfterGap) != 0) {
      shoe->shoe().samples_lost(1);
    }
    const std::uint32_t begin = counter.ticks();
    shoe->shoe().sample(sample.counts, static_cast<std::uint64_t>(sample.t_us));
    const std::uint32_t packed = counter.ticks();
    pipeline->push(imu_sample(sample, device));
    const std::uint32_t done = counter.ticks();
    shoe_ticks += packed - begin;
    pipeline_ticks += done - packed;
    worst_ticks = std::max(worst_ticks, done - packed);
    ++report.samples;
    shoe->send(write_packet);
    write_events(strides);
  }
  shoe->finish(write_packet);
  pipeline->finish();
  write_events(strides);

  report.pipeline_instructions = pipeline_ticks * InstructionCounter::kPerTick;
  report.shoe_instructions = shoe_ticks * InstructionCounter::kPerTick;
  report.worst_instructions = std::uint64_t{worst_ticks} * InstructionCounter::kPerTick;
  report.thousand_rounds = std::uint64_t{ticks_of_a_million_rounds(counter)} * InstructionCounter::kPerTick / 1000;
  run_driver(counter, report);
  report.resent = shoe->shoe().counters().packets_resent();
  const wire::RscMeasurementBytes watch = wire::pack(measurement_of(speed.at(0)));
  std::memcpy(&report.distance_dm, &watch.data[watch.size - sizeof report.distance_dm], sizeof report.distance_dm);
  report.resend_bytes = resend_memory.size();
  report.state_bytes = sizeof(FootPipeline);
  report.flash_bytes = flash_bytes();
  report.variable_bytes = variable_bytes();
  report.stack_bytes = stack_bytes();
  report_file.write(bytes_of(report));
  return 0;
}
