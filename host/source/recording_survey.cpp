#include "host/source/recording_survey.h"

#include <algorithm>

#include "host/ingest/session_ingest.h"
#include "host/source/foot_surveyor.h"

namespace backstep::host {
namespace {

constexpr std::size_t kMaxListed = 1000;

/// Decoder and surveyor of one foot.
class FootReading {
 public:
  FootReading(Foot foot, const RecordedDevice& device, const SampleVisitor& visitor)
      : foot_(foot), visitor_(visitor), decoder_(device, kWaitForAll_us), surveyor_(device.rate_hz) {}

  void push(const PacketRecord& packet) {
    decoder_.push(packet.bytes, packet.arrival_us);
    take();
  }

  void set_clock(const ClockSegment& segment) {
    decoder_.set_clock(segment);
    take();
    clock_ = segment;
    worst_us_ = std::max(worst_us_, segment.uncertainty_us);
  }

  FootSurvey finish() {
    decoder_.finish();
    take();
    FootSurvey survey = surveyor_.finish(decoder_.counters());
    if (clock_) {  // samples are on session time already: how far the shoe's own clock is off, the fit tells
      survey.clock_drift_ppm = -clock_->rate_ppm;
      survey.clock_uncertainty_us = worst_us_;
    }
    return survey;
  }

 private:
  void take() {
    for (; decoder_.front() != nullptr; decoder_.pop()) {
      surveyor_.add(decoder_.front()->sample, decoder_.front()->arrival_us);
      if (visitor_) {
        visitor_(foot_, decoder_.front()->sample);
      }
    }
  }

  Foot foot_;
  const SampleVisitor& visitor_;
  FootDecoder decoder_;
  FootSurveyor surveyor_;
  std::optional<ClockSegment> clock_;
  std::optional<std::int64_t> worst_us_;
};

}  // namespace

Result<RecordingSurvey> survey_recording(Result<Input> input, const SampleVisitor& visitor) {
  auto reader = GaitReader::open(std::move(input));
  if (!reader) {
    return tl::make_unexpected(reader.error());
  }
  RecordingSurvey survey;
  survey.header = reader->header();
  std::array<std::optional<FootReading>, 2> feet;
  for (const Foot foot : kFeet) {
    if (const auto& device = survey.header.devices[index(foot)]) {
      feet[index(foot)].emplace(foot, *device, visitor);
    }
  }
  while (const auto record = reader->next()) {
    if (const auto* packet = std::get_if<PacketRecord>(&*record)) {
      auto& foot = feet[index(packet->foot)];
      if (foot) {
        foot->push(*packet);
      } else {
        ++survey.unknown_packets;
      }
    } else if (const auto* clock = std::get_if<ClockRecord>(&*record)) {
      if (auto& foot = feet[index(clock->foot)]) {
        foot->set_clock(clock->segment);
      }
    } else if (const auto* mark = std::get_if<MarkRecord>(&*record);
               mark != nullptr && survey.marks.size() < kMaxListed) {
      survey.marks.push_back(*mark);
    } else if (const auto* outage = std::get_if<GapRecord>(&*record);
               outage != nullptr && survey.outages.size() < kMaxListed) {
      survey.outages.push_back(*outage);
    }
  }
  for (std::size_t i = 0; i < feet.size(); ++i) {
    if (feet[i]) {
      survey.feet[i] = feet[i]->finish();
    }
  }
  survey.file = reader->report();
  survey.file_bytes = survey.file.end_offset;
  return survey;
}

}  // namespace backstep::host
