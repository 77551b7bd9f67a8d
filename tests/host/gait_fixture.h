#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/ingest/sample_packer.h"
#include "host/recording/gait_writer.h"
#include "host/recording/recording_file.h"

namespace backstep::host {

/// A path in the directory for temporary files that is free now and removed at the end.
class TemporaryPath {
 public:
  explicit TemporaryPath(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("backstep-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + "-" + name)) {
    std::filesystem::remove_all(path_);
  }
  TemporaryPath(const TemporaryPath&) = delete;
  TemporaryPath& operator=(const TemporaryPath&) = delete;
  ~TemporaryPath() { std::filesystem::remove_all(path_); }

  const std::filesystem::path& path() const { return path_; }
  std::string string() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

using Bytes = std::vector<std::uint8_t>;

inline Bytes bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::filesystem::path& path, const Bytes& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

inline RecordingHeader test_header() {
  RecordingHeader header;
  header.software = "backstep test";
  header.origin = "made by a test";
  header.common_clock = true;
  for (auto& device : header.devices) {
    device.emplace();
    device->sensor = "LSM6DS3TR-C";
    device->rate_hz = 200;
    device->boot_id = 0x1234;
    device->clock_offset_us = 0;
  }
  return header;
}

/// A foot that turns to and fro; each sample differs from every other one within a minute.
inline ImuSample test_sample(Foot foot, std::int64_t t_us) {
  const double t_s = static_cast<double>(t_us) * 1e-6;
  ImuSample s;
  s.t_us = t_us;
  s.acc_mps2 = Vec3(0.1 * t_s, foot == Foot::left ? 1 : -1, kGravity_mps2);
  s.gyr_radps = Vec3(0, 5 * std::sin(6 * t_s), 0.01 * t_s);
  return s;
}

inline void must(const Result<void>& result) {
  if (!result) {
    throw std::runtime_error(result.error().message());
  }
}

/// Both feet at 200 Hz for `seconds`, in packets of 19, through the writer; with a mark after a second, where one is
/// named.
inline void write_test_walk(const std::filesystem::path& path, double seconds, std::string_view mark = {}) {
  const RecordingHeader header = test_header();
  auto writer = GaitWriter::create(new_recording(path), header);
  std::vector<SamplePacker> packers = {SamplePacker(*header.devices[0]), SamplePacker(*header.devices[1])};
  const auto write = [&](Foot foot, const std::optional<SamplePacker::Packed>& packet) {
    if (packet) {
      must(writer->write_packet(foot, packet->bytes.span(), packet->arrival_us));
    }
  };
  for (std::int64_t t_us = 0; t_us < std::llround(seconds * 1e6); t_us += 5000) {
    if (t_us == 1'000'000 && !mark.empty()) {
      must(writer->write_mark(t_us, mark));
    }
    for (const Foot foot : {Foot::left, Foot::right}) {
      write(foot, packers[index(foot)].push(test_sample(foot, t_us)));
    }
  }
  for (const Foot foot : {Foot::left, Foot::right}) {
    write(foot, packers[index(foot)].flush());
  }
  must(writer->finish());
}

}  // namespace backstep::host
