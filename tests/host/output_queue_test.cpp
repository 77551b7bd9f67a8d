// Writing from a thread of its own: to a pipe that nobody reads, to a full disk, and to readers who come late.
#include "host/base/output_queue.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "tests/host/pipe_fixture.h"

using backstep::host::OutputQueue;
using backstep::test::Pipe;

namespace {

std::atomic<int> syncs = 0, sync_error = 0;

}  // namespace

// Stands before the C library's.
extern "C" int fsync(int) {
  ++syncs;
  errno = sync_error;
  return sync_error == 0 ? 0 : -1;
}

TEST_CASE("What a late reader gets is whole, in order, and all that was taken") {
  Pipe pipe;
  std::string taken;
  std::size_t left_out = 0;
  {
    OutputQueue queue(pipe.writer(), 200'000);
    // Nobody reads: the pipe fills, then the queue, and no call waits. On a busy machine the pipe may come after the
    // queue's first fill.
    for (int i = 0; left_out < 1000 || taken.size() <= 200'000; ++i) {
      const std::string line = "line " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 70), '.') + "\n";
      if (queue.write(line)) {
        taken += line;
      } else {
        ++left_out;
      }
    }
    CHECK(taken.size() > 200'000);
    CHECK(queue.dropped() == left_out);
    pipe.read_from_now_on();
    queue.flush();
    CHECK(queue.write("and on\n"));
    queue.flush();
    CHECK(queue.error() == 0);
    CHECK(queue.dropped() == left_out);
  }
  pipe.close_writer();
  CHECK(pipe.received() == taken + "and on\n");
}

TEST_CASE("A queue ends although nobody reads what is in it") {
  Pipe pipe;
  OutputQueue queue(pipe.writer(), 1'000'000);
  while (queue.write(std::string(1000, 'x'))) {
  }
}

TEST_CASE("A full disk is an error once and for all, and what was not written is counted") {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  {
    OutputQueue queue(full, 1000);
    CHECK(queue.write("a"));
    queue.flush();
    CHECK(queue.error() == ENOSPC);
    CHECK_FALSE(queue.write("b"));
    queue.flush();
    CHECK(queue.dropped() == 2);
  }
  ::close(full);
}

TEST_CASE("A reader that has gone is an error like another") {
  Pipe pipe;
  OutputQueue queue(pipe.writer(), 1000);
  pipe.close_reader();
  CHECK(queue.write("a"));
  queue.flush();
  CHECK(queue.error() == EPIPE);
  CHECK(queue.dropped() == 1);
}

TEST_CASE("What is written is on the disk a moment later, and again after what follows") {
  std::string name = "/tmp/backstep-queue-XXXXXX";
  const int fd = ::mkstemp(name.data());
  REQUIRE(fd >= 0);
  ::unlink(name.c_str());
  syncs = 0;
  {
    OutputQueue queue(fd, 1000, std::chrono::milliseconds(10));
    const auto wait_for = [](int count) {
      for (int i = 0; i < 1000 && syncs < count; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
      return syncs.load();
    };
    CHECK(queue.write("a"));
    CHECK(wait_for(1) == 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(syncs == 1);  // nothing was written since
    CHECK(queue.write("b"));
    CHECK(wait_for(2) == 2);
    CHECK(queue.error() == 0);
  }
  ::close(fd);
}

TEST_CASE("A disk that fails to keep what it took is an error") {
  std::string name = "/tmp/backstep-queue-XXXXXX";
  const int fd = ::mkstemp(name.data());
  ::unlink(name.c_str());
  sync_error = EIO;
  {
    OutputQueue queue(fd, 1000, std::chrono::milliseconds(1));
    CHECK(queue.write("a"));
    for (int i = 0; i < 1000 && queue.error() == 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    CHECK(queue.error() == EIO);
    CHECK_FALSE(queue.write("b"));
  }
  sync_error = 0;
  ::close(fd);
}
