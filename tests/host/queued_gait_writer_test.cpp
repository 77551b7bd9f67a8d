// A recording while its disk is slow, full, or away.
#include "host/recording/queued_gait_writer.h"
#include "host/base/file.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "host/recording/gait_reader.h"
#include "host/recording/recording_file.h"
#include "tests/host/gait_fixture.h"
#include "tests/host/pipe_fixture.h"

using namespace backstep;
using namespace backstep::host;
using backstep::test::Pipe;
using Catch::Contains;

namespace {

Bytes numbered(std::uint32_t number) {
  Bytes bytes(200 + number % 40, static_cast<std::uint8_t>(number));
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

std::uint32_t number_of(std::span<const std::uint8_t> bytes) {
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

File file_of(int fd) { return File(::fdopen(fd, "wb")); }

/// What a reader makes of bytes that came out of a pipe.
struct ReadBack {
  explicit ReadBack(const std::string& bytes) : file("read-back.gait") {
    write_bytes(file.path(), {bytes.begin(), bytes.end()});
    auto reader = GaitReader::open(open_input(file.path()));
    REQUIRE(reader);
    while (const auto record = reader->next()) {
      if (const auto* packet = std::get_if<PacketRecord>(&*record)) {
        numbers.push_back(number_of(packet->bytes));
        CHECK(Bytes(packet->bytes.begin(), packet->bytes.end()) == numbered(numbers.back()));
      } else if (const auto* gap = std::get_if<GapRecord>(&*record)) {
        gaps.push_back(*gap);
      } else if (const auto* clock = std::get_if<ClockRecord>(&*record)) {
        clocks.push_back(clock->segment);
      }
    }
    whole = reader->report().whole();
  }

  TemporaryPath file;
  std::vector<std::uint32_t> numbers;
  std::vector<GapRecord> gaps;
  std::vector<ClockSegment> clocks;
  bool whole = false;
};

/// Writes until the pipe that nobody reads is full; answers with the number of the next packet. Slowly: a queue that is
/// full while the pipe is not would have room again by itself.
std::uint32_t fill_pipe(QueuedGaitWriter& writer, int end, Foot foot) {
  std::uint32_t next = 0;
  for (pollfd pipe_has_room{end, POLLOUT, 0}; ::poll(&pipe_has_room, 1, 0) > 0; ++next) {
    must(writer.write_packet(foot, numbered(next), next * 10));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return next;
}

}  // namespace

TEST_CASE("A queued recording is byte for byte that of the plain writer") {
  const TemporaryPath plain("plain.gait"), queued("queued.gait");
  const auto write = [](auto writer) {
    REQUIRE(writer);
    for (std::uint32_t i = 0; i < 3000; ++i) {
      must(writer->write_packet(i % 3 == 0 ? Foot::left : Foot::right, numbered(i), i * 10));
    }
    must(writer->write_mark(40'000, "turned round"));
    must(writer->write_gap(Foot::left, 1, 2, "connection lost"));
    must(writer->write_clock(Foot::right, {1, 2, 3, 4, 5, true}));
    must(writer->finish());
  };
  write(GaitWriter::create(new_recording(plain.path()), test_header()));
  write(QueuedGaitWriter::create(queued.path(), test_header()));
  CHECK(bytes_of(queued.path()) == bytes_of(plain.path()));
}

TEST_CASE("While the disk keeps up, a frame does not wait for the next one") {
  const TemporaryPath file("now.gait");
  auto writer = QueuedGaitWriter::create(file.path(), test_header());
  REQUIRE(writer);
  for (std::uint32_t i = 0; i < 5; ++i) {
    must(writer->write_packet(Foot::left, numbered(i), i));
    std::size_t packets = 0;  // ends only when they are all there: without it the test runs into its time limit
    while (packets <= i) {
      auto reader = GaitReader::open(open_input(file.path()));
      REQUIRE(reader);
      packets = 0;
      while (reader->next()) {
        ++packets;
      }
    }
  }
  CHECK(writer->dropped() == 0);
}

TEST_CASE("A disk that does not keep up costs packets, never the order, and the recording says so") {
  Pipe pipe;
  const int end = pipe.release_writer();
  auto writer = QueuedGaitWriter::create(file_of(end), "slow.gait", test_header(), 50'000);
  REQUIRE(writer);
  // Nobody reads: the pipe fills, then the queue, and no call waits.
  std::uint32_t next = fill_pipe(*writer, end, Foot::left);
  std::string told;
  while (writer->dropped() == 0) {
    if (const auto written = writer->write_packet(Foot::left, numbered(next), next * 10); !written) {
      told = written.error().message();
    }
    ++next;
  }
  CHECK_THAT(told, Contains("slow.gait: its disk does not keep up"));
  CHECK_FALSE(writer->broken());
  const std::uint32_t first_lost = next - 1;
  const ClockSegment started{10, 20, 1, 0, 5, true}, later{30, 40, 2, 0, 5, false};
  must(writer->write_clock(Foot::left, started));
  for (; writer->dropped() < 30; ++next) {
    must(writer->write_packet(Foot::left, numbered(next), next * 10));  // told once
  }
  must(writer->write_clock(Foot::left, later));
  pipe.read_from_now_on();
  for (auto dropped = writer->dropped() - 1; dropped < writer->dropped(); ++next) {  // until one is taken again
    dropped = writer->dropped();
    must(writer->write_packet(Foot::left, numbered(next), next * 10));
  }
  const std::uint32_t resumed = next - 1;
  const auto finished = writer->finish();
  REQUIRE_FALSE(finished);
  CHECK(finished.error().kind == ErrorKind::loss);
  CHECK_THAT(finished.error().message(), Contains(std::to_string(resumed - first_lost) + " packets are not in it"));

  const ReadBack back(pipe.received());
  CHECK(back.whole);
  REQUIRE(back.numbers.size() == first_lost + 1);
  for (std::uint32_t i = 0; i < first_lost; ++i) {
    REQUIRE(back.numbers[i] == i);
  }
  CHECK(back.numbers.back() == resumed);
  REQUIRE(back.gaps.size() == 1);
  CHECK(back.gaps[0].from_us == first_lost * 10);
  CHECK(back.gaps[0].to_us == (resumed - 1) * 10 + 1);
  CHECK_THAT(back.gaps[0].reason, Contains(std::to_string(resumed - first_lost) + " packets"));
  // The clock that the packet after the gap needs, and that it was started in between.
  REQUIRE(back.clocks.size() == 1);
  CHECK(back.clocks[0].session_us == later.session_us);
  CHECK(back.clocks[0].anew);
}

TEST_CASE("What is left out at the very end is told too") {
  Pipe pipe;
  const int end = pipe.release_writer();
  auto writer = QueuedGaitWriter::create(file_of(end), "slow.gait", test_header(), 10'000);
  REQUIRE(writer);
  for (std::uint32_t i = fill_pipe(*writer, end, Foot::right); writer->dropped() < 3; ++i) {
    (void)writer->write_packet(Foot::right, numbered(i), i * 10);
  }
  pipe.read_from_now_on();
  CHECK_FALSE(writer->finish());
  const ReadBack back(pipe.received());
  CHECK(back.whole);
  REQUIRE(back.gaps.size() == 1);
  CHECK(back.gaps[0].foot == Foot::right);
}

TEST_CASE("A full disk is told in words, and goes on being told") {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  const auto at_once = QueuedGaitWriter::create(file_of(::dup(full)), "full.gait", test_header());
  REQUIRE_FALSE(at_once);
  CHECK_THAT(at_once.error().message(), Contains("full.gait: could not be written on (No space left on device)"));

  // The header still fits.
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const int changing = ::dup(ends[1]);
  auto writer = QueuedGaitWriter::create(file_of(changing), "full.gait", test_header());
  REQUIRE(writer);
  REQUIRE(::dup2(full, changing) == changing);
  must(writer->write_packet(Foot::left, numbered(1), 1));
  while (!writer->broken()) {
    std::this_thread::yield();
  }
  for (int i = 0; i < 2; ++i) {
    CHECK_THAT(writer->write_packet(Foot::left, numbered(2), 2).error().message(), Contains("No space left"));
  }
  CHECK_THAT(writer->write_mark(3, "m").error().message(), Contains("No space left"));
  CHECK_THAT(writer->write_clock(Foot::left, {}).error().message(), Contains("No space left"));
  const auto finished = writer->finish();
  REQUIRE_FALSE(finished);
  CHECK(finished.error().kind == ErrorKind::output);
  CHECK_THAT(finished.error().message(), Contains("what was recorded before is in it"));
  ::close(ends[0]);
  ::close(ends[1]);
  ::close(full);
}
