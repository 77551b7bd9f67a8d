#pragma once

#include <iio.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "dsp/base/math.h"
#include "firmware/linux/sample_source.h"

namespace backstep::firmware {

/// How attributes are read and written; a test has its own, since a context without hardware has none. A null channel:
/// the device's own attribute.
struct IioAttributes {
  /// Empty: there is none of this name, or the driver refuses.
  std::function<std::optional<std::string>(const iio_device*, const iio_channel*, const std::string& name)> read;
  /// False: refused.
  std::function<bool(const iio_device*, const iio_channel*, const std::string& name, const std::string& value)> write;
};

/// Those of the system, through libiio.
IioAttributes system_attributes();

/// The three axes of one of the two sensors.
struct IioAxes {
  iio_device* device = nullptr;
  std::array<iio_channel*, 3> axes{};
  iio_channel* timestamp = nullptr;

  // Known after set_up().
  double rate_hz = 0;
  double lsb = 0;    ///< of a count that is handed out, m/s^2 or rad/s
  double range = 0;  ///< largest value it can show, m/s^2 or rad/s
  Vec3 scale = Vec3::Zero(), offset = Vec3::Zero();
  Mat3 mount = Mat3::Identity();  ///< the board's frame from the sensor's

  /// Counts of `lsb`, not rounded, of what the channels hold: mount * (raw + offset) * scale.
  Vec3 counts(const std::array<std::int64_t, 3>& raw) const;
};

struct IioSensor {
  std::string name;
  IioAxes acc, gyr;  ///< of one device, or of two

  SensorMake make() const;
};

/// Finds accelerometer and gyroscope by a device's name, label or id ("iio:device0"). ST's drivers make two devices,
/// `lsm6ds3tr-c_accel` and `lsm6ds3tr-c_gyro`: both are meant by either, or by what they have in common.
/// Throws std::runtime_error: no such device (the sentence lists those there are), one half is missing, or more than
/// one could be meant.
IioSensor find_iio_sensor(const iio_context* context, const std::string& wanted);

/// Sets the lowest rate from 200 Hz on and the least ranges from 16 g and 2000 deg/s on, else the highest there are;
/// stamps from the monotonic clock; then reads what the driver made of it. Attributes as in the kernel's
/// Documentation/ABI/testing/sysfs-bus-iio. Throws std::runtime_error: the sensor is not fit for walking.
void set_up(IioSensor& sensor, const IioAttributes& attributes);

/// One value of a channel in the kernel's format (bits, shift, sign, byte order), as a number.
std::int64_t iio_raw(const iio_channel* channel, const void* value);

}  // namespace backstep::firmware
