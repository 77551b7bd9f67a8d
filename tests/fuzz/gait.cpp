// A .gait file, after one byte: 1 = the frames' checksums are put right first, so that what is inside them is reached.
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "host/base/input.h"
#include "host/recording/gait_reader.h"
#include "host/source/recording_findings.h"
#include "host/source/recording_source.h"
#include "host/source/recording_survey.h"
#include "schemas/frame.h"
#include "tests/fuzz/input.h"

using namespace backstep;
using namespace backstep::fuzz;

namespace {

/// Gives every place that looks like a frame the right checksum.
void put_checksums_right(std::vector<std::uint8_t>& file) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  const std::string_view marker(reinterpret_cast<const char*>(wire::kFrameMarker.data()), wire::kFrameMarker.size());
  for (std::size_t at = wire::kMarkerOffset; (at = text.find(marker, at)) != std::string_view::npos; ++at) {
    const auto bytes = std::span(file).subspan(at - wire::kMarkerOffset);
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data(), sizeof length);
    if (length <= wire::kMaxPayload && wire::kFrameHeaderSize + length <= bytes.size()) {
      const auto header = wire::frame_header(wire::FrameType{bytes[4]}, bytes.subspan(wire::kFrameHeaderSize, length));
      std::ranges::copy(header, bytes.begin());
    }
  }
}

std::size_t count_records(host::GaitReader& reader) {
  std::size_t count = 0;
  while (reader.next()) {
    ++count;
  }
  return count;
}

void check_header(const host::RecordingHeader& header) {
  for (const auto& device : header.devices) {
    if (device && device->calibration) {
      must(is_usable(*device->calibration), "a calibration that can be used");
    }
  }
}

void check_survey(const std::vector<std::uint8_t>& bytes) {
  const auto survey = host::survey_recording(host::in_memory("fuzz.gait", bytes));
  must(survey.has_value(), "what can be read can be surveyed");
  for (const host::Finding& finding : host::findings("x", *survey)) {
    must(!finding.what.empty() && !finding.todo.empty(), "a finding says what and what to do");
  }
}

void check_source(const std::vector<std::uint8_t>& bytes, host::Waiting waiting) {
  const auto source = host::open_recording(host::in_memory("fuzz.gait", bytes), waiting);
  if (!source) {
    must(source.error().kind == host::ErrorKind::input && !source.error().message().empty(),
         "an error is told in words");
    return;
  }
  std::array<std::optional<std::int64_t>, 2> last_us;
  while (const auto reading = (*source)->next()) {
    auto& last = last_us[index(reading->foot)];
    must(!last || reading->sample.t_us > *last, "a foot's times go forward");
    must(finite(reading->sample), "numbers from counts");
    last = reading->sample.t_us;
  }
  must(last_us[0] || last_us[1], "a source that opens has samples");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
  const bool repair = in.take<std::uint8_t>() == 1;
  std::vector<std::uint8_t> bytes(in.rest().begin(), in.rest().end());
  if (repair) {
    put_checksums_right(bytes);
  }

  auto reader = host::GaitReader::open(host::in_memory("fuzz.gait", bytes));
  if (!reader) {
    must(reader.error().kind == host::ErrorKind::input && !reader.error().message().empty(),
         "an error is told in words");
    return 0;
  }
  check_header(reader->header());
  const std::size_t records = count_records(*reader);
  must(reader->report().whole() || !host::damage_sentences("x", reader->report()).empty(), "damage is told in words");
  reader->rewind();
  must(count_records(*reader) == records, "a second reading finds the same");
  check_survey(bytes);
  check_source(bytes, host::Waiting::for_all);
  check_source(bytes, host::Waiting::as_live);
  return 0;
}
