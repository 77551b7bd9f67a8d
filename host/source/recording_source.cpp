#include "host/source/recording_source.h"

#include <fmt/format.h>

#include <string_view>

#include "host/base/names.h"
#include "host/ingest/session_ingest.h"
#include "host/recording/gait_reader.h"
#include "host/source/unused_packets.h"

namespace backstep::host {
namespace {

std::int64_t wait_us(Waiting waiting) { return waiting == Waiting::as_live ? kLiveWait_us : kWaitForAll_us; }

class RecordingSource final : public Source {
 public:
  RecordingSource(GaitReader reader, Waiting waiting)
      : reader_(std::move(reader)), waiting_(waiting), ingest_(reader_.header(), wait_us(waiting)) {
    const RecordingHeader& header = reader_.header();
    info_.name = reader_.name();
    info_.common_clock = header.common_clock;
    info_.start_utc_us = header.start_utc_us;
    for (const std::size_t foot : {0U, 1U}) {
      if (const auto& device = header.devices[foot]) {
        info_.has_foot[foot] = true;
        info_.rate_hz[foot] = device->rate_hz;
      }
    }
  }

  const SourceInfo& info() const override { return info_; }

  std::optional<Reading> next() override {
    while (true) {
      if (auto reading = ingest_.next()) {
        return reading;
      }
      if (at_end_) {
        return std::nullopt;
      }
      read_on();
    }
  }

  void rewind() override {
    reader_.rewind();
    ingest_ = SessionIngest(reader_.header(), wait_us(waiting_));
    report_ = {};
    at_end_ = false;
  }

  const SourceReport& report() const override { return report_; }

  double share() const override { return reader_.share(); }

 private:
  void read_on() {
    const auto record = reader_.next();
    if (!record) {
      at_end_ = true;
      ingest_.finish();
      conclude();
    } else if (const auto* packet = std::get_if<PacketRecord>(&*record)) {
      ingest_.push(packet->foot, packet->bytes, packet->arrival_us);
    } else if (const auto* clock = std::get_if<ClockRecord>(&*record)) {
      ingest_.set_clock(clock->foot, clock->segment);
    } else if (const auto* mark = std::get_if<MarkRecord>(&*record)) {
      report_.marks.push_back({mark->at_us, mark->text});
    }
  }

  void conclude() {
    report_.damaged = !reader_.report().whole();
    for (std::string& damage : damage_sentences(reader_.name(), reader_.report())) {
      report_.warnings.emplace_back(std::move(damage));
    }
    const FileReport& file = reader_.report();
    if (file.damage_count > 0) {
      // Nothing follows a cut: no stride lies across it.
      const bool only_cut = file.damage_count == 1 && file.damages.front().cut;
      if (!only_cut) {
        report_.warnings.emplace_back("strides next to the loss are marked \"gap\"");
      }
      report_.warnings.back().hint = Hint::recover;
      report_.warnings.back().hint_value = reader_.name();
    }
    for (const Foot foot : {Foot::left, Foot::right}) {
      const auto i = index(foot);
      if (info_.has_foot[i]) {
        const FootCounters& c = ingest_.counters(foot);
        report_.samples[i] = c.samples;
        report_.lost[i] = c.lost_samples;
        warn_of(name(foot), c);
      }
    }
  }

  void warn_of(std::string_view foot, const FootCounters& c) {
    const auto warn = [&](Sentence sentence) { report_.warnings.push_back(std::move(sentence)); };
    if (mostly_unused(c)) {
      report_.damaged = true;
      warn({fmt::format("{}: {} foot: {}", reader_.name(), foot, unused_words(c)), Hint::diagnose, reader_.name()});
    }
    if (c.samples == 0) {
      warn(fmt::format("{}: {} foot without a single sample", reader_.name(), foot));
      return;
    }
    if (c.gaps > 0) {
      const auto all = static_cast<double>(c.samples + c.lost_samples);
      warn(fmt::format("{}: {} foot lost {} samples ({:.2g} %) in {} gap{}", reader_.name(), foot, c.lost_samples,
                       100 * static_cast<double>(c.lost_samples) / all, c.gaps, c.gaps == 1 ? "" : "s"));
    }
    if (c.reboots > 0) {
      warn(fmt::format("{}: {} shoe restarted {} time{}; its clock was mapped anew by arrival times", reader_.name(),
                       foot, c.reboots, c.reboots == 1 ? "" : "s"));
    }
    if (c.clock_jumps > 0) {
      warn(fmt::format("{}: {} shoe's clock was set {} time{} without a restart; it was mapped anew by arrival times",
                       reader_.name(), foot, c.clock_jumps, c.clock_jumps == 1 ? "" : "s"));
    }
    if (c.not_believed > 0 && !mostly_unused(c)) {
      warn(fmt::format(
          "{}: {} foot sent {} packet{} whose number, time or start of the shoe contradict{} the packets "
          "around; left out",
          reader_.name(), foot, c.not_believed, c.not_believed == 1 ? "" : "s", c.not_believed == 1 ? "s" : ""));
    }
    if (c.invalid > 0 && !mostly_unused(c)) {
      warn(fmt::format("{}: {} foot sent {} notification{} that {} no packet; left out", reader_.name(), foot,
                       c.invalid, c.invalid == 1 ? "" : "s", c.invalid == 1 ? "is" : "are"));
    }
  }

  GaitReader reader_;
  Waiting waiting_;
  SessionIngest ingest_;
  SourceInfo info_;
  SourceReport report_;
  bool at_end_ = false;
};

}  // namespace

Result<std::unique_ptr<Source>> open_recording(Result<Input> input, Waiting waiting) {
  auto reader = GaitReader::open(std::move(input));
  if (!reader) {
    return tl::make_unexpected(reader.error());
  }
  return open_recording(std::move(*reader), waiting);
}

Result<std::unique_ptr<Source>> open_recording(GaitReader reader, Waiting waiting) {
  const std::string name = reader.name();
  const auto refused = [&](std::string what) {
    return fail({.where = name, .what = std::move(what), .hint = Hint::diagnose, .hint_value = name});
  };
  const auto& devices = reader.header().devices;
  if (!devices[0] && !devices[1]) {
    return fail({.where = name,
                 .what = "its header names no sensor with scales",
                 .expected = "one for left or right",
                 .hint = Hint::diagnose,
                 .hint_value = name});
  }
  if (const std::string fault = rate_fault(reader.header()); !fault.empty()) {
    return refused(fmt::format("by its header {}", fault));
  }
  auto source = std::make_unique<RecordingSource>(std::move(reader), waiting);
  if (!source->next()) {
    return refused("it holds no sample of either foot");
  }
  source->rewind();
  return source;
}

Result<RecordingHeader> read_header(Result<Input> input) {
  auto reader = GaitReader::open(std::move(input));
  if (!reader) {
    return tl::make_unexpected(reader.error());
  }
  return reader->header();
}

}  // namespace backstep::host
