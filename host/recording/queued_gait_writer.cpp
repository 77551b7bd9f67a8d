#include "host/recording/queued_gait_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace backstep::host {

namespace {

Result<std::unique_ptr<Recorder>> owned(Result<QueuedGaitWriter> writer) {
  if (!writer) {
    return tl::make_unexpected(writer.error());
  }
  return std::make_unique<QueuedGaitWriter>(std::move(*writer));
}

class LockedRecording final : public EarlierRecording {
 public:
  LockedRecording(std::filesystem::path path, File file) : path_(std::move(path)), file_(std::move(file)) {}

  Result<Input> open() const override { return open_input(path_); }

  Result<std::unique_ptr<Recorder>> append(std::uint64_t bytes, const std::array<std::uint32_t, 2>& packets) override {
    return owned(QueuedGaitWriter::append(std::move(file_), path_, bytes, packets));
  }

 private:
  std::filesystem::path path_;
  File file_;
};

}  // namespace

Result<QueuedGaitWriter> QueuedGaitWriter::create(const std::filesystem::path& path, const RecordingHeader& header) {
  auto file = create_new(path);
  if (!file) {
    return tl::make_unexpected(file.error());
  }
  return create(std::move(*file), path.string(), header);
}

Result<QueuedGaitWriter> QueuedGaitWriter::append(File file, const std::filesystem::path& path, std::uint64_t size,
                                                  const std::array<std::uint32_t, 2>& packets) {
  if (auto cut = append_behind(file.get(), path, size); !cut) {
    return tl::make_unexpected(cut.error());
  }
  QueuedGaitWriter writer(std::move(file), path.string(), kQueueBytes);
  writer.packets_ = packets;
  return writer;
}

Result<QueuedGaitWriter> QueuedGaitWriter::create(File file, std::string name, const RecordingHeader& header,
                                                  std::size_t queue_bytes) {
  GaitFrames frames;
  const auto start = frames.start(header, name);
  if (!start) {
    return tl::make_unexpected(start.error());
  }
  if (std::fwrite(start->data(), 1, start->size(), file.get()) != start->size() || std::fflush(file.get()) != 0) {
    return tl::make_unexpected(not_written(name, errno));
  }
  return QueuedGaitWriter(std::move(file), std::move(name), queue_bytes);
}

QueuedGaitWriter::QueuedGaitWriter(File file, std::string name, std::size_t queue_bytes)
    : name_(std::move(name)),
      file_(std::move(file)),
      queue_bytes_(queue_bytes),
      queue_(std::make_unique<OutputQueue>(::fileno(file_.get()), queue_bytes, kSyncEvery)) {}

Result<void> QueuedGaitWriter::write_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
  if (settle(foot) && queue(frames_.packet(foot, bytes, arrival_us))) {
    ++packets_[index(foot)];
    return {};
  }
  return leave_out(foot, arrival_us);
}

Result<void> QueuedGaitWriter::write_mark(std::int64_t at_us, std::string_view text) {
  if (!queue(frames_.mark(at_us, text))) {
    return tl::make_unexpected(why_not("a mark is left out"));
  }
  return {};
}

Result<void> QueuedGaitWriter::write_gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason) {
  if (!queue(frames_.gap(foot, from_us, to_us, reason))) {
    return tl::make_unexpected(why_not("a gap is not told"));
  }
  return {};
}

Result<void> QueuedGaitWriter::write_clock(Foot foot, const ClockSegment& segment) {
  auto& clock = owed_[index(foot)].clock;
  const bool anew = segment.anew || (clock && clock->anew);
  clock = segment;
  clock->anew = anew;
  settle(foot);
  if (broken()) {
    return tl::make_unexpected(why_not(""));
  }
  return {};
}

Result<void> QueuedGaitWriter::finish() {
  queue_->flush();  // makes room
  settle(Foot::left);
  settle(Foot::right);
  queue(frames_.end(packets_));
  queue_->flush();
  const int written = queue_->error();
  queue_.reset();
  const int closed = close_synced(std::move(file_));
  const int error = written != 0 ? written : closed;
  if (error != 0) {
    return tl::make_unexpected(not_written(name_, error));
  }
  if (dropped_ > 0) {
    return fail({.kind = ErrorKind::loss,
                 .where = name_,
                 .what = fmt::format("{} packets are not in it, as its disk did not keep up; strides there are marked "
                                     "\"gap\"",
                                     dropped_),
                 .todo = "Record to a faster disk"});
  }
  return {};
}

bool QueuedGaitWriter::queue(GaitFrames::Bytes frame) {
  return queue_->write(std::string(reinterpret_cast<const char*>(frame.data()), frame.size()));
}

/// Writes what is owed; true: nothing is any more.
bool QueuedGaitWriter::settle(Foot foot) {
  Owed& owed = owed_[index(foot)];
  if (owed.packets > 0) {
    if (2 * queue_->waiting() > queue_bytes_) {
      return false;  // a little room would make many small gaps
    }
    const auto reason = fmt::format("{} packets left out: the disk did not keep up", owed.packets);
    if (!queue(frames_.gap(foot, owed.from_us, owed.to_us, reason))) {
      return false;
    }
    owed.packets = 0;
  }
  if (owed.clock) {
    if (!queue(frames_.clock(foot, *owed.clock))) {
      return false;
    }
    owed.clock.reset();
  }
  return true;
}

Result<void> QueuedGaitWriter::leave_out(Foot foot, std::int64_t arrival_us) {
  Owed& owed = owed_[index(foot)];
  owed.from_us = owed.packets == 0 ? arrival_us : owed.from_us;
  owed.to_us = arrival_us + 1;
  ++owed.packets;
  if (dropped_++ == 0 || broken()) {
    return tl::make_unexpected(why_not("packets are left out of the recording until it does"));
  }
  return {};
}

Error QueuedGaitWriter::why_not(const char* full) const {
  if (broken()) {
    return not_written(name_, queue_->error());
  }
  return {.kind = ErrorKind::loss,
          .where = name_,
          .what = fmt::format("its disk does not keep up, so {}", full),
          .todo = "Record to a faster disk"};
}

MakeRecorder recorder_to(std::filesystem::path path) {
  return
      [path = std::move(path)](const RecordingHeader& header) { return owned(QueuedGaitWriter::create(path, header)); };
}

Result<std::unique_ptr<EarlierRecording>> earlier_recording(const std::filesystem::path& path) {
  auto file = open_locked(path);
  if (!file) {
    return tl::make_unexpected(file.error());
  }
  return std::make_unique<LockedRecording>(path, std::move(*file));
}

}  // namespace backstep::host
