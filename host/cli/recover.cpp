#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/recording/file_claims.h"
#include "host/recording/gait_reader.h"
#include "host/recording/gait_writer.h"

namespace backstep::cli {
namespace {

struct RecoverOptions {
  std::string recording;
  std::string output;
};

std::string default_output(const std::filesystem::path& recording) {
  return (recording.parent_path() / (recording.stem().string() + "-recovered.gait")).string();
}

/// Copies one record; `latest_us` follows the newest time seen.
host::Result<void> copy(const host::Record& record, host::GaitWriter& writer, std::int64_t& latest_us) {
  if (const auto* p = std::get_if<host::PacketRecord>(&record)) {
    latest_us = std::max(latest_us, p->arrival_us);
    return writer.write_packet(p->foot, p->bytes, p->arrival_us);
  }
  if (const auto* m = std::get_if<host::MarkRecord>(&record)) {
    return writer.write_mark(m->at_us, m->text);
  }
  if (const auto* c = std::get_if<host::ClockRecord>(&record)) {
    return writer.write_clock(c->foot, c->segment);
  }
  const auto& g = std::get<host::GapRecord>(record);
  return writer.write_gap(g.foot, g.from_us, g.to_us, g.reason);
}

int recover(const RecoverOptions& o) {
  const std::string output = o.output.empty() ? default_output(o.recording) : o.output;
  host::FileClaims claims;
  claims.reads(o.recording);
  if (auto free = claims.records(output); !free) {
    return tell(free.error());
  }
  auto reader = host::GaitReader::open(o.recording);
  if (!reader) {
    return tell(reader.error());
  }
  auto writer = host::GaitWriter::create(output, reader->header());
  if (!writer) {
    return tell(writer.error());
  }
  std::size_t records = 0;
  std::int64_t latest_us = 0;
  while (const auto record = reader->next()) {
    if (const auto done = copy(*record, *writer, latest_us); !done) {
      return tell(done.error());
    }
    ++records;
  }
  const auto sentences = host::damage_sentences(o.recording, reader->report());
  for (const std::string& sentence : sentences) {
    say(sentence);
    if (const auto done = writer->write_mark(latest_us, "recovered: " + sentence); !done) {
      return tell(done.error());
    }
  }
  if (const auto done = writer->finish(); !done) {
    return tell(done.error());
  }
  show(fmt::format("Saved {}: {} records, {} bytes left out. Next: backstep analyze {}", output, records,
                   reader->report().damage_bytes, output));
  return sentences.empty() ? 0 : 3;
}

}  // namespace

void add_recover(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<RecoverOptions>();
  auto* cmd = app.add_subcommand("recover", "Save what is whole in a damaged recording to a new file");
  cmd->add_option("recording", o->recording, "A .gait file; it is only read")->required();
  cmd->add_option("-o,--output", o->output, "File to write; default: the name with -recovered");
  cmd->footer(
      "Exit code: 0 all was whole, 3 saved with loss, 1 nothing could be saved.\n"
      "Example: backstep recover walk.gait -o saved.gait");
  cmd->callback([o, &exit_code] { exit_code = recover(*o); });
}

}  // namespace backstep::cli
