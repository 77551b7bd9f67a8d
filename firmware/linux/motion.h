#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "firmware/linux/sample_source.h"
#include "schemas/control.h"
#include "schemas/packet.h"

namespace backstep::firmware {

/// What a virtual shoe's sensor will read: counts at an even rate. After the last one it stands still.
struct Motion {
  std::vector<wire::ImuRaw> samples;
  SensorMake sensor;
};

/// One foot of a walk of the walker (data/walker). Throws std::runtime_error: no such preset.
Motion walk_motion(const std::string& preset, wire::Side side, std::uint64_t seed, double seconds);

/// One foot of a .gait recording, packets in order of their numbers, holes closed. Throws std::runtime_error.
Motion replay_motion(const std::string& path, wire::Side side);

}  // namespace backstep::firmware
