// hostile_recording FROM TO: copies a recording, with texts in its header and a mark that would do something to a
// terminal.
#include <cstdio>
#include <variant>

#include "host/base/file.h"
#include "host/recording/gait_reader.h"
#include "host/recording/gait_writer.h"
#include "host/recording/recording_file.h"

using namespace backstep::host;

namespace {

RecordingHeader hostile(RecordingHeader header) {
  header.software = "\x1b]0;mine\x07";
  header.origin = "over \u009b2J two\nlines";
  for (auto& device : header.devices) {
    if (device) {
      device->sensor = "\x1b[2J\r\x7f";
      device->serial = "\x1b[31mLEFT";
      device->firmware = "\u202e1.0\x9b";
    }
  }
  return header;
}

Result<void> copy(const char* from, const char* to) {
  auto reader = GaitReader::open(open_input(from));
  if (!reader) {
    return tl::make_unexpected(reader.error());
  }
  auto writer = GaitWriter::create(new_recording(to), hostile(reader->header()));
  if (!writer) {
    return tl::make_unexpected(writer.error());
  }
  auto done = writer->write_mark(1'000'000, "mark \x9b \x1b[2J");
  while (const auto record = reader->next()) {
    const auto* const packet = std::get_if<PacketRecord>(&*record);
    if (done && packet != nullptr) {
      done = writer->write_packet(packet->foot, packet->bytes, packet->arrival_us);
    }
  }
  return done ? writer->finish() : done;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    return 2;
  }
  const auto done = copy(argv[1], argv[2]);
  if (!done) {
    std::fprintf(stderr, "%s\n", done.error().message().c_str());
  }
  return done ? 0 : 1;
}
