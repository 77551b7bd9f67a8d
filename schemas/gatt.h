#pragma once

/// Names of what the shoe offers over Bluetooth LE; bytes and meaning are in schemas/README.md.
namespace backstep::wire {

/// One random base, the second pair of bytes varied. ...0004 is retired.
inline constexpr const char *kServiceUuid = "3cea0001-8142-48ea-91d9-3080f9b439fc",
                            *kStreamUuid = "3cea0002-8142-48ea-91d9-3080f9b439fc",
                            *kInfoUuid = "3cea0003-8142-48ea-91d9-3080f9b439fc",
                            *kControlUuid = "3cea0005-8142-48ea-91d9-3080f9b439fc",
                            *kCountersUuid = "3cea0006-8142-48ea-91d9-3080f9b439fc";

/// What a generic tool shows beside the characteristics (descriptor 0x2901).
inline constexpr const char *kStreamDescription = "Motion samples", *kInfoDescription = "Shoe, sensor and calibration",
                            *kControlDescription = "Commands and their replies",
                            *kCountersDescription = "Loss counters and battery";

}  // namespace backstep::wire
