#include "host/recording/gait_writer.h"

namespace backstep::host {

Result<GaitWriter> GaitWriter::create(Result<std::unique_ptr<RecordingTarget>> target, const RecordingHeader& header) {
  if (!target) {
    return tl::make_unexpected(target.error());
  }
  GaitWriter writer(std::move(*target));
  const auto start = writer.frames_.start(header, writer.target_->name());
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
  if (auto done = write(frames_.end(packets_)); !done) {
    return done;
  }
  return target_->commit();
}

Result<void> GaitWriter::write(GaitFrames::Bytes bytes) {
  auto written = target_->write(bytes);
  broken_ = !written;
  return written;
}

}  // namespace backstep::host
