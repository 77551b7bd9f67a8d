#include "host/session/live_session.h"

#include <fmt/format.h>

#include <utility>

#include "host/recording/gait_header_codec.h"
#include "host/sink/names.h"

namespace backstep::host {
namespace {

constexpr std::array kFeet = {Foot::left, Foot::right};
constexpr std::uint8_t kCompactBootMask = 7;

/// The header as a reader will see it: what goes into a file as 32-bit numbers comes back as such.
RecordingHeader as_read(const RecordingHeader& header) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(build_header(builder, header));
  return read_header_frame(*flatbuffers::GetRoot<wire::HeaderFrame>(builder.GetBufferPointer()));
}

SourceInfo info_of(const RecordingHeader& header) {
  SourceInfo info;
  info.common_clock = header.common_clock;
  for (std::size_t i = 0; i < 2; ++i) {
    if (header.devices[i]) {
      info.has_foot[i] = true;
      info.rate_hz[i] = header.devices[i]->rate_hz;
    }
  }
  return info;
}

}  // namespace

Result<std::unique_ptr<LiveSession>> LiveSession::start(const LiveSettings& settings, SetupOf setup_of,
                                                        std::span<Sink* const> sinks) {
  RecordingHeader header;
  header.software = settings.software;
  header.origin = "live";
  header.start_utc_us = settings.start_utc_us;
  for (const Foot foot : kFeet) {
    if (const auto& shoe = settings.shoes[at(foot)]) {
      auto device = recorded_device(shoe->device, shoe->calibration ? &*shoe->calibration : nullptr);
      if (!device) {
        return fail(fmt::format(
            "the {} shoe tells of a sensor without a possible rate or scale; restart it, or update it", name(foot)));
      }
      if (settings.calibration[at(foot)]) {
        device->calibration = settings.calibration[at(foot)];
      }
      header.devices[at(foot)] = std::move(device);
    }
  }
  header = as_read(header);
  std::optional<GaitWriter> writer;
  if (!settings.recording.empty()) {
    auto created = GaitWriter::create(settings.recording, header);
    if (!created) {
      return tl::make_unexpected(created.error());
    }
    writer.emplace(std::move(*created));
  }
  SessionConfig config = fitted_to(info_of(header), settings.config);
  ShoeCalibration calibration;
  for (const Foot foot : kFeet) {
    if (const auto& device = header.devices[at(foot)]) {
      config.setup[at(foot)] = setup_of(*device);
      calibration[at(foot)] = device->calibration;
    }
  }
  std::unique_ptr<LiveSession> session(new LiveSession(std::move(header), config, calibration, sinks));
  session->writer_ = std::move(writer);
  for (const Foot foot : kFeet) {
    session->missing_[at(foot)] = MissingPackets(settings.packets_made[at(foot)]);
  }
  return session;
}

LiveSession::LiveSession(RecordingHeader header, const SessionConfig& config, const ShoeCalibration& calibration,
                         std::span<Sink* const> sinks)
    : header_(std::move(header)),
      ingest_(header_, kLiveWait_us),
      pipeline_(std::make_unique<SessionPipeline>(config, calibration)),
      run_(*pipeline_, sinks) {}

Result<void> LiveSession::on_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
  Result<void> written;
  if (writer_) {
    written = writer_->write_packet(foot, bytes, arrival_us);
    if (!written) {
      writer_.reset();
    }
  }
  wire::Packet packet;
  if (wire::parse_packet(bytes, packet) == wire::PacketError::none) {
    auto& boot = boot_[at(foot)];
    const auto mask = static_cast<std::uint8_t>(packet.compact ? kCompactBootMask : 0xFF);
    if (boot && (*boot & mask) != (packet.boot & mask)) {
      missing_[at(foot)].restarted();
    }
    boot = packet.boot;
    missing_[at(foot)].received(packet);
  }
  ingest_.push(foot, bytes, arrival_us);
  drain();
  return written;
}

void LiveSession::drain() {
  while (const auto reading = ingest_.next()) {
    run_.push(*reading);
  }
}

void LiveSession::note(Result<void> written) {
  if (!written && write_error_.empty()) {
    write_error_ = written.error().message;
  }
}

void LiveSession::on_reconnected(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason) {
  missing_[at(foot)].reconnected();
  if (writer_) {
    note(writer_->write_gap(foot, from_us, to_us, reason));
  }
}

void LiveSession::on_mark(std::int64_t at_us, std::string_view text) {
  if (writer_) {
    note(writer_->write_mark(at_us, text));
  }
}

std::optional<MissingPackets::Range> LiveSession::next_request(Foot foot, std::int64_t now_us) {
  return missing_[at(foot)].next_request(now_us);
}

void LiveSession::on_resend_reply(Foot foot, const MissingPackets::Range& asked, wire::ReplyStatus status,
                                  const wire::Resending& coming) {
  missing_[at(foot)].answered(asked, status, coming);
}

void LiveSession::on_packets_made(Foot foot, std::uint32_t packets) {
  if (packets > 0) {
    missing_[at(foot)].made(packets - 1);
  }
}

LiveFoot LiveSession::foot(Foot foot) const {
  return {ingest_.counters(foot), missing_[at(foot)].missing(), missing_[at(foot)].gone()};
}

bool LiveSession::complete() const { return missing_[0].missing() == 0 && missing_[1].missing() == 0; }

Result<void> LiveSession::finish() {
  ingest_.finish();
  drain();
  run_.finish();
  if (writer_) {
    note(writer_->finish());
    writer_.reset();
  }
  return write_error_.empty() ? Result<void>{} : fail(write_error_);
}

}  // namespace backstep::host
