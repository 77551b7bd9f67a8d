#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "dsp/parameters/stride.h"
#include "schemas/control_generated.h"
#include "schemas/packet.h"

/// What the host hands to the program on the chip and what it gets back, as the files hold it. Both are little-endian
/// and lay these structs out alike.
namespace backstep::firmware {

/// The walk of one foot, in: a wire::DeviceInfo, then a ChipSample each. Strides, out: a ChipStride each. Packets, out:
/// the bytes of those that the radio took, one after the other, as they were made and then as they were sent again.
/// Report, out: one ChipReport.
inline constexpr const char *kWalkFile = "walk.bin", *kStrideFile = "strides.bin", *kPacketFile = "packets.bin",
                            *kReportFile = "report.bin";

struct ChipSample {
  std::int64_t t_us = 0;
  wire::ImuRaw counts;
  std::uint32_t flags = 0;  ///< SampleFlag bits
};
static_assert(sizeof(ChipSample) == 24);

/// A Stride of one foot in types that are the same on host and chip.
struct ChipStride {
  static constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();
  static constexpr std::int32_t kNoClass = -1;
  static constexpr std::array kTimeNames = {"t_start", "t_fr", "t_tc", "t_ic", "t_ff"};
  static constexpr std::array kSecondNames = {"stride_time", "stance_time", "swing_time", "roll_time"};
  static constexpr std::array kMetreNames = {"stride_length", "forward",   "lateral",
                                             "height",        "clearance", "stride_length_sd"};
  static constexpr std::array kAngleNames = {"turn", "strike_angle", "roll_amplitude", "strike_angle_sd"};
  static constexpr std::array kClassNames = {"number",    "direction",      "contact", "roll_fault", "smooth_roll",
                                             "last_part", "roll_reversals", "used",    "quality"};

  std::array<std::int64_t, kTimeNames.size()> t_us{};
  std::array<float, kSecondNames.size()> s{};  ///< empty: not a number, here and below
  std::array<float, kMetreNames.size()> m{};
  std::array<float, kAngleNames.size()> rad{};
  std::array<std::int32_t, kClassNames.size()> classes{};
  std::int32_t padding = 0;
};
static_assert(sizeof(ChipStride) == 40 + 4 * (4 + 6 + 4 + 9 + 1));

/// What running a walk took.
struct ChipReport {
  std::uint32_t samples = 0;
  std::uint32_t packets = 0;
  std::uint64_t pipeline_instructions = 0;  ///< of FootPipeline::push(), all samples
  std::uint64_t shoe_instructions = 0;      ///< of Shoe::sample(), all samples
  std::uint64_t driver_instructions = 0;    ///< of Lsm6ds3tr::poll(), `driver_samples` in all, the bus left out
  std::uint64_t worst_instructions = 0;     ///< of the pipeline, the one sample that took most
  std::uint64_t thousand_rounds = 0;        ///< of a loop of two instructions, measured the same way: 2000
  std::uint32_t state_bytes = 0;            ///< of FootPipeline
  std::uint32_t flash_bytes = 0;
  std::uint32_t variable_bytes = 0;  ///< .data and .bss, FootPipeline included
  std::uint32_t stack_bytes = 0;     ///< peak
  std::uint32_t resend_bytes = 0;    ///< the buffer, not in the above
  std::uint32_t driver_samples = 0;
  std::uint32_t distance_dm = 0;  ///< as a watch would show it: from the bytes of RSC Measurement
  std::uint32_t resent = 0;       ///< of `packets`
};
static_assert(sizeof(ChipReport) == 80);

ChipStride chip_stride(const Stride& stride);

/// The sample in the pipeline's units.
ImuSample imu_sample(const ChipSample& sample, const wire::DeviceInfo& device);

}  // namespace backstep::firmware
