#include "host/recording/gait_writer.h"

#include <cerrno>

namespace backstep::host {

Result<GaitWriter> GaitWriter::create(const std::filesystem::path& path, const RecordingHeader& header) {
  auto file = create_new(path);
  if (!file) {
    return tl::make_unexpected(file.error());
  }
  GaitWriter writer(path, std::move(*file));
  const auto start = writer.frames_.start(header, path.string());
  if (!start) {
    return tl::make_unexpected(start.error());
  }
  if (auto done = writer.write(*start); !done) {
    return tl::make_unexpected(done.error());
  }
  return writer;
}

Result<void> GaitWriter::write_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
  ++packets_[index(foot)];
  return write(frames_.packet(foot, bytes, arrival_us));
}

Result<void> GaitWriter::write_mark(std::int64_t at_us, std::string_view text) {
  return write(frames_.mark(at_us, text));
}

Result<void> GaitWriter::write_gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason) {
  return write(frames_.gap(foot, from_us, to_us, reason));
}

Result<void> GaitWriter::write_clock(Foot foot, const ClockSegment& segment) {
  return write(frames_.clock(foot, segment));
}

Result<void> GaitWriter::finish() {
  auto done = write(frames_.end(packets_));
  if (const int error = done ? sync(file_) : 0; error != 0) {
    done = tl::make_unexpected(not_written(path_.string(), error));
  }
  file_.reset();
  return done;
}

Result<void> GaitWriter::write(GaitFrames::Bytes bytes) {
  if (error_ == 0 && std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
    error_ = errno;
  }
  if (error_ != 0) {
    return tl::make_unexpected(not_written(path_.string(), error_));
  }
  return {};
}

}  // namespace backstep::host
