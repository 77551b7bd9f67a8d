#include "host/recording/gait_frames.h"

#include <fmt/format.h>

#include "host/recording/gait_header_codec.h"
#include "schemas/recording_generated.h"

namespace backstep::host {

Result<GaitFrames::Bytes> GaitFrames::start(const RecordingHeader& header, const std::string& file) {
  bytes_.assign(wire::kFileMagic.begin(), wire::kFileMagic.end());
  for (int copy = 0; copy < 2; ++copy) {  // twice: see HeaderFrame
    builder_.Finish(build_header(builder_, header));
    if (builder_.GetSize() > wire::kMaxPayload) {
      return fail({.kind = ErrorKind::output,
                   .where = file,
                   .what = fmt::format("its header would take {} bytes", builder_.GetSize()),
                   .expected = fmt::format("at most {}", wire::kMaxPayload),
                   .todo = "Shorten the configuration"});
    }
    append(wire::FrameType::header);
  }
  return Bytes(bytes_);
}

GaitFrames::Bytes GaitFrames::packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
  const auto vector = builder_.CreateVector(bytes.data(), bytes.size());
  builder_.Finish(wire::CreatePacketFrame(builder_, arrival_us, side_of(foot), vector));
  return built(wire::FrameType::packet);
}

GaitFrames::Bytes GaitFrames::mark(std::int64_t at_us, std::string_view text) {
  const auto string = builder_.CreateString(text);
  builder_.Finish(wire::CreateMarkFrame(builder_, at_us, string));
  return built(wire::FrameType::mark);
}

GaitFrames::Bytes GaitFrames::gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason) {
  const auto string = builder_.CreateString(reason);
  builder_.Finish(wire::CreateGapFrame(builder_, side_of(foot), from_us, to_us, string));
  return built(wire::FrameType::gap);
}

GaitFrames::Bytes GaitFrames::clock(Foot foot, const ClockSegment& s) {
  const flatbuffers::Optional<std::int64_t> uncertainty_us =
      s.uncertainty_us ? flatbuffers::Optional<std::int64_t>(*s.uncertainty_us) : flatbuffers::nullopt;
  builder_.Finish(wire::CreateClockFrame(builder_, side_of(foot), s.device_us, s.session_us, s.rate_ppm,
                                         s.correction_us, uncertainty_us, s.anew, s.boot_id));
  return built(wire::FrameType::clock);
}

GaitFrames::Bytes GaitFrames::end(const std::array<std::uint32_t, 2>& packets) {
  builder_.Finish(wire::CreateEndFrame(builder_, packets[0], packets[1]));
  return built(wire::FrameType::end);
}

GaitFrames::Bytes GaitFrames::built(wire::FrameType type) {
  bytes_.clear();
  append(type);
  return bytes_;
}

void GaitFrames::append(wire::FrameType type) {
  const std::span<const std::uint8_t> payload(builder_.GetBufferPointer(), builder_.GetSize());
  const auto header = wire::frame_header(type, payload);
  bytes_.insert(bytes_.end(), header.begin(), header.end());
  bytes_.insert(bytes_.end(), payload.begin(), payload.end());
  builder_.Clear();
}

}  // namespace backstep::host
