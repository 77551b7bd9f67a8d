#pragma once

#include <iio.h>

#include <memory>
#include <string>
#include <vector>

#include "firmware/linux/iio_sensor.h"
#include "firmware/linux/imu_pairing.h"
#include "firmware/linux/sample_source.h"

namespace backstep::firmware {

/// A sensor of this computer as Linux gives it: an IIO driver's buffers, read through libiio without waiting. Always
/// on, whoever wants it.
class IioSource final : public SampleSource {
 public:
  /// Finds the sensor, sets it up and begins to capture. Throws std::runtime_error: one sentence that says why not.
  explicit IioSource(const std::string& device);

  const SensorMake& make() const override { return make_; }
  void begin(std::uint64_t start_us) override { start_us_ = start_us; }
  void poll(SensorListener& listener, std::uint64_t now_us, std::size_t merged) override;

 private:
  struct Free {
    void operator()(iio_context* context) const { iio_context_destroy(context); }
    void operator()(iio_buffer* buffer) const { iio_buffer_destroy(buffer); }
  };
  static constexpr std::size_t kSamples = 64;  ///< of a read; the kernel keeps four times as many, a second's
  static constexpr std::uint64_t kSilent_us = 500'000;

  void capture(iio_device* device);
  bool drain(iio_buffer* buffer);
  void take(iio_buffer* buffer, const IioAxes& axes);
  void fail(const std::string& why);

  std::unique_ptr<iio_context, Free> context_;
  IioSensor sensor_;
  SensorMake make_;
  std::vector<std::unique_ptr<iio_buffer, Free>> buffers_;  ///< one of each device
  ImuPairing pairing_;
  SampleMerge merge_;
  std::uint64_t start_us_ = 0, heard_us_ = 0;
  std::string error_;  ///< of the last read
  bool failing_ = false;
};

}  // namespace backstep::firmware
