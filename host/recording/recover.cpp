#include "host/recording/recover.h"

#include <algorithm>

#include "host/base/file.h"
#include "host/recording/gait_reader.h"
#include "host/recording/gait_writer.h"
#include "host/recording/recording_file.h"

namespace backstep::host {
namespace {

/// Copies one record; `latest_us` follows the newest time seen.
Result<void> copy(const Record& record, GaitWriter& writer, std::int64_t& latest_us) {
  if (const auto* p = std::get_if<PacketRecord>(&record)) {
    latest_us = std::max(latest_us, p->arrival_us);
    return writer.write_packet(p->foot, p->bytes, p->arrival_us);
  }
  if (const auto* m = std::get_if<MarkRecord>(&record)) {
    return writer.write_mark(m->at_us, m->text);
  }
  if (const auto* c = std::get_if<ClockRecord>(&record)) {
    return writer.write_clock(c->foot, c->segment);
  }
  const auto& g = std::get<GapRecord>(record);
  return writer.write_gap(g.foot, g.from_us, g.to_us, g.reason);
}

}  // namespace

Result<Recovered> recover(const std::filesystem::path& recording, const std::filesystem::path& output,
                          const std::function<void(const std::string& damage)>& tell) {
  auto reader = GaitReader::open(open_input(recording));
  if (!reader) {
    return tl::make_unexpected(reader.error());
  }
  auto writer = GaitWriter::create(new_recording(output), reader->header());
  if (!writer) {
    return tl::make_unexpected(writer.error());
  }
  Recovered recovered;
  std::int64_t latest_us = 0;
  Result<void> written;
  while (const auto record = reader->next()) {  // to the end, as every damage is to be told
    if (written) {
      written = copy(*record, *writer, latest_us);
      ++recovered.records;
    }
  }
  recovered.left_out_bytes = reader->report().damage_bytes;
  recovered.whole = reader->report().whole();
  for (const std::string& damage : damage_sentences(recording.string(), reader->report())) {
    tell(damage);
    if (written) {
      written = writer->write_mark(latest_us, "recovered: " + damage);
    }
  }
  if (written) {
    written = writer->finish();
  }
  if (!written) {
    return tl::make_unexpected(written.error());
  }
  return recovered;
}

}  // namespace backstep::host
