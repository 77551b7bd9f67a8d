#include "host/base/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <thread>

#include "host/sink/trajectory_table.h"
#include "tests/host/temporary_folder.h"

using namespace backstep;
using namespace backstep::host;
using Catch::Matchers::Contains;

namespace fs = std::filesystem;
using test::content;
using test::TemporaryFolder;

TEST_CASE("A file appears under its name only when it is finished") {
  const TemporaryFolder folder;
  const std::string path = folder.file("strides.csv");
  {
    auto unfinished = OutputFile::open(path);
    REQUIRE(unfinished.has_value());
    unfinished->write("half");
    CHECK_FALSE(fs::exists(path));
  }
  CHECK(folder.empty());
  auto finished = OutputFile::open(path);
  finished->write("whole");
  REQUIRE(finished->finish().has_value());
  CHECK(content(path) == "whole");
}

TEST_CASE("What cannot be written is told with its name") {
  const TemporaryFolder folder;
  const auto in_no_folder = OutputFile::open(folder.file("none/strides.csv"));
  REQUIRE_FALSE(in_no_folder.has_value());
  CHECK_THAT(in_no_folder.error().message(), Contains("none/strides.csv"));
  const auto is_folder = OutputFile::open(folder.path().string());
  REQUIRE_FALSE(is_folder.has_value());
  CHECK_THAT(is_folder.error().message(), Contains("is a folder"));
}

TEST_CASE("A device is written to, not replaced, and a full one is an error") {
  auto null = OutputFile::open("/dev/null");
  REQUIRE(null.has_value());
  null->write("x");
  CHECK(null->finish().has_value());
  CHECK(fs::is_character_file("/dev/null"));
  auto full = OutputFile::open("/dev/full");
  REQUIRE(full.has_value());
  full->write("x");
  CHECK_FALSE(full->finish().has_value());
}

TEST_CASE("A pipe is written to in place, and gets all of it") {
  const TemporaryFolder folder;
  const std::string path = folder.file("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::string heard;
  std::thread reader([&] { heard = content(path); });
  auto out = OutputFile::open(path);
  REQUIRE(out.has_value());
  out->write("row\n");
  CHECK(out->finish().has_value());
  reader.join();
  CHECK(heard == "row\n");
  CHECK(fs::is_fifo(path));
}

TEST_CASE("A file whose name is that of the standard output is not replaced") {
  const TemporaryFolder folder;
  const std::string path = folder.file("redirected");
  test::write_content(path, "before\n");
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  auto out = OutputFile::open("/dev/fd/" + std::to_string(fd));
  REQUIRE(out.has_value());
  out->write("row\n");
  CHECK(out->finish().has_value());
  ::close(fd);
  CHECK(content(path) == "before\nrow\n");
}

TEST_CASE("What waits to be written never gets into the file of somebody else") {
  // A queue that is still writing when its file is closed would write into whatever gets the descriptor next.
  const TemporaryFolder folder;
  for (int i = 0; i < 20; ++i) {
    const std::string path = folder.file("pipe" + std::to_string(i));
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    const std::string stranger = folder.file("stranger" + std::to_string(i));
    int fd = -1;
    {
      auto out = OutputFile::open(path, OutputFile::Slow::queue);
      REQUIRE(out.has_value());
      for (int n = 0; n < 2000; ++n) {
        out->write(std::string(100, 'x'));
      }
      // Somebody reads on, and somebody else opens a file, while the table is given up.
      std::thread busy([&] {
        std::array<char, 4096> bytes{};
        for (int n = 0; n < 2000; ++n) {
          if (::read(reader, bytes.data(), bytes.size()) == 0) {
            break;
          }
          if (fd < 0 && n > 20) {
            fd = ::open(stranger.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
          }
        }
      });
      std::this_thread::yield();
      { const auto given_up = std::move(*out); }
      busy.join();
    }
    if (fd < 0) {
      fd = ::open(stranger.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    }
    ::close(fd);
    ::close(reader);
    REQUIRE(content(stranger).empty());
  }
}

TEST_CASE("A trajectory row has the documented columns") {
  const TemporaryFolder folder;
  const std::string path = folder.file("trajectory.csv");
  auto out = OutputFile::open(path);
  TrajectoryCsvSink sink(*out);
  TrajectoryPoint p;
  p.t_us = 1'500'000;
  p.pitch_rad = deg_to_rad(12.5);
  p.pos_m = Vec3(1, -0.25, 0.125);
  p.still = true;
  sink.on_trajectory(Foot::right, p);
  REQUIRE(out->finish().has_value());
  CHECK(content(path) ==
        "t_s,foot,pitch_deg,roll_deg,yaw_deg,pos_x_m,pos_y_m,pos_z_m,vel_x_mps,vel_y_mps,vel_z_mps,still\n"
        "1.500000,right,12.500,0.000,0.000,1.00000,-0.25000,0.12500,0.0000,0.0000,0.0000,1\n");
}
