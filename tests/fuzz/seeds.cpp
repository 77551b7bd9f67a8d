// seeds FOLDER: writes a few small inputs a target, in FOLDER/<target>/, for the fuzzers to begin with.
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "host/recording/recording_file.h"
#include "host/recording/wav_writer.h"
#include "host/session/calibration_file.h"
#include "host/session/thresholds.h"
#include "schemas/control.h"
#include "tests/host/csv_test_file.h"
#include "tests/host/gait_fixture.h"

using namespace backstep;
using host::Bytes;

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const Bytes& bytes) {
  fs::create_directories(path.parent_path());
  host::write_bytes(path, bytes);
}

Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Bytes text(const std::string& s) { return {s.begin(), s.end()}; }

/// Packets of both feet, each 90 ms after the one before; compact ones too.
Bytes packets() {
  Bytes out = {0};
  for (int i = 0; i < 12; ++i) {
    wire::Packet packet;
    packet.compact = i >= 8;
    packet.count = packet.compact ? 1 : 4;
    packet.sequence = static_cast<std::uint32_t>(i / 2);
    packet.first_us = static_cast<std::uint32_t>(i / 2 * 20'000);
    const wire::PacketBytes bytes = wire::pack(packet);
    out.insert(out.end(), {static_cast<std::uint8_t>(i % 2), 0x90, 0x5F, static_cast<std::uint8_t>(bytes.size)});
    out.insert(out.end(), bytes.span().begin(), bytes.span().end());
  }
  return out;
}

Bytes recording(double seconds) {
  const host::TemporaryPath file("seed.gait");
  host::write_test_walk(file.path(), seconds);
  return host::bytes_of(file.path());
}

/// Each kind of frame once.
Bytes frames_of_each_kind() {
  const host::TemporaryPath file("seed.gait");
  const host::RecordingHeader header = host::test_header();
  auto writer = host::GaitWriter::create(host::new_recording(file.path()), header);
  host::SamplePacker packer(*header.devices[0]);
  for (std::int64_t t_us = 0; t_us < 50'000; t_us += 5000) {
    packer.push(host::test_sample(Foot::left, t_us));
  }
  const auto packed = packer.flush();
  host::must(writer->write_clock(Foot::left, {100, 200, 20, 3, 4000, true}));
  host::must(writer->write_packet(Foot::left, packed->bytes.span(), packed->arrival_us));
  host::must(writer->write_mark(60'000, "turn"));
  host::must(writer->write_gap(Foot::left, 60'000, 90'000, "connection lost"));
  host::must(writer->write_clock(Foot::left, {100'100, 100'210, -20, 0, {}, false}));
  host::must(writer->finish());
  return host::bytes_of(file.path());
}

template <class Message>
Bytes message(std::uint8_t which, const Message& m) {
  const wire::ControlBytes bytes = wire::pack(m);
  return joined({which}, Bytes(bytes.span().begin(), bytes.span().end()));
}

void write_control(const fs::path& folder) {
  const std::array<float, 3> zero = {0, 0, 0};
  const std::array<float, 4> q = {1, 0, 0, 0};
  const flatbuffers::span<const float, 3> zeros(zero);
  const wire::Calibration calibration(zeros, 9.8F, flatbuffers::span<const float, 4>(q), 0.1F, 0, zeros, zeros, 0.1F, 3,
                                      1, 1, wire::ToeSource::stored, true, true);
  using Kind = wire::CommandKind;
  write(folder / "resend", message(0, wire::CommandMessage{wire::Command(1, Kind::resend, 5, 9), {}}));
  write(folder / "store",
        message(0, wire::CommandMessage{wire::Command(2, Kind::write_calibration, 0, 0), calibration}));
  const auto reply = [&](const char* name, Kind kind, const auto& details) {
    write(folder / name, message(1, wire::ReplyMessage{wire::Reply(1, kind, wire::ReplyStatus::ok, 7), details}));
  };
  reply("granted", Kind::start, wire::Granted(208, 19, 16, 2000, 247));
  reply("time", Kind::time, wire::TimeSent(9));
  reply("resending", Kind::resend, wire::Resending(5, 9));
  reply("calibration", Kind::read_calibration, calibration);
  write(folder / "info", message(2, wire::Info{{}, calibration}));
  write(folder / "counters", joined({3}, Bytes(sizeof(wire::Counters), 1)));
}

/// An audio file and its sidecar, as fuzz_wav takes them apart.
Bytes audio(host::AudioFormat format) {
  const host::TemporaryPath file(format == host::AudioFormat::flac ? "seed.flac" : "seed.wav");
  host::WavOptions options;
  options.format = format;
  if (!host::write_wav(test::steps(0.2, 100), options, file.path())) {
    return {};
  }
  const Bytes sidecar = host::bytes_of(host::wav_sidecar(file.path()));
  fs::remove(host::wav_sidecar(file.path()));
  const Bytes size = {static_cast<std::uint8_t>(sidecar.size()), static_cast<std::uint8_t>(sidecar.size() >> 8)};
  return joined(joined(size, host::bytes_of(file.path())), sidecar);
}

/// Every setting, as it is without a file; a section a seed.
void write_settings(const fs::path& folder) {
  std::map<std::string, std::string> sections;
  for (const host::Setting& s : host::settings_of({})) {
    sections.try_emplace(s.section, "[" + s.section + "]\n").first->second +=
        s.key + " = " + std::to_string(s.value) + "\n";
  }
  for (const auto& [section, toml] : sections) {
    write(folder / section, text(toml));
  }
}

void write_stored(const fs::path& folder) {
  host::ShoeCalibration shoes;
  shoes[0].emplace().ball_m = Vec3(0.1, 0, -0.02);
  shoes[1].emplace();
  write(folder / "calibration", joined({0}, text(host::calibration_json(shoes))));
  write(
      folder / "baseline",
      joined({1}, text(R"({"format": "backstep-summary-2", "baseline": {"stride_length_m": 1.1, "speed_mps": 0.9}})")));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    return 2;
  }
  const fs::path folder = arguments[1];
  write(folder / "packet" / "both-feet", packets());

  write_control(folder / "control");

  write(folder / "wav" / "wav", audio(host::AudioFormat::wav));
  write(folder / "wav" / "flac", audio(host::AudioFormat::flac));

  write(folder / "gait" / "whole", joined({0}, recording(0.3)));
  write(folder / "gait" / "checksums-put-right", joined({1}, recording(0.3)));
  write(folder / "gait" / "short", joined({1}, recording(0.05)));
  write(folder / "gait" / "each-kind", joined({1}, frames_of_each_kind()));

  const auto steps = test::steps(0.4, 100);
  write(folder / "csv" / "si", joined({15}, text(test::csv(steps))));
  write(folder / "csv" / "g-and-degrees",
        joined({15}, text(test::csv(steps, "time (ms),ax [g],ay [g],az [g],gx [deg/s],gy [deg/s],gz [deg/s]\n",
                                    {1e3, 1 / kGravity_mps2, 180 / kPi}))));
  write(folder / "csv" / "short", joined({15}, text(test::csv(test::steps(0.18, 100)))));
  write(folder / "csv" / "guessed", joined({15}, text(test::csv(steps, "t,ax,ay,az,gx,gy,gz\n"))));

  write(folder / "pipeline" / "walk", {0, 0, 255, 0, 255, 0, 255});
  write(folder / "pipeline" / "two-passes", {32, 0, 255, 0, 255, 0, 255});
  write(folder / "pipeline" / "unknown-toes", {48, 0, 255, 0, 255, 0, 255});
  write(folder / "pipeline" / "stops-and-gaps",
        {0, 0, 255, 2, 100, 5, 0, 0, 16, 0, 0, 255, 6, 1, 0, 100, 6, 0, 0, 255});
  // A first rest that was none, after its stance had been told: the landing then went back over it.
  write(folder / "pipeline" / "false-first-rest", {1, 251, 4, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 255});

  // Orders as in shoe.cpp: 0 connect, 4 MTU, 2 listen, 18 a command, 5 samples, 9 what the radio takes, 7 seconds pass.
  write(folder / "shoe" / "walk", {200, 1, 0,  1, 4, 224, 2, 18, 0,   19, 0, 1, 5,   200, 9, 255, 5,  200, 9, 2, 18,
                                   4,   0, 12, 1, 9, 255, 1, 5,  200, 0,  1, 4, 224, 2,   9, 255, 18, 1,   0, 0, 1});
  write(folder / "shoe" / "narrow-link",
        {200, 1, 0, 1, 4, 128, 2, 18, 0, 19, 0, 1, 5, 200, 9, 255, 1, 0, 1, 4, 0, 2, 5, 50, 18, 4, 0, 12, 1, 9, 255});
  write(folder / "shoe" / "watch", {0, 1, 0, 1, 3, 7, 255, 17, 7, 255, 7, 255, 7, 255});
  write(folder / "shoe" / "stranger", {0, 1, 0, 0, 3, 7, 40});
  write(folder / "shoe" / "claim", {0, 1, 8, 7, 4, 8, 0, 0, 16, 1, 0, 1, 3, 7, 40, 18, 13, 0, 0, 1, 0, 0});
  write(folder / "shoe" / "power-lost-in-a-write",
        {0, 5, 52, 0, 2,  250, 0,  4,  0, 1, 4, 224, 18, 5,  104, 0, 1, 18, 10,
         0, 0, 7,  1, 15, 20,  18, 11, 1, 0, 1, 0,   1,  18, 9,   0, 0, 1});

  write_settings(folder / "settings");
  write_stored(folder / "stored");

  // Orders as in live.cpp: 1 walk, 2 who is silent, 3 one arrives, 5 again, 9 ask, 10 answer, 12 restart, 13 connected,
  // 15 time.
  write(folder / "live" / "walk", {62, 18, 1, 200});
  write(folder / "live" / "recorded", {63, 18, 1, 60, 17, 15, 1, 1, 200});
  write(folder / "live" / "late-and-doubled", {57, 18, 1, 40, 2, 1, 1, 6, 3, 4, 3, 1, 2, 0, 1, 20, 5, 30, 0, 1, 60});
  write(folder / "live" / "asked-for",
        {59, 18, 1, 40, 2, 1, 1, 3, 4, 4, 4, 2, 0, 1, 4, 9, 10, 0, 3, 0, 3, 0, 1, 90, 11, 1});
  write(folder / "live" / "restart", {57, 18, 1, 60, 12, 9, 0, 0, 0, 13, 15, 1, 1, 90});
  write(folder / "live" / "out-of-reach", {56, 6, 1, 60, 2, 1, 1, 60, 14, 40, 2, 0, 9, 10, 1, 1, 200});
  return 0;
}
