#include "host/session/live_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/names.h"
#include "host/recording/gait_header_codec.h"
#include "host/session/feet_report.h"
#include "host/session/thresholds.h"

namespace backstep::host {
namespace {

/// The header as a reader will see it: what goes into a file as 32-bit numbers comes back as such.
RecordingHeader as_read(const RecordingHeader& header) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(build_header(builder, header));
  return read_header_frame(*flatbuffers::GetRoot<wire::HeaderFrame>(builder.GetBufferPointer()));
}

SourceInfo info_of(const RecordingHeader& header, const std::string& name = {}) {
  SourceInfo info;
  info.name = name;
  info.start_utc_us = header.start_utc_us;
  info.common_clock = header.common_clock;
  for (std::size_t i = 0; i < 2; ++i) {
    if (header.devices[i]) {
      info.has_foot[i] = true;
      info.rate_hz[i] = header.devices[i]->rate_hz;
    }
  }
  return info;
}

SessionConfig config_of(const RecordingHeader& header, const SessionConfig& wanted, LiveSession::SetupOf setup_of) {
  SessionConfig config = fitted_to(info_of(header), wanted);
  for (std::size_t i = 0; i < 2; ++i) {
    if (const auto& device = header.devices[i]) {
      config.setup[i] = setup_of(*device);
    }
  }
  return config;
}

ShoeCalibration calibration_of(const RecordingHeader& header) {
  ShoeCalibration calibration;
  for (std::size_t i = 0; i < 2; ++i) {
    if (const auto& device = header.devices[i]) {
      calibration[i] = device->calibration;
    }
  }
  return calibration;
}

}  // namespace

Result<std::unique_ptr<LiveSession>> LiveSession::start(const LiveSettings& settings, SetupOf setup_of,
                                                        std::span<Sink* const> sinks) {
  RecordingHeader header;
  header.software = settings.software;
  header.origin = kLiveOrigin;
  header.start_utc_us = settings.start_utc_us;
  header.configuration = settings.settings;
  for (const Foot foot : kFeet) {
    if (const auto& shoe = settings.shoes[index(foot)]) {
      auto device = recorded_device(shoe->device, shoe->calibration ? &*shoe->calibration : nullptr);
      if (!device) {
        return fail({.kind = ErrorKind::device,
                     .what = fmt::format("the {} shoe tells of a sensor without a possible scale", name(foot)),
                     .todo = "Restart it, or update it"});
      }
      if (settings.calibration[index(foot)]) {
        device->calibration = settings.calibration[index(foot)];
      }
      device->first_sequence = settings.packets_made[index(foot)];
      header.devices[index(foot)] = std::move(device);
    }
  }
  if (const std::string fault = rate_fault(header); !fault.empty()) {
    return fail({.kind = ErrorKind::device, .what = fault, .todo = "Restart the shoe, or update it"});
  }
  std::array<Shoe, 2> shoes;
  std::size_t known_clocks = 0;
  for (const Foot foot : kFeet) {
    if (const auto& device = header.devices[index(foot)]) {
      Shoe& shoe = shoes[index(foot)];
      shoe.missing = MissingPackets(settings.packets_made[index(foot)]);
      shoe.clock.emplace(device->rate_hz);
      for (const TimeExchange& exchange : settings.exchanges[index(foot)]) {
        shoe.clock->push(exchange);
      }
      known_clocks += shoe.clock->uncertainty_us().value_or(kCommonClock_us + 1) <= kCommonClock_us ? 1U : 0U;
    }
  }
  header.common_clock = known_clocks == shoes.size();
  header = as_read(header);
  std::unique_ptr<Recorder> writer;
  if (settings.recorder) {
    auto made = settings.recorder(header);
    if (!made) {
      return tl::make_unexpected(made.error());
    }
    writer = std::move(*made);
  }
  std::unique_ptr<LiveSession> session(
      new LiveSession(std::move(header), writer ? writer->name() : "", settings, setup_of, sinks));
  session->writer_ = std::move(writer);
  session->shoes_ = std::move(shoes);
  return session;
}

LiveSession::LiveSession(RecordingHeader header, const std::string& name, const LiveSettings& settings,
                         SetupOf setup_of, std::span<Sink* const> sinks)
    : header_(std::move(header)),
      info_(info_of(header_, name)),
      config_(config_of(header_, settings.config, setup_of)),
      ingest_(header_, kLiveWait_us),
      pipeline_(std::make_unique<SessionPipeline>(config_, calibration_of(header_))),
      run_(*pipeline_, info_, sinks) {
  for (Sink* const sink : sinks) {
    sink->on_begin({info_, settings.profile, settings.config.overstride.leg_length_m, true});
  }
}

Result<void> LiveSession::on_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
  const auto packets = ingest_.judge(foot, bytes, arrival_us);
  std::vector<ClockSegment> clock;
  for (const OrderedPacket& packet : packets) {
    take_note(foot, packet);
    if (const auto segment = follow(foot, packet)) {
      clock.push_back(*segment);
    }
  }
  auto written = write(foot, clock, bytes, arrival_us);
  for (const ClockSegment& segment : clock) {
    ingest_.set_clock(foot, segment);
  }
  ingest_.take(foot, packets, arrival_us);
  drain();
  return written;
}

void LiveSession::take_note(Foot foot, const OrderedPacket& packet) {
  Shoe& shoe = shoes_[index(foot)];
  if (packet.restarted && !shoe.restarted) {
    restart(foot);
  } else if (shoe.restarted && !packet.restarted) {
    return;  // sent before the restart: what it says of numbers and clock is over
  }
  shoe.missing.received(packet);
  if (packet.place != OrderedPacket::Place::late) {
    shoe.status = packet.packet.status;
    if (std::exchange(shoe.restarted, false) && shoe.newest_us) {
      shoe.uncounted_us += std::max<std::int64_t>(0, packet.arrival_us - *shoe.newest_us);
    }
    shoe.newest_us = packet.arrival_us;
  }
}

std::optional<ClockSegment> LiveSession::follow(Foot foot, const OrderedPacket& packet) {
  Shoe& shoe = shoes_[index(foot)];
  if (!shoe.clock || shoe.restarted || packet.place == OrderedPacket::Place::late) {
    return std::nullopt;
  }
  auto segment = shoe.clock->push_packet(packet.packet.first_us, packet.packet.count,
                                         packet.place == OrderedPacket::Place::next, packet.arrival_us);
  if (segment) {
    segment->boot_id = ingest_.boot_id(foot);
  }
  return segment;
}

void LiveSession::restart(Foot foot) {
  Shoe& shoe = shoes_[index(foot)];
  shoe.missing.restarted();
  shoe.restarted = true;
  if (shoe.clock) {
    shoe.clock->restart();
  }
}

/// The clock first: it says what time the packet is of.
Result<void> LiveSession::write(Foot foot, std::span<const ClockSegment> clock, std::span<const std::uint8_t> bytes,
                                std::int64_t arrival_us) {
  Result<void> written;
  for (const ClockSegment& segment : clock) {
    if (writer_ && written) {
      written = writer_->write_clock(foot, segment);
    }
  }
  if (writer_ && written) {
    written = writer_->write_packet(foot, bytes, arrival_us);
  }
  if (!written && writer_->broken()) {
    note(written);
    writer_.reset();
  }
  return written;
}

void LiveSession::on_connected(Foot foot, std::uint32_t boot_id) {
  if (ingest_.expect_boot(foot, boot_id)) {
    restart(foot);
  }
}

void LiveSession::on_exchange(Foot foot, const TimeExchange& exchange) {
  if (auto& clock = shoes_[index(foot)].clock) {
    clock->push(exchange);
  }
}

void LiveSession::drain() {
  while (const auto reading = ingest_.next()) {
    run_.push(*reading);
  }
}

void LiveSession::note(const Result<void>& written) {
  // A failure prevails over what was only done with loss.
  if (!written &&
      (!write_error_ || (write_error_->kind == ErrorKind::loss && written.error().kind != ErrorKind::loss))) {
    write_error_ = written.error();
  }
}

void LiveSession::on_reconnected(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason) {
  shoes_[index(foot)].missing.reconnected();
  on_gap(foot, from_us, to_us, reason);
}

void LiveSession::on_gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason) {
  if (writer_) {
    note(writer_->write_gap(foot, from_us, to_us, reason));
  }
}

void LiveSession::on_end_out_of_reach(Foot foot, std::int64_t from_us, std::int64_t to_us) {
  shoes_[index(foot)].uncounted_us += to_us - from_us;
  on_gap(foot, from_us, to_us, "ended while out of reach");
}

void LiveSession::on_mark(std::int64_t at_us, std::string_view text) {
  if (writer_) {
    note(writer_->write_mark(at_us, text));
  }
  run_.mark(at_us, text);
}

std::optional<MissingPackets::Range> LiveSession::next_request(Foot foot, std::int64_t now_us) {
  return shoes_[index(foot)].missing.next_request(now_us);
}

void LiveSession::on_resend_reply(Foot foot, const MissingPackets::Range& asked, wire::ReplyStatus status,
                                  const wire::Resending& coming) {
  shoes_[index(foot)].missing.answered(asked, status, coming);
}

void LiveSession::on_packets_made(Foot foot, std::uint32_t packets) {
  if (packets > 0) {
    shoes_[index(foot)].missing.made(packets - 1);
  }
}

LiveFoot LiveSession::foot(Foot foot) const {
  const Shoe& shoe = shoes_[index(foot)];
  LiveFoot live;
  live.counters = ingest_.counters(foot);
  live.missing = shoe.missing.missing();
  live.gone = shoe.missing.gone();
  live.uncounted_us = shoe.uncounted_us;
  live.status = shoe.status;
  if (shoe.clock) {
    live.delay_us = shoe.clock->delay_us();
    live.clock_uncertainty_us = shoe.clock->uncertainty_us();
  }
  return live;
}

WalkReport LiveSession::report(const SessionSummary& summary) const {
  WalkReport report;
  report.software = header_.software;
  report.info = info_;
  report.as_live = true;
  report.begin_us = run_.seen().first_us;
  report.end_us = run_.seen().last_us;
  for (const Foot foot : kFeet) {
    const FootCounters& counters = ingest_.counters(foot);
    report.source.samples[index(foot)] = counters.samples;
    report.source.lost[index(foot)] = counters.lost_samples;
  }
  report.overstride = config_.overstride;
  report.roll_min_rate_hz = config_.foot.roll.min_rate_hz;
  report.settings = settings_of(config_);
  report_feet(*pipeline_, config_, summary, report);
  return report;
}

bool LiveSession::complete() const { return shoes_[0].missing.missing() == 0 && shoes_[1].missing.missing() == 0; }

void LiveSession::close_recording() {
  if (writer_) {
    note(writer_->finish());
    writer_.reset();
  }
}

Result<void> LiveSession::finish() {
  struct Closing {  // the recording is closed also where a sink throws
    LiveSession& session;
    ~Closing() { session.close_recording(); }
  };
  {
    const Closing closing{*this};
    ingest_.finish();
    drain();
    run_.finish();
  }
  return write_error_ ? tl::make_unexpected(*write_error_) : Result<void>{};
}

}  // namespace backstep::host
