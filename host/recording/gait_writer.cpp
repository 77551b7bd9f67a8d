#include "host/recording/gait_writer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/recording/gait_header_codec.h"
#include "schemas/recording_generated.h"

namespace backstep::host {

Result<GaitWriter> GaitWriter::create(const std::filesystem::path& path, const RecordingHeader& header) {
  auto file = create_new(path);
  if (!file) {
    return tl::make_unexpected(file.error());
  }
  GaitWriter writer(path, std::move(*file));
  auto done = writer.write_bytes(wire::kFileMagic);
  for (int copy = 0; copy < 2 && done; ++copy) {  // twice: see HeaderFrame
    writer.builder_.Finish(build_header(writer.builder_, header));
    if (writer.builder_.GetSize() > wire::kMaxPayload) {
      return fail(fmt::format("{}: the header would take {} bytes, at most {} are allowed. Shorten the configuration",
                              path.string(), writer.builder_.GetSize(), wire::kMaxPayload));
    }
    done = writer.write_built(wire::FrameType::header);
  }
  if (!done) {
    return tl::make_unexpected(done.error());
  }
  return writer;
}

Result<GaitWriter> GaitWriter::append(const std::filesystem::path& path, std::uint64_t size,
                                      const std::array<std::uint32_t, 2>& packets) {
  auto file = open_to_append(path, size);
  if (!file) {
    return tl::make_unexpected(file.error());
  }
  GaitWriter writer(path, std::move(*file));
  writer.packets_ = packets;
  return writer;
}

Result<void> GaitWriter::write_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
  const auto vector = builder_.CreateVector(bytes.data(), bytes.size());
  builder_.Finish(wire::CreatePacketFrame(builder_, arrival_us, side_of(foot), vector));
  ++packets_[static_cast<std::size_t>(index(foot))];
  return write_built(wire::FrameType::packet);
}

Result<void> GaitWriter::write_mark(std::int64_t at_us, std::string_view text) {
  const auto string = builder_.CreateString(text);
  builder_.Finish(wire::CreateMarkFrame(builder_, at_us, string));
  return write_built(wire::FrameType::mark);
}

Result<void> GaitWriter::write_gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason) {
  const auto string = builder_.CreateString(reason);
  builder_.Finish(wire::CreateGapFrame(builder_, side_of(foot), from_us, to_us, string));
  return write_built(wire::FrameType::gap);
}

Result<void> GaitWriter::write_clock(Foot foot, const ClockSegment& s) {
  const flatbuffers::Optional<std::int64_t> uncertainty_us =
      s.uncertainty_us ? flatbuffers::Optional<std::int64_t>(*s.uncertainty_us) : flatbuffers::nullopt;
  builder_.Finish(wire::CreateClockFrame(builder_, side_of(foot), s.device_us, s.session_us, s.rate_ppm,
                                         s.correction_us, uncertainty_us, s.anew));
  return write_built(wire::FrameType::clock);
}

Result<void> GaitWriter::finish() {
  builder_.Finish(wire::CreateEndFrame(builder_, packets_[0], packets_[1]));
  auto done = write_built(wire::FrameType::end);
  if (done && fsync(fileno(file_.get())) != 0 && errno != EINVAL) {  // EINVAL: not a file that can be synced
    done = fail(fmt::format("{} could not be written to the end: {}. What was recorded before is in it", path_.string(),
                            std::strerror(errno)));
  }
  file_.reset();
  return done;
}

Result<void> GaitWriter::write_built(wire::FrameType type) {
  const std::span<const std::uint8_t> payload(builder_.GetBufferPointer(), builder_.GetSize());
  const auto header = wire::frame_header(type, payload);
  frame_.assign(header.begin(), header.end());
  frame_.insert(frame_.end(), payload.begin(), payload.end());
  builder_.Clear();
  return write_bytes(frame_);
}

Result<void> GaitWriter::write_bytes(std::span<const std::uint8_t> bytes) {
  if (error_.empty() && std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) {
    error_ =
        fmt::format("{} could not be written: {}. What was recorded before is in it; make room and go on in a new file",
                    path_.string(), std::strerror(errno));
  }
  if (!error_.empty()) {
    return fail(error_);
  }
  return {};
}

}  // namespace backstep::host
