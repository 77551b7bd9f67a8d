#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsp/clock/clock_map.h"
#include "host/base/input.h"
#include "host/recording/gait_header.h"
#include "schemas/frame_reader.h"

namespace backstep::host {

struct PacketRecord {
  Foot foot = Foot::left;
  std::int64_t arrival_us = 0;          ///< within +-kMaxTime_us, as all times of records
  std::span<const std::uint8_t> bytes;  ///< valid until the next record is read
};

struct MarkRecord {
  std::int64_t at_us = 0;
  std::string text;
};

struct GapRecord {
  Foot foot = Foot::left;
  std::int64_t from_us = 0, to_us = 0;
  std::string reason;
};

/// Valid for the packets of `foot` that follow.
struct ClockRecord {
  Foot foot = Foot::left;
  ClockSegment segment;
};

using Record = std::variant<PacketRecord, MarkRecord, GapRecord, ClockRecord>;

/// What was found wrong with a file so far.
struct FileReport {
  static constexpr std::size_t kMaxListed = 100;

  std::vector<wire::Damage> damages;  ///< the first kMaxListed
  std::size_t damage_count = 0;       ///< all
  std::uint64_t damage_bytes = 0;     ///< all
  bool ended = false;                 ///< the end mark was found
  bool unreadable = false;            ///< it goes on behind end_offset, and cannot be read there (a disk that fails)
  std::uint64_t end_offset = 0;       ///< where reading stopped

  bool whole() const { return damage_count == 0 && ended && !unreadable; }

  /// Where the last whole frame ends.
  std::uint64_t whole_bytes() const {
    return !damages.empty() && damages.back().cut ? damages.back().offset : end_offset;
  }
};

/// Reads a .gait recording record by record, with constant memory. Damage is passed over and noted in report().
class GaitReader {
 public:
  /// Of an input whose size is known beforehand: of a file or memory, not of a pipe.
  static Result<GaitReader> open(Result<Input> input);
  GaitReader(GaitReader&&) noexcept = default;
  GaitReader& operator=(GaitReader&&) noexcept = default;

  const RecordingHeader& header() const { return header_; }

  /// The next record; empty at the end.
  std::optional<Record> next();

  /// Starts again at the first record.
  void rewind();

  /// Complete once next() has come to the end.
  const FileReport& report() const { return report_; }

  const std::string& name() const { return name_; }

  /// How much of the file is read, 0 to 1.
  double share() const {
    return std::min(1.0, static_cast<double>(frames_.offset()) / static_cast<double>(bytes_->size()));
  }

 private:
  GaitReader(std::string name, std::shared_ptr<InputBytes> bytes);

  void note_damage(const wire::Damage& damage);
  std::optional<Record> decode(const wire::FrameReader::Frame& frame);

  std::string name_;                   ///< as the user wrote it
  std::shared_ptr<InputBytes> bytes_;  ///< with frames_
  wire::FrameReader frames_;
  RecordingHeader header_;
  FileReport report_;
};

/// What is wrong with the file, one sentence each, naming file and byte; empty when it is whole.
std::vector<std::string> damage_sentences(const std::string& name, const FileReport& report);

}  // namespace backstep::host
