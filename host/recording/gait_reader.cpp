#include "host/recording/gait_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "host/recording/file_kind.h"
#include "host/recording/gait_header_codec.h"
#include "schemas/recording_generated.h"

namespace backstep::host {
namespace {

/// How far a file without our first bytes is searched for a frame, and one with them for its header. Both bound the
/// time to an answer, whatever the size of the file.
constexpr std::uint64_t kSearchWithoutMagic = 1U << 16;
constexpr std::uint64_t kSearchForHeader = 1U << 22;

bool is_time(std::int64_t t_us) { return t_us >= -kMaxTime_us && t_us <= kMaxTime_us; }

std::string text(const flatbuffers::String* s) { return s == nullptr ? std::string() : s->str(); }

/// The header, from the first of its two copies that is whole.
Result<RecordingHeader> find_header(const std::string& name, wire::FrameReader& frames) {
  const auto start = frames.peek(kKindBytes);
  const bool magic = start.size() >= wire::kFileMagic.size() &&
                     std::equal(wire::kFileMagic.begin(), wire::kFileMagic.end(), start.begin());
  const std::string kind = describe_kind(start);
  const bool cut_magic =
      start.size() < wire::kFileMagic.size() && std::equal(start.begin(), start.end(), wire::kFileMagic.begin());
  frames.seek(magic ? wire::kFileMagic.size() : 0);
  const std::uint64_t limit = magic ? kSearchForHeader : kSearchWithoutMagic;
  bool any_frame = false;
  while (const auto frame = frames.next(limit)) {
    any_frame = true;
    if (frame->type != wire::FrameType::header) {
      if (frame->offset > kSearchForHeader) {
        break;
      }
      continue;
    }
    const auto* table = wire::table_of<wire::HeaderFrame>(frame->payload);
    if (table == nullptr) {
      continue;
    }
    if (table->format_version() > kFormatVersion) {
      return fail({.where = name,
                   .expected = fmt::format("a format version up to {}", kFormatVersion),
                   .found = fmt::format("{}", table->format_version()),
                   .todo = "Update backstep"});
    }
    return read_header_frame(*table);
  }
  if (!magic && !any_frame && !cut_magic) {
    return fail({.where = name,
                 .what = fmt::format("not a .gait recording: its first bytes are {}", kind),
                 .hint = Hint::import_first});
  }
  if (!any_frame && frames.damage() && frames.damage()->cut) {
    return fail({.where = fmt::format("{}, byte {}", name, frames.offset()),
                 .what = "it breaks off within its header, so nothing in it can be read",
                 .todo = "Copy it again"});
  }
  return fail({.where = name,
               .what = fmt::format("no readable header in its first {} bytes (both copies are damaged), so its counts "
                                   "have no unit",
                                   std::min(frames.offset(), kSearchForHeader)),
               .todo = "Copy the file again from where it was recorded"});
}

}  // namespace

GaitReader::GaitReader(std::string name, std::shared_ptr<InputBytes> bytes)
    : name_(std::move(name)),
      bytes_(std::move(bytes)),
      frames_([from = bytes_](std::uint64_t offset, auto into) { return from->read(offset, into); }) {}

Result<GaitReader> GaitReader::open(Result<Input> input) {
  if (!input) {
    return tl::make_unexpected(input.error());
  }
  if (input->bytes->size() == 0) {
    return fail(empty_file(input->name));
  }
  GaitReader reader(std::move(input->name), std::move(input->bytes));
  auto header = find_header(reader.name_, reader.frames_);
  if (!header && reader.bytes_->failed()) {
    return fail({.where = fmt::format("{}, byte {}", reader.name_, reader.frames_.offset()),
                 .what = "cannot be read further",
                 .todo = "Check the disk"});
  }
  if (!header) {
    return tl::make_unexpected(header.error());
  }
  reader.header_ = std::move(*header);
  reader.rewind();
  return reader;
}

void GaitReader::rewind() {
  report_ = {};
  frames_.seek(0);
  const auto start = frames_.peek(wire::kFileMagic.size());
  if (std::equal(start.begin(), start.end(), wire::kFileMagic.begin(), wire::kFileMagic.end())) {
    frames_.seek(wire::kFileMagic.size());
  }
}

std::optional<Record> GaitReader::next() {
  while (const auto frame = frames_.next()) {
    if (frames_.damage()) {
      note_damage(*frames_.damage());
    }
    report_.ended = false;
    if (auto record = decode(*frame)) {
      return record;
    }
  }
  if (frames_.damage()) {
    note_damage(*frames_.damage());
  }
  report_.end_offset = frames_.offset();
  report_.unreadable = bytes_->failed();
  return std::nullopt;
}

std::optional<Record> GaitReader::decode(const wire::FrameReader::Frame& frame) {
  switch (frame.type) {
    case wire::FrameType::packet:
      if (const auto* p = wire::table_of<wire::PacketFrame>(frame.payload); p != nullptr && is_time(p->arrival_us())) {
        const auto* bytes = p->bytes();
        return PacketRecord{
            foot_of(p->side()), p->arrival_us(),
            bytes == nullptr ? std::span<const std::uint8_t>() : std::span(bytes->data(), bytes->size())};
      }
      break;
    case wire::FrameType::mark:
      if (const auto* m = wire::table_of<wire::MarkFrame>(frame.payload); m != nullptr && is_time(m->at_us())) {
        return MarkRecord{m->at_us(), text(m->text())};
      }
      break;
    case wire::FrameType::gap:
      if (const auto* g = wire::table_of<wire::GapFrame>(frame.payload);
          g != nullptr && is_time(g->from_us()) && is_time(g->to_us())) {
        return GapRecord{foot_of(g->side()), g->from_us(), g->to_us(), text(g->reason())};
      }
      break;
    case wire::FrameType::clock:
      if (const auto* c = wire::table_of<wire::ClockFrame>(frame.payload)) {
        ClockSegment segment{c->device_us(), c->session_us(), c->rate_ppm(), c->correction_us(),
                             std::nullopt,   c->anew(),       c->boot_id()};
        if (const auto uncertainty_us = c->uncertainty_us()) {
          segment.uncertainty_us = *uncertainty_us;
        }
        if (is_possible(segment)) {
          return ClockRecord{foot_of(c->side()), segment};
        }
      }
      break;
    case wire::FrameType::end:
      report_.ended = true;
      return std::nullopt;
    default:  // the header's second copy, or a frame of a later version that may be skipped
      return std::nullopt;
  }
  note_damage({frame.offset, wire::kFrameHeaderSize + frame.payload.size(), false});
  return std::nullopt;
}

void GaitReader::note_damage(const wire::Damage& damage) {
  if (report_.damages.size() < FileReport::kMaxListed) {
    report_.damages.push_back(damage);
  }
  ++report_.damage_count;
  report_.damage_bytes += damage.bytes;
}

std::vector<std::string> damage_sentences(const std::string& name, const FileReport& report) {
  std::vector<std::string> sentences;
  for (const wire::Damage& d : report.damages) {
    if (d.cut) {
      sentences.push_back(
          fmt::format("{} breaks off at byte {}, within a frame that began at byte {}. What comes before "
                      "was read",
                      name, d.offset + d.bytes, d.offset));
    } else {
      sentences.push_back(
          fmt::format("{} is damaged at byte {}: {} bytes were passed over. What comes before and after "
                      "was read",
                      name, d.offset, d.bytes));
    }
  }
  if (report.damage_count > report.damages.size()) {
    sentences.push_back(fmt::format("{} is damaged in {} more places, {} bytes in all", name,
                                    report.damage_count - report.damages.size(), report.damage_bytes));
  }
  if (report.unreadable) {
    sentences.push_back(fmt::format("{} cannot be read behind byte {}: check the disk. What comes before was read",
                                    name, report.end_offset));
    return sentences;
  }
  const bool cut = !report.damages.empty() && report.damages.back().cut;
  if (!report.ended && !cut) {
    sentences.push_back(
        fmt::format("{} has no end mark after its last byte {}: it was cut there, or the recording was not "
                    "ended properly. What is there was read",
                    name, report.end_offset));
  }
  return sentences;
}

}  // namespace backstep::host
