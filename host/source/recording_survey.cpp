#include "host/source/recording_survey.h"

#include "host/source/foot_surveyor.h"

namespace backstep::host {
namespace {

constexpr std::size_t kMaxMarks = 1000;
constexpr std::int64_t kWait_us = 60'000'000;  // longer than a shoe can resend

/// Decoder and surveyor of one foot.
class FootReading {
 public:
  explicit FootReading(const RecordedDevice& device) : decoder_(device, kWait_us), surveyor_(device.rate_hz) {}

  void push(const PacketRecord& packet) {
    decoder_.push(packet.bytes, packet.arrival_us);
    take();
  }

  FootSurvey finish() {
    decoder_.finish();
    take();
    return surveyor_.finish(decoder_.counters());
  }

 private:
  void take() {
    for (; decoder_.front() != nullptr; decoder_.pop()) {
      surveyor_.add(decoder_.front()->sample, decoder_.front()->arrival_us);
    }
  }

  FootDecoder decoder_;
  FootSurveyor surveyor_;
};

}  // namespace

Result<RecordingSurvey> survey_recording(const std::filesystem::path& path) {
  auto reader = GaitReader::open(path);
  if (!reader) {
    return tl::make_unexpected(reader.error());
  }
  RecordingSurvey survey;
  survey.header = reader->header();
  std::array<std::optional<FootReading>, 2> feet;
  for (std::size_t i = 0; i < feet.size(); ++i) {
    if (survey.header.devices[i]) {
      feet[i].emplace(*survey.header.devices[i]);
    }
  }
  while (const auto record = reader->next()) {
    if (const auto* packet = std::get_if<PacketRecord>(&*record)) {
      auto& foot = feet[static_cast<std::size_t>(index(packet->foot))];
      if (foot) {
        foot->push(*packet);
      } else {
        ++survey.unknown_packets;
      }
    } else if (const auto* mark = std::get_if<MarkRecord>(&*record);
               mark != nullptr && survey.marks.size() < kMaxMarks) {
      survey.marks.push_back(*mark);
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
