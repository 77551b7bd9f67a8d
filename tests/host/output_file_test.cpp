#include "host/sink/output_file.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "host/sink/trajectory_table.h"

using namespace backstep;
using namespace backstep::host;
using Catch::Matchers::Contains;

namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test, removed at its end.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("backstep-sink-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
};

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("A file appears under its name only when it is finished") {
  const Folder folder;
  const std::string path = folder.file("strides.csv");
  {
    auto unfinished = OutputFile::open(path);
    REQUIRE(unfinished.has_value());
    unfinished->write("half");
    CHECK_FALSE(fs::exists(path));
  }
  CHECK(fs::is_empty(folder.path));
  auto finished = OutputFile::open(path);
  finished->write("whole");
  REQUIRE(finished->finish().has_value());
  CHECK(content(path) == "whole");
}

TEST_CASE("What cannot be written is told with its name") {
  const Folder folder;
  const auto in_no_folder = OutputFile::open(folder.file("none/strides.csv"));
  REQUIRE_FALSE(in_no_folder.has_value());
  CHECK_THAT(in_no_folder.error().message, Contains("none/strides.csv"));
  const auto is_folder = OutputFile::open(folder.path.string());
  REQUIRE_FALSE(is_folder.has_value());
  CHECK_THAT(is_folder.error().message, Contains("is a folder"));
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

TEST_CASE("A trajectory row has the documented columns") {
  const Folder folder;
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
