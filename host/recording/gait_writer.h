#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.h"
#include "host/recording/gait_frames.h"
#include "host/recording/recorder.h"

namespace backstep::host {

/// Where the bytes of a recording go: a new file (recording_file.h), or memory.
class RecordingTarget {
 public:
  RecordingTarget() = default;
  virtual ~RecordingTarget() = default;
  RecordingTarget(const RecordingTarget&) = delete;
  RecordingTarget& operator=(const RecordingTarget&) = delete;

  virtual std::string name() const = 0;

  /// After an error every further call fails alike.
  virtual Result<void> write(std::span<const std::uint8_t> bytes) = 0;

  /// All is written: the recording is to last. Called once, last.
  virtual Result<void> commit() = 0;
};

/// Memory, which has to outlive it.
class RecordingInMemory final : public RecordingTarget {
 public:
  explicit RecordingInMemory(std::vector<std::uint8_t>& into) : into_(into) {}
  std::string name() const override { return "the recording in memory"; }
  Result<void> write(std::span<const std::uint8_t> bytes) override {
    into_.insert(into_.end(), bytes.begin(), bytes.end());
    return {};
  }
  Result<void> commit() override { return {}; }

 private:
  std::vector<std::uint8_t>& into_;
};

/// Writes a .gait recording of what is there already (import, recover, simulate). What is recorded while somebody walks
/// must not wait for a disk, and must be there after a crash: QueuedGaitWriter.
///
///   auto writer = GaitWriter::create(new_recording("walk.gait"), header);
///   writer->write_packet(Foot::left, bytes, arrival_us);   // in order of arrival, both feet
///   writer->finish();                                      // without it there is no file
///
/// After an error every further call fails with the same message.
class GaitWriter final : public Recorder {
 public:
  static Result<GaitWriter> create(Result<std::unique_ptr<RecordingTarget>> target, const RecordingHeader& header);

  std::string name() const override { return target_->name(); }
  Result<void> write_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us) override;
  Result<void> write_mark(std::int64_t at_us, std::string_view text) override;
  Result<void> write_gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason) override;
  Result<void> write_clock(Foot foot, const ClockSegment& segment) override;
  Result<void> finish() override;
  bool broken() const override { return broken_; }

 private:
  explicit GaitWriter(std::unique_ptr<RecordingTarget> target) : target_(std::move(target)) {}

  Result<void> write(GaitFrames::Bytes bytes);

  std::unique_ptr<RecordingTarget> target_;
  bool broken_ = false;
  std::array<std::uint32_t, 2> packets_{};
  GaitFrames frames_;
};

}  // namespace backstep::host
