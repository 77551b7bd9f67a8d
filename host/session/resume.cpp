// A live session that goes on with the recording of an earlier one.
#include <fmt/format.h>

#include <algorithm>

#include "host/base/names.h"
#include "host/recording/gait_header_codec.h"
#include "host/session/live_session.h"

namespace backstep::host {
namespace {

std::string difference(const std::string& recording, const RecordingHeader& header, const LiveSettings& settings) {
  for (const Foot foot : kFeet) {
    const auto i = index(foot);
    const auto& before = header.devices[i];
    if (!settings.shoes[i]) {
      continue;
    }
    const auto now = recorded_device(settings.shoes[i]->device, nullptr);
    if (!before) {
      return fmt::format("{} has no {} shoe, and one was found", recording, name(foot));
    }
    if (!now || now->serial != before->serial) {
      return fmt::format("{} is of the {} shoe {}, and the one found is {}", recording, name(foot), before->serial,
                         now ? now->serial : "not known");
    }
    if (now->rate_hz != before->rate_hz || now->scales.acc_lsb_mps2 != before->scales.acc_lsb_mps2 ||
        now->scales.gyr_lsb_radps != before->scales.gyr_lsb_radps) {
      return fmt::format("the {} shoe now has another rate or range than in {}", name(foot), recording);
    }
  }
  return {};
}

}  // namespace

Result<ResumePoint> find_resume_point(Result<std::unique_ptr<EarlierRecording>> recording) {
  if (!recording) {
    return tl::make_unexpected(recording.error());
  }
  auto reader = GaitReader::open((*recording)->open());
  if (!reader) {
    return tl::make_unexpected(reader.error());
  }
  const RecordingHeader& header = reader->header();
  if (header.origin != kLiveOrigin || !header.start_utc_us) {
    return fail({.where = reader->name(),
                 .what = fmt::format("it was not recorded from shoes ({}), so they cannot go on with it",
                                     header.origin.empty() ? "its origin is not known" : header.origin),
                 .todo = "Record to a new file"});
  }
  ResumePoint point;
  point.start_utc_us = *header.start_utc_us;
  point.recording = std::move(*recording);
  point.settings = header.configuration;
  while (const auto record = reader->next()) {
    if (const auto* packet = std::get_if<PacketRecord>(&*record)) {
      point.latest_us = std::max(point.latest_us, packet->arrival_us);
      ++point.packets[index(packet->foot)];
    }
  }
  if (reader->report().unreadable) {  // what is behind would be cut off
    return fail({.where = fmt::format("{}, byte {}", reader->name(), reader->report().end_offset),
                 .what = "cannot be read further",
                 .todo = "Check the disk, and record to a new file"});
  }
  point.whole_bytes = reader->report().whole_bytes();
  return point;
}

Result<std::unique_ptr<LiveSession>> LiveSession::resume(const LiveSettings& settings, ResumePoint point,
                                                         SetupOf setup_of, std::span<Sink* const> sinks) {
  auto reader = GaitReader::open(point.recording->open());
  if (!reader) {
    return tl::make_unexpected(reader.error());
  }
  if (const std::string fault = rate_fault(reader->header()); !fault.empty()) {
    return fail(
        {.where = reader->name(), .what = fmt::format("by its header {}", fault), .todo = "Record to a new file"});
  }
  if (const std::string why = difference(reader->name(), reader->header(), settings); !why.empty()) {
    return fail({.what = why, .todo = "Record to a new file"});
  }
  auto writer = point.recording->append(point.whole_bytes, point.packets);
  if (!writer) {
    return tl::make_unexpected(writer.error());
  }
  std::unique_ptr<LiveSession> session(new LiveSession(reader->header(), reader->name(), settings, setup_of, sinks));
  for (const Foot foot : kFeet) {
    if (const auto& device = session->header_.devices[index(foot)]) {
      session->shoes_[index(foot)].missing = MissingPackets(device->first_sequence);
    }
  }
  const auto clocks = session->replay(*reader);
  for (const Foot foot : kFeet) {
    const auto& device = session->header_.devices[index(foot)];
    if (!device || !settings.shoes[index(foot)]) {
      continue;
    }
    Shoe& shoe = session->shoes_[index(foot)];
    shoe.clock.emplace(device->rate_hz);
    if (clocks[index(foot)]) {
      shoe.clock->resume(*clocks[index(foot)]);
    }
    session->on_connected(foot, settings.shoes[index(foot)]->device.boot_id());
    for (const TimeExchange& exchange : settings.exchanges[index(foot)]) {
      shoe.clock->push(exchange);
    }
  }
  session->writer_ = std::move(*writer);
  return session;
}

std::array<std::optional<ClockSegment>, 2> LiveSession::replay(GaitReader& reader) {
  std::array<std::optional<ClockSegment>, 2> clocks;
  while (const auto record = reader.next()) {
    if (const auto* p = std::get_if<PacketRecord>(&*record)) {
      const auto packets = ingest_.judge(p->foot, p->bytes, p->arrival_us);
      for (const OrderedPacket& packet : packets) {
        take_note(p->foot, packet);
      }
      ingest_.take(p->foot, packets, p->arrival_us);
    } else if (const auto* clock = std::get_if<ClockRecord>(&*record)) {
      clocks[index(clock->foot)] = clock->segment;
      ingest_.set_clock(clock->foot, clock->segment);
    }
    drain();
    if (const auto* mark = std::get_if<MarkRecord>(&*record)) {
      run_.mark(mark->at_us, mark->text);
    }
  }
  return clocks;
}

}  // namespace backstep::host
