#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "host/base/error.h"
#include "host/base/output_queue.h"
#include "host/recording/gait_frames.h"
#include "host/recording/recorder.h"
#include "host/recording/recording_file.h"

namespace backstep::host {

/// GaitWriter for a live walk: frames go through a bounded queue and a thread, so that a disk which does not keep up
/// never holds up the walk. While it keeps up, a frame is with the operating system a fraction of a millisecond later:
/// a crash of the program loses no more than that; and on the disk kSyncEvery later: so much is lost by a power cut.
///
/// When the queue is full, packets are left out and counted until half of it is free again; then a gap frame says how
/// many and when. After an error every further call fails with the same message.
class QueuedGaitWriter final : public Recorder {
 public:
  /// Forty minutes of both feet at 208 Hz: longer than any disk is only slow.
  static constexpr std::size_t kQueueBytes = std::size_t{16} << 20;
  static constexpr std::chrono::seconds kSyncEvery{2};

  /// The file has its name at once, and the header is in it when this returns. An existing one is never overwritten.
  static Result<QueuedGaitWriter> create(const std::filesystem::path& path, const RecordingHeader& header);

  /// Goes on with the recording `path`, opened by open_locked(): EarlierRecording::append().
  static Result<QueuedGaitWriter> append(File file, const std::filesystem::path& path, std::uint64_t size,
                                         const std::array<std::uint32_t, 2>& packets);

  /// Into a file that is open already, called `name` in messages.
  static Result<QueuedGaitWriter> create(File file, std::string name, const RecordingHeader& header,
                                         std::size_t queue_bytes = kQueueBytes);

  std::string name() const override { return name_; }

  /// The first packet that is left out fails, in words for the user; broken() tells it from an error for good.
  Result<void> write_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us) override;

  Result<void> write_mark(std::int64_t at_us, std::string_view text) override;
  Result<void> write_gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason) override;

  /// A segment for which there is no room is written before the packet that comes next.
  Result<void> write_clock(Foot foot, const ClockSegment& segment) override;

  /// Waits for the disk and closes the file. Fails (ErrorKind::loss) also where packets were left out.
  Result<void> finish() override;

  bool broken() const override { return queue_->error() != 0; }

  /// Packets that were left out.
  std::size_t dropped() const { return dropped_; }

 private:
  /// What waits for room in the queue.
  struct Owed {
    std::size_t packets = 0;              ///< left out one after the other ...
    std::int64_t from_us = 0, to_us = 0;  ///< ... that arrived in this time
    std::optional<ClockSegment> clock;
  };

  QueuedGaitWriter(File file, std::string name, std::size_t queue_bytes);

  bool queue(GaitFrames::Bytes frame);
  bool settle(Foot foot);
  Result<void> leave_out(Foot foot, std::int64_t arrival_us);
  /// That this and what follows cannot be written, or `full` if there is only no room now.
  Error why_not(const char* full) const;

  std::string name_;
  File file_;
  GaitFrames frames_;
  std::array<std::uint32_t, 2> packets_{};
  std::array<Owed, 2> owed_;
  std::size_t dropped_ = 0;
  std::size_t queue_bytes_;
  std::unique_ptr<OutputQueue> queue_;  // last: its thread ends before the file is closed
};

/// For a live walk: the new recording `path`.
MakeRecorder recorder_to(std::filesystem::path path);

/// The recording `path`, locked. Fails while another program records to it.
Result<std::unique_ptr<EarlierRecording>> earlier_recording(const std::filesystem::path& path);

}  // namespace backstep::host
