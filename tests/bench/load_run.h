#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "schemas/packet.h"

/// Many walkers at one host, without a radio: what they cost and when the loop that serves them stalls.
namespace backstep::bench {

struct LoadSetting {
  std::size_t walkers = 1;               ///< two shoes each, at 208 Hz
  std::uint8_t samples_per_packet = 19;  ///< 6: low latency
  double settle_s = 4;                   ///< of walking before anything is measured
  double seconds = 10;                   ///< of walking that are measured; settle_s + seconds up to 56
  std::filesystem::path folder;          ///< for the recordings and event lines, 0.gait, 0.ndjson, 1.gait, ...
};

struct LoadFigures {
  std::vector<double> late_s;  ///< of each 5 ms tick of the loop, ascending
  double loop_cpu_s = 0;       ///< of the loop's thread, in `seconds`
  double loop_waited_s = 0;    ///< that the loop's thread was ready and no core was free for it
  double writers_cpu_s = 0;    ///< of the threads that write recordings and lines
  std::size_t dropped = 0;     ///< packets and lines that a queue did not take

  std::vector<std::string> tables;                             ///< the stride table that each walker's session told
  std::vector<std::array<std::vector<wire::ImuRaw>, 2>> sent;  ///< what each walker's shoes sampled
};

/// One thread is all the shoes (the firmware's own core), each with a socket of sequenced packets, as BlueZ gives one;
/// this thread is the host: one loop, a session a walker with recording, pipeline, stride table and event lines.
/// Returns when everything sent is recorded and the recordings are closed. Throws std::runtime_error.
LoadFigures run_load(const LoadSetting& setting);

}  // namespace backstep::bench
