#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "firmware/arm/exchange.h"
#include "host/base/error.h"
#include "host/recording/gait_header.h"

namespace backstep::chip {

/// What one foot's sensor told in a recording, as the chip would hear it.
struct FootWalk {
  std::string name;  ///< "backward-good left"
  Foot foot = Foot::left;
  host::RecordedDevice device;
  std::vector<firmware::ChipSample> samples;
};

/// Each foot of a .gait recording.
host::Result<std::vector<FootWalk>> read_walks(const std::filesystem::path& gait);

/// The same pipeline as on the chip, with nothing known beforehand, in `double`.
std::vector<firmware::ChipStride> strides_on_host(const FootWalk& walk);

/// The bytes of the packets that the same shoe sends on the host, in the order in which the radio takes them.
std::vector<std::uint8_t> packets_on_host(const FootWalk& walk);

/// One after the other; what is no packet ends the list.
std::vector<wire::Packet> parse_packets(std::span<const std::uint8_t> bytes);

/// What the chip makes of a walk.
struct ChipResult {
  std::vector<firmware::ChipStride> strides;
  std::vector<std::uint8_t> packets;
  firmware::ChipReport report;
};

/// Runs the program in QEMU, counting instructions. Its files stay in `scratch`.
host::Result<ChipResult> run_on_chip(const FootWalk& walk, const std::string& qemu,
                                     const std::filesystem::path& program, const std::filesystem::path& scratch);

}  // namespace backstep::chip
