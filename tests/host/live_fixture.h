#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "host/base/file.h"
#include "host/recording/gait_reader.h"
#include "host/session/live_session.h"
#include "host/sink/stride_table.h"
#include "host/source/recording_source.h"
#include "schemas/packet.h"

/// What a live session told, and what its recording tells.
namespace backstep::test {

struct Table final : host::Sink {
  void on_stride(const Stride& stride) override { text += host::stride_csv_row(stride); }
  std::string text = host::stride_csv_header();
};

inline FootSetup toes_forward(const host::RecordedDevice&) {
  FootSetup setup;
  setup.toes_axis_sensor = Vec3::UnitX();
  return setup;
}

/// A sample as the shoe's sensor counts it.
inline wire::ImuRaw counts(const ImuSample& s, const wire::DeviceInfo& device) {
  const auto c = [](Real value, float lsb) {
    return static_cast<std::int16_t>(std::clamp(std::round(value / Real(lsb)), Real(-32767), Real(32767)));
  };
  const Vec3 &a = s.acc_mps2, &g = s.gyr_radps;
  const float al = device.acc_lsb_mps2(), gl = device.gyr_lsb_radps();
  return {c(a.x(), al), c(a.y(), al), c(a.z(), al), c(g.x(), gl), c(g.y(), gl), c(g.z(), gl)};
}

inline std::string replayed(host::Result<host::Input> recording, host::Waiting waiting) {
  auto source = host::open_recording(std::move(recording), waiting);
  if (!source) {
    throw std::runtime_error(source.error().message());
  }
  SessionConfig config = host::fitted_to((*source)->info(), {});
  config.setup = {toes_forward({}), toes_forward({})};
  const auto pipeline = std::make_unique<SessionPipeline>(config);
  Table table;
  host::Sink* const sinks[] = {&table};
  host::run(**source, *pipeline, sinks);
  return table.text;
}

inline std::string replayed(const std::filesystem::path& path, host::Waiting waiting) {
  return replayed(host::open_input(path), waiting);
}

/// The counts of one foot in the recording, each packet once, in the order of their numbers.
inline std::vector<wire::ImuRaw> recorded(const std::filesystem::path& path, Foot foot) {
  auto reader = host::GaitReader::open(host::open_input(path));
  if (!reader) {
    throw std::runtime_error(reader.error().message());
  }
  std::map<std::uint32_t, wire::Packet> packets;
  while (const auto record = reader->next()) {
    const auto* p = std::get_if<host::PacketRecord>(&*record);
    wire::Packet packet;
    if (p != nullptr && p->foot == foot && wire::parse_packet(p->bytes, packet) == wire::PacketError::none) {
      packets.emplace(packet.sequence, packet);
    }
  }
  if (!reader->report().whole()) {
    throw std::runtime_error(path.string() + " is damaged");
  }
  std::vector<wire::ImuRaw> samples;
  for (const auto& [sequence, packet] : packets) {
    samples.insert(samples.end(), packet.samples.begin(),
                   packet.samples.begin() + static_cast<std::ptrdiff_t>(packet.count));
  }
  return samples;
}

}  // namespace backstep::test
