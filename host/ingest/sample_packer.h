#pragma once

#include <cstdint>
#include <optional>

#include "dsp/base/imu_sample.h"
#include "host/ingest/clip_limits.h"
#include "host/ingest/sample_clock.h"
#include "host/recording/gait_header.h"
#include "schemas/packet.h"

namespace backstep::host {

/// Packs the samples of one foot into notifications, as the shoe would: for simulated and imported walks.
///
///   SamplePacker packer(device);
///   for (const ImuSample& s : samples) {
///     if (auto packet = packer.push(s)) writer.write_packet(foot, packet->bytes.span(), packet->arrival_us);
///   }
///   if (auto packet = packer.flush()) ...
///
/// Both feet of a file go in order of arrival: push the sample with the smaller t_us first.
///
/// What comes back through the decoder: values within half a count, times within kTimeTolerance_us (a packet is ended
/// early when uneven sampling would exceed it), the flags kAfterGap, kAccClipped and kGyrClipped. A sample that is no
/// number or not later than the one before cannot be written: it is left out, and the next one is marked kAfterGap.
/// Times must be within 71 minutes of one another from packet to packet.
class SamplePacker {
 public:
  static constexpr std::int64_t kTimeTolerance_us = 100;  // 0.1 mm at a foot speed of 1 m/s

  struct Packed {
    wire::PacketBytes bytes;
    std::int64_t arrival_us = 0;  ///< session time of its last sample
  };

  explicit SamplePacker(const RecordedDevice& device);

  std::optional<Packed> push(const ImuSample& sample);

  /// The part-filled packet, if any.
  std::optional<Packed> flush();

 private:
  ClipLimits limits_;
  std::size_t samples_per_packet_;
  SampleClock clock_;
  wire::Packet packet_;
  std::int64_t last_us_ = 0;
  bool any_ = false;
  bool skipped_ = false;
};

}  // namespace backstep::host
