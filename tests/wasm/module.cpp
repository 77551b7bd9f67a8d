// What run.mjs calls: files in as bytes, texts out.
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "host/base/output.h"
#include "host/import/csv_walk.h"
#include "host/recording/gait_reader.h"
#include "host/recording/gait_writer.h"
#include "host/session/recorded_settings.h"
#include "host/sink/stride_table.h"
#include "host/walk/analyse.h"
#include "host/walk/open_walk.h"
#include "host/walk/settings.h"

namespace {

using namespace backstep;
using namespace backstep::host;

struct GivenFile {
  std::string name;
  std::vector<std::uint8_t> bytes;
  Input open() const { return in_memory(name, bytes); }
};

std::array<GivenFile, 2> given;
std::string said;  ///< the last answer

/// The recording once more, written into memory.
Result<Input> copied(Input input) {
  auto reader = GaitReader::open(std::move(input));
  if (!reader) {
    return tl::make_unexpected(reader.error());
  }
  std::vector<std::uint8_t> bytes;
  auto writer = GaitWriter::create(std::make_unique<RecordingInMemory>(bytes), reader->header());
  Result<void> done;
  while (const auto record = reader->next()) {
    if (const auto* packet = std::get_if<PacketRecord>(&*record); packet != nullptr && writer && done) {
      done = writer->write_packet(packet->foot, packet->bytes, packet->arrival_us);
    } else if (const auto* mark = std::get_if<MarkRecord>(&*record); mark != nullptr && writer && done) {
      done = writer->write_mark(mark->at_us, mark->text);
    } else if (const auto* gap = std::get_if<GapRecord>(&*record); gap != nullptr && writer && done) {
      done = writer->write_gap(gap->foot, gap->from_us, gap->to_us, gap->reason);
    } else if (const auto* clock = std::get_if<ClockRecord>(&*record); clock != nullptr && writer && done) {
      done = writer->write_clock(clock->foot, clock->segment);
    }
  }
  if (done && writer) {
    done = writer->finish();
  }
  return writer && done ? Result<Input>(in_memory(reader->name(), std::move(bytes)))
                        : tl::make_unexpected(writer ? done.error() : writer.error());
}

Result<OpenWalk> open(std::string_view how) {
  if (how != "tables") {
    return open_recorded_walk(how == "copy" ? copied(given[0].open()) : Result<Input>(given[0].open()),
                              how == "as live");
  }
  CsvWalk walk;
  for (std::size_t i = 0; i < 2; ++i) {
    walk.feet[i] = [i] { return given[i].open(); };
  }
  auto tracks = read_csv_walk(walk);
  if (!tracks) {
    return tl::make_unexpected(tracks.error());
  }
  return open_tracks(std::move(*tracks), false);
}

Result<void> analyse(std::string_view how, std::string& text) {
  auto walk = open(how);
  if (!walk) {
    return tl::make_unexpected(walk.error());
  }
  const auto recorded = read_recorded_settings(how == "as live" ? walk->settings : "", given[0].name);
  if (!recorded) {
    return tl::make_unexpected(recorded.error());
  }
  AnalysisOptions options;
  options.config = given[1].name == "settings.toml" ? given[1].name : "";
  auto with = settings(
      options, [](const std::string& /*name*/) { return given[1].open(); }, *recorded);
  if (!with) {
    return tl::make_unexpected(with.error());
  }
  with->as_live = how == "as live";
  OutputInMemory table;
  StrideCsvSink sink(table);
  auto analysis = host::analyse(*walk, *with, {&sink});
  if (!analysis) {
    return tl::make_unexpected(analysis.error());
  }
  text = std::move(table.text);
  return {};
}

}  // namespace

extern "C" {

/// Room for a file's name and its bytes, one behind the other.
__attribute__((export_name("give"))) std::uint8_t* give(int which, std::size_t name_size, std::size_t size) {
  GivenFile& file = given.at(static_cast<std::size_t>(which));
  file.name.resize(name_size);
  file.bytes.resize(size);
  return file.bytes.data();
}
__attribute__((export_name("name_of"))) char* name_of(int which) {
  return given.at(static_cast<std::size_t>(which)).name.data();
}

/// How: 0 a recording, 1 a recording as live, 2 a recording by way of a copy in memory, 3 two tables. Answers whether
/// it went well; answer() is then the stride table, else what is wrong.
__attribute__((export_name("analyse"))) bool analyse_given(int how) {
  constexpr std::array kHow = {"recording", "as live", "copy", "tables"};
  std::string table;
  const auto done = analyse(kHow.at(static_cast<std::size_t>(how)), table);
  said = done ? table : done.error().message();
  return done.has_value();
}
__attribute__((export_name("answer"))) const char* answer() { return said.data(); }
__attribute__((export_name("answer_size"))) std::size_t answer_size() { return said.size(); }
}
