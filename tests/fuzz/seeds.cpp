// seeds FOLDER: writes a few small inputs a target, in FOLDER/<target>/, for the fuzzers to begin with.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

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

Bytes recording() {
  const host::TemporaryPath file("seed.gait");
  host::write_test_walk(file.path(), 0.3);
  return host::bytes_of(file.path());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    return 2;
  }
  const fs::path folder = arguments[1];
  write(folder / "packet" / "both-feet", packets());

  write(folder / "gait" / "whole", joined({0}, recording()));
  write(folder / "gait" / "checksums-put-right", joined({1}, recording()));

  const auto steps = test::steps(0.4, 100);
  write(folder / "csv" / "si", joined({15}, text(test::csv(steps))));
  write(folder / "csv" / "g-and-degrees",
        joined({15}, text(test::csv(steps, "time (ms),ax [g],ay [g],az [g],gx [deg/s],gy [deg/s],gz [deg/s]\n",
                                    {1e3, 1 / kGravity_mps2, 180 / kPi}))));
  write(folder / "csv" / "guessed", joined({15}, text(test::csv(steps, "t,ax,ay,az,gx,gy,gz\n"))));

  write(folder / "pipeline" / "walk", {0, 0, 255, 0, 255, 0, 255});
  write(folder / "pipeline" / "two-passes", {32, 0, 255, 0, 255, 0, 255});
  write(folder / "pipeline" / "unknown-toes", {48, 0, 255, 0, 255, 0, 255});
  write(folder / "pipeline" / "stops-and-gaps",
        {0, 0, 255, 2, 100, 5, 0, 0, 16, 0, 0, 255, 6, 1, 0, 100, 6, 0, 0, 255});
  return 0;
}
