#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "dsp/base/imu_sample.h"
#include "dsp/clock/clock_map.h"
#include "host/base/error.h"
#include "host/base/input.h"
#include "host/recording/gait_header.h"

namespace backstep::host {

/// What a recording is written with, frame by frame in the order of arrival: at once (gait_writer.h), or by a thread of
/// its own (queued_gait_writer.h).
class Recorder {
 public:
  Recorder() = default;
  virtual ~Recorder() = default;

  /// Of the recording, for messages.
  virtual std::string name() const = 0;

  /// One notification, whatever its bytes. `arrival_us` is session time.
  virtual Result<void> write_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us) = 0;

  virtual Result<void> write_mark(std::int64_t at_us, std::string_view text) = 0;

  /// Nothing could arrive from `foot` in [from_us, to_us).
  virtual Result<void> write_gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason) = 0;

  /// How the clock of `foot`'s shoe goes from the next packet on.
  virtual Result<void> write_clock(Foot foot, const ClockSegment& segment) = 0;

  /// Writes the end frame and makes the recording last. To be called once, last.
  virtual Result<void> finish() = 0;

  /// Nothing can be written any more.
  virtual bool broken() const = 0;

 protected:
  Recorder(Recorder&&) noexcept = default;
  Recorder& operator=(Recorder&&) = delete;
};

/// Begins a new recording.
using MakeRecorder = std::function<Result<std::unique_ptr<Recorder>>(const RecordingHeader& header)>;

/// A recording that is there and is to be gone on with, which nobody else can do meanwhile.
class EarlierRecording {
 public:
  EarlierRecording() = default;
  virtual ~EarlierRecording() = default;
  EarlierRecording(const EarlierRecording&) = delete;
  EarlierRecording& operator=(const EarlierRecording&) = delete;

  /// What is in it.
  virtual Result<Input> open() const = 0;

  /// Goes on behind its first `bytes`, which end with a whole frame and hold so many packets of each foot, by
  /// index(Foot). Called once, last.
  virtual Result<std::unique_ptr<Recorder>> append(std::uint64_t bytes,
                                                   const std::array<std::uint32_t, 2>& packets) = 0;
};

}  // namespace backstep::host
