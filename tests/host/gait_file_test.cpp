#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <limits>

#include "host/base/file.h"
#include "host/recording/gait_reader.h"
#include "host/recording/queued_gait_writer.h"
#include "host/recording/recording_file.h"
#include "schemas/recording_generated.h"
#include "tests/host/gait_fixture.h"

using namespace backstep;
using namespace backstep::host;

namespace {

/// Where each frame of a recording begins, its end included as the last entry.
std::vector<std::uint64_t> frame_offsets(const std::filesystem::path& path) {
  const auto input = open_input(path);
  wire::FrameReader frames([&](std::uint64_t offset, auto into) { return input->bytes->read(offset, into); });
  frames.seek(wire::kFileMagic.size());
  std::vector<std::uint64_t> offsets;
  while (const auto frame = frames.next()) {
    offsets.push_back(frame->offset);
  }
  offsets.push_back(frames.offset());
  return offsets;
}

/// A packet as something that can be compared.
struct Packet {
  Foot foot;
  std::int64_t arrival_us;
  Bytes bytes;
  bool operator==(const Packet&) const = default;
};

std::vector<Packet> packets_of(GaitReader& reader) {
  std::vector<Packet> packets;
  while (const auto record = reader.next()) {
    if (const auto* p = std::get_if<PacketRecord>(&*record)) {
      packets.push_back({p->foot, p->arrival_us, {p->bytes.begin(), p->bytes.end()}});
    }
  }
  return packets;
}

/// How many of `all` are missing from `some`, which must be a part of it in the same order.
std::size_t missing_from(const std::vector<Packet>& some, const std::vector<Packet>& all) {
  auto at = all.begin();
  for (const Packet& p : some) {
    at = std::find(at, all.end(), p);
    REQUIRE(at != all.end());
    ++at;
  }
  return all.size() - some.size();
}

std::string error_of(const std::filesystem::path& path) {
  const auto reader = GaitReader::open(open_input(path));
  return reader ? "" : reader.error().message();
}

}  // namespace

TEST_CASE("A recording gives back what was written, in order, in a file and in memory") {
  const TemporaryPath file("walk.gait");
  std::vector<std::uint8_t> memory;
  const bool in_file = GENERATE(true, false);
  RecordingHeader header = test_header();
  header.start_utc_us = 1763793000000000;
  header.configuration = "[stance]\nwindow_s = 0.05\n";
  header.devices[0]->toes_axis = wire::Axis::minus_y;
  header.devices[0]->serial = "3F2A";
  header.devices[0]->clock_offset_us = -12;
  FootCalibration calibration;
  calibration.gyro_bias_radps = Vec3(0.25, -0.5, 0.125);
  calibration.q_foot_sensor = Quat(0, 1, 0, 0);
  calibration.toe_source = ToeSource::stored;
  calibration.heel_m = Vec3(-0.125, 0, -0.0625);
  calibration.swings = 6;
  header.devices[0]->calibration = calibration;
  header.devices[1].reset();

  auto writer =
      GaitWriter::create(in_file ? new_recording(file.path()) : std::make_unique<RecordingInMemory>(memory), header);
  REQUIRE(writer);
  const Bytes odd = {9, 8, 7};  // not looked into
  REQUIRE(writer->write_packet(Foot::left, odd, 100));
  REQUIRE(writer->write_mark(150, "turned round"));
  REQUIRE(writer->write_gap(Foot::left, 200, 300, "connection lost"));
  const ClockSegment bounded{5'000'000'000, -77, 12.25, -400, 5300, true}, unbounded{6'000'000'000, 78, 0, 0};
  REQUIRE(writer->write_clock(Foot::left, bounded));
  REQUIRE(writer->write_clock(Foot::right, unbounded));
  REQUIRE(writer->finish());

  auto reader = GaitReader::open(in_file ? open_input(file.path()) : in_memory("walk.gait", memory));
  REQUIRE(reader);
  const RecordingHeader& got = reader->header();
  CHECK(got.software == header.software);
  CHECK(got.origin == header.origin);
  CHECK(got.start_utc_us == header.start_utc_us);
  CHECK(got.configuration == header.configuration);
  CHECK(got.common_clock);
  REQUIRE(got.devices[0]);
  CHECK_FALSE(got.devices[1]);
  CHECK(got.devices[0]->serial == "3F2A");
  CHECK(got.devices[0]->sensor == "LSM6DS3TR-C");
  CHECK(got.devices[0]->rate_hz == 200);
  CHECK(got.devices[0]->boot_id == 0x1234);
  CHECK(got.devices[0]->toes_axis == wire::Axis::minus_y);
  CHECK(got.devices[0]->clock_offset_us == -12);
  CHECK(got.devices[0]->scales.acc_lsb_mps2 == Approx(header.devices[0]->scales.acc_lsb_mps2).epsilon(1e-7));
  REQUIRE(got.devices[0]->calibration);
  CHECK(got.devices[0]->calibration->gyro_bias_radps == calibration.gyro_bias_radps);
  CHECK(got.devices[0]->calibration->q_foot_sensor.coeffs() == calibration.q_foot_sensor.coeffs());
  CHECK(got.devices[0]->calibration->toe_source == ToeSource::stored);
  CHECK(got.devices[0]->calibration->heel_m == calibration.heel_m);
  CHECK_FALSE(got.devices[0]->calibration->ball_m);
  CHECK(got.devices[0]->calibration->swings == 6);

  for (int pass = 0; pass < 2; ++pass) {
    const auto packet = reader->next();
    REQUIRE(packet);
    CHECK(std::get<PacketRecord>(*packet).arrival_us == 100);
    CHECK(std::ranges::equal(std::get<PacketRecord>(*packet).bytes, odd));
    CHECK(std::get<MarkRecord>(reader->next().value()).text == "turned round");
    CHECK(std::get<GapRecord>(reader->next().value()).to_us == 300);
    CHECK(std::get<ClockRecord>(reader->next().value()).segment == bounded);
    const auto last = std::get<ClockRecord>(reader->next().value());
    CHECK(last.foot == Foot::right);
    CHECK(last.segment == unbounded);
    CHECK_FALSE(reader->next());
    CHECK(reader->report().whole());
    reader->rewind();
  }
}

TEST_CASE("A recording cut at any byte loses at most its last frame") {
  const TemporaryPath whole("whole.gait"), cut("cut.gait");
  write_test_walk(whole.path(), 0.5);
  const Bytes bytes = bytes_of(whole.path());
  const auto offsets = frame_offsets(whole.path());
  auto whole_reader = GaitReader::open(open_input(whole.path())).value();
  const auto all = packets_of(whole_reader);
  const std::size_t headers = 2;

  for (std::size_t size = 0; size < bytes.size(); ++size) {
    write_bytes(cut.path(), {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
    auto reader = GaitReader::open(open_input(cut.path()));
    INFO("cut to " << size << " bytes");
    if (size < offsets[1]) {  // within the first copy of the header
      REQUIRE_FALSE(reader);
      continue;
    }
    REQUIRE(reader);
    const auto frames_left =
        static_cast<std::size_t>(std::upper_bound(offsets.begin(), offsets.end(), size) - offsets.begin()) - 1;
    const auto packets_left = frames_left < headers ? 0 : std::min(frames_left - headers, all.size());
    const auto got = packets_of(*reader);
    REQUIRE(got.size() == packets_left);
    missing_from(got, all);
    REQUIRE_FALSE(reader->report().whole());
    REQUIRE_FALSE(damage_sentences("cut.gait", reader->report()).empty());
  }
}

TEST_CASE("A recording cut at any byte can be gone on with, and is whole then") {
  const TemporaryPath whole("whole.gait"), cut("cut.gait");
  write_test_walk(whole.path(), 0.5);
  const Bytes bytes = bytes_of(whole.path());
  for (std::size_t size = frame_offsets(whole.path())[2]; size <= bytes.size(); ++size) {
    write_bytes(cut.path(), {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
    auto reader = GaitReader::open(open_input(cut.path())).value();
    const auto before = packets_of(reader);
    auto file = open_locked(cut.path());
    REQUIRE(file);
    auto writer = QueuedGaitWriter::append(std::move(*file), cut.path(), reader.report().whole_bytes(), {});
    REQUIRE(writer);
    REQUIRE(writer->write_packet(Foot::right, Bytes{1, 2, 3}, 9'000'000));
    REQUIRE(writer->finish());
    auto again = GaitReader::open(open_input(cut.path())).value();
    const auto after = packets_of(again);
    REQUIRE(after.size() == before.size() + 1);
    REQUIRE(std::equal(before.begin(), before.end(), after.begin()));
    REQUIRE(again.report().whole());
  }
}

TEST_CASE("One changed byte anywhere costs at most one packet and is reported with its place") {
  const TemporaryPath whole("whole.gait"), hurt("hurt.gait");
  write_test_walk(whole.path(), 0.5);
  Bytes bytes = bytes_of(whole.path());
  const auto offsets = frame_offsets(whole.path());
  auto whole_reader = GaitReader::open(open_input(whole.path())).value();
  const auto all = packets_of(whole_reader);

  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint8_t before = bytes[i];
    bytes[i] = static_cast<std::uint8_t>(before ^ (1U << (i % 8)));
    write_bytes(hurt.path(), bytes);
    bytes[i] = before;
    INFO("byte " << i);
    auto reader = GaitReader::open(open_input(hurt.path()));
    REQUIRE(reader);
    REQUIRE(missing_from(packets_of(*reader), all) <= 1);
    REQUIRE(reader->report().damage_count == 1);
    const wire::Damage damage = reader->report().damages[0];
    REQUIRE(damage.offset <= i);
    REQUIRE(i < damage.offset + damage.bytes);
    const auto frame = std::upper_bound(offsets.begin(), offsets.end(), i);
    REQUIRE(damage.offset == (frame == offsets.begin() ? 0 : *(frame - 1)));
  }
}

TEST_CASE("Whatever bytes a recording is overwritten with, what is whole is read and nothing crashes") {
  const TemporaryPath whole("whole.gait"), hurt("hurt.gait");
  write_test_walk(whole.path(), 2);
  const Bytes bytes = bytes_of(whole.path());
  const auto offsets = frame_offsets(whole.path());
  auto whole_reader = GaitReader::open(open_input(whole.path())).value();
  const auto all = packets_of(whole_reader);
  CHECK(rc::check([&](const Bytes& noise) {
    Bytes changed = bytes;
    const auto at = *rc::gen::inRange<std::size_t>(offsets[2], bytes.size());
    const std::size_t end = std::min(at + noise.size(), bytes.size());
    std::copy_n(noise.begin(), end - at, changed.begin() + static_cast<std::ptrdiff_t>(at));
    write_bytes(hurt.path(), changed);
    auto reader = GaitReader::open(open_input(hurt.path()));
    RC_ASSERT(reader.has_value());
    const auto hit = static_cast<std::size_t>(
        std::count_if(offsets.begin(), offsets.end() - 1, [&, i = 0U](std::uint64_t offset) mutable {
          ++i;
          return offset < end && offsets[i] > at;
        }));
    RC_ASSERT(missing_from(packets_of(*reader), all) <= hit);
  }));
}

TEST_CASE("A file that is no recording is refused with what it looks like") {
  const TemporaryPath file("other");
  const auto says = [&](const Bytes& bytes, const std::string& words) {
    write_bytes(file.path(), bytes);
    CHECK_THAT(error_of(file.path()), Catch::Contains(words) && Catch::Contains(file.string()));
  };
  const auto text = [](const std::string& s) { return Bytes(s.begin(), s.end()); };
  says({}, ": empty (0 bytes)");
  says(Bytes(100, 0), "its first bytes are zeros");
  says(text("time_s,acc_x\n0,1\n"), "its first bytes are text (\"time_s,acc_x\")");
  says(text("RIFF....WAVEfmt ...."), "those of a WAV file");
  says(text("fLaC\x01"), "those of a FLAC file");
  says({0x01, 0xFE, 0x80, 0x81}, "01 fe 80 81");
  CHECK_THAT(error_of(file.path().parent_path()), Catch::Contains("found a directory"));
  CHECK_THAT(error_of("/nowhere/walk.gait"), Catch::Contains(": no such file"));
}

TEST_CASE("Two gigabytes of nothing are refused at once") {
  const TemporaryPath file("sparse.gait");
  write_bytes(file.path(), {0});
  std::filesystem::resize_file(file.path(), 2'000'000'000);
  CHECK_THAT(error_of(file.path()), Catch::Contains("its first bytes are zeros"));
  Bytes magic(wire::kFileMagic.begin(), wire::kFileMagic.end());
  write_bytes(file.path(), magic);
  std::filesystem::resize_file(file.path(), 2'000'000'000);
  CHECK_THAT(error_of(file.path()), Catch::Contains("no readable header in its first 4194304 bytes"));
}

TEST_CASE("A newer recording is refused by its version") {
  const TemporaryPath file("newer.gait");
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(wire::CreateHeaderFrame(builder, 2));
  const std::span<const std::uint8_t> payload(builder.GetBufferPointer(), builder.GetSize());
  Bytes bytes(wire::kFileMagic.begin(), wire::kFileMagic.end());
  const auto header = wire::frame_header(wire::FrameType::header, payload);
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  write_bytes(file.path(), bytes);
  CHECK_THAT(error_of(file.path()), Catch::Contains("expected a format version up to 1, found 2"));
}

TEST_CASE("A recording is never overwritten") {
  const TemporaryPath file("walk.gait");
  write_test_walk(file.path(), 0.1);
  const Bytes before = bytes_of(file.path());
  const auto writer = GaitWriter::create(new_recording(file.path()), test_header());
  REQUIRE_FALSE(writer);
  CHECK_THAT(writer.error().message(), Catch::Contains("already exists"));
  CHECK(bytes_of(file.path()) == before);
}

TEST_CASE("A frame without a payload is passed over, whatever its type") {
  const TemporaryPath file("empty-frames.gait");
  write_test_walk(file.path(), 0.1);
  Bytes bytes = bytes_of(file.path());
  const auto frame = wire::frame_header(wire::FrameType::header, {});
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(wire::kFileMagic.size()), frame.begin(), frame.end());
  write_bytes(file.path(), bytes);
  auto reader = GaitReader::open(open_input(file.path()));
  REQUIRE(reader);
  CHECK(packets_of(*reader).size() == 4);
  CHECK(reader->report().whole());
}

TEST_CASE("A packet that says it arrived at an impossible time is damage") {
  const TemporaryPath file("never.gait");
  auto writer = GaitWriter::create(new_recording(file.path()), test_header());
  const std::array<std::uint8_t, 3> bytes = {1, 2, 3};
  must(writer->write_packet(Foot::left, bytes, std::numeric_limits<std::int64_t>::min()));
  must(writer->write_packet(Foot::left, bytes, 5));
  must(writer->finish());
  auto reader = GaitReader::open(open_input(file.path()));
  REQUIRE(reader);
  CHECK(packets_of(*reader).size() == 1);
  CHECK(reader->report().damage_count == 1);
}

TEST_CASE("A header's devices and calibrations with impossible numbers are left out") {
  const TemporaryPath file("impossible.gait");
  RecordingHeader header = test_header();
  header.devices[0]->scales.acc_lsb_mps2 = 0;
  header.devices[1]->calibration = FootCalibration();
  header.devices[1]->calibration->q_foot_sensor = Quat(0, 0, 0, 0);
  must(GaitWriter::create(new_recording(file.path()), header)->finish());
  const auto reader = GaitReader::open(open_input(file.path()));
  REQUIRE(reader);
  CHECK_FALSE(reader->header().devices[0]);
  REQUIRE(reader->header().devices[1]);
  CHECK_FALSE(reader->header().devices[1]->calibration);
}

namespace {

/// A disk that can be read up to a byte.
class FailingDisk final : public InputBytes {
 public:
  FailingDisk(Bytes bytes, std::size_t readable) : bytes_(std::move(bytes)), readable_(readable) {}

  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) override {
    const std::size_t from = std::min(static_cast<std::size_t>(offset), readable_);
    const std::size_t count = std::min(into.size(), readable_ - from);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(from), count, into.begin());
    failed_ = failed_ || count < into.size();
    return count;
  }
  std::uint64_t size() const override { return bytes_.size(); }
  bool failed() const override { return failed_; }

 private:
  Bytes bytes_;
  std::size_t readable_;
  bool failed_ = false;
};

}  // namespace

TEST_CASE("A disk that cannot be read further is told as that, not as the end of the recording") {
  const TemporaryPath file("failing.gait");
  write_test_walk(file.path(), 2);
  const Bytes bytes = bytes_of(file.path());
  const auto on_disk = [&](std::size_t readable) {
    return GaitReader::open(Input{"failing.gait", std::make_unique<FailingDisk>(bytes, readable)});
  };
  auto reader = on_disk(bytes.size() * 3 / 4);
  REQUIRE(reader);
  std::size_t records = 0;
  while (reader->next()) {
    ++records;
  }
  CHECK(records > 20);
  CHECK(reader->report().unreadable);
  CHECK_FALSE(reader->report().whole());
  CHECK(damage_sentences("failing.gait", reader->report()).back().find("cannot be read behind byte") !=
        std::string::npos);

  reader = on_disk(100);
  REQUIRE_FALSE(reader);
  CHECK(reader.error().message().find("cannot be read further") != std::string::npos);
}

TEST_CASE("Going on with a recording cuts off one broken frame at most") {
  const TemporaryPath file("grown.gait");
  write_test_walk(file.path(), 1);
  const auto whole = std::filesystem::file_size(file.path());
  std::filesystem::resize_file(file.path(), whole + (std::size_t{2} << 20));  // another program wrote meanwhile
  const auto refused = QueuedGaitWriter::append(*open_locked(file.path()), file.path(), whole, {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message().find("it has changed since it was read") != std::string::npos);
  CHECK(std::filesystem::file_size(file.path()) == whole + (std::size_t{2} << 20));
}
