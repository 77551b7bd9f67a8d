#include "host/recording/gait_writer.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "host/recording/recording_file.h"

namespace backstep::host {

namespace {

Error not_made(const std::string& name, int error) {
  return error == EEXIST ? taken(name)
                         : Error{.kind = ErrorKind::output,
                                 .where = name,
                                 .what = fmt::format("cannot be written ({})", std::strerror(error)),
                                 .todo = "Choose another place, or make room"};
}

}  // namespace

Result<GaitWriter> GaitWriter::create(const std::filesystem::path& path, const RecordingHeader& header) {
  auto file = WholeFile::create(path, WholeFile::Kind::recording);
  if (!file) {
    return tl::make_unexpected(not_made(path.string(), file.error()));
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
  if (auto done = write(frames_.end(packets_)); !done) {
    return done;
  }
  if (const int error = file_.commit(); error != 0) {
    return tl::make_unexpected(not_made(path_.string(), error));
  }
  return {};
}

Result<void> GaitWriter::write(GaitFrames::Bytes bytes) {
  if (error_ == 0 && std::fwrite(bytes.data(), 1, bytes.size(), file_.stream()) != bytes.size()) {
    error_ = errno;
  }
  if (error_ != 0) {
    return tl::make_unexpected(not_made(path_.string(), error_));
  }
  return {};
}

}  // namespace backstep::host
