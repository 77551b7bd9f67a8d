#include "host/sink/stride_table.h"
#include "host/base/output_file.h"

#include <unistd.h>
#include <algorithm>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "host/sink/event_lines.h"
#include "tests/host/sink_fixture.h"

using namespace backstep;
using namespace backstep::host;
using backstep::test::backward_stride;
using backstep::test::split;

namespace {

std::string cell(const Stride& stride, const std::string& column) {
  const auto names = split(stride_csv_header(), ','), cells = split(stride_csv_row(stride), ',');
  REQUIRE(names.size() == cells.size());
  return cells.at(static_cast<std::size_t>(std::find(names.begin(), names.end(), column) - names.begin()));
}

/// The columns that are promised, in their order: appended to, never moved.
constexpr const char* kHeader =
    "foot,stride,bout,direction,t_start_s,t_fr_s,t_tc_s,t_ic_s,t_ff_s,stride_time_s,stance_time_s,swing_time_s,"
    "stride_length_m,forward_m,lateral_m,height_m,step_time_s,double_support_s,speed_mps,cadence_spm,sensor_rise_m,"
    "turn_deg,strike_angle_deg,contact,contact_confidence,roll_time_s,roll_amplitude_deg,roll_monotonicity,"
    "roll_reversals,roll_peak_dps,roll_fault,roll_score,smooth_roll,last_part,step_over_leg,overstride,used,quality,"
    "stride_length_sd_m,strike_angle_sd_deg,t_ic_sd_s,t_tc_sd_s,roll_held_s,roll_down_s,roll_landing_share,"
    "stance_pct,swing_pct,double_support_pct,initial_double_support_s,toe_clearance_m,heel_clearance_m,toe_out_deg,"
    "inversion_deg,heel_touch_dps,walk_ratio_cm_per_spm,counts_pattern,counts_length,left_out_because\n";

}  // namespace

TEST_CASE("The stride table has the documented columns in the documented order") {
  CHECK(stride_csv_header() == kHeader);
}

TEST_CASE("Times are the input's own seconds to the microsecond, also before zero and far after it") {
  CHECK(seconds_text(0) == "0.000000");
  CHECK(seconds_text(1'234'567) == "1.234567");
  CHECK(seconds_text(-1) == "-0.000001");
  CHECK(seconds_text(-2'500'000) == "-2.500000");
  CHECK(seconds_text(1'763'786'640'123'456) == "1763786640.123456");
}

TEST_CASE("A stride's cells are in metres, seconds and degrees, and what is not known is empty") {
  const Stride s = backward_stride();
  CHECK(cell(s, "strike_angle_deg") == "-16.25");
  CHECK(cell(s, "t_ic_s") == "1.234567");
  CHECK(cell(s, "stride_length_m") == "0.8123");
  CHECK(cell(s, "contact") == "ball_first");
  CHECK(cell(s, "smooth_roll") == "1");
  CHECK(cell(s, "t_ic_sd_s") == "0.0103");
  CHECK(cell(s, "t_tc_sd_s") == "0.0250");
  CHECK(cell(s, "roll_held_s") == "0.0100");
  CHECK(cell(s, "roll_down_s") == "0.0712");
  CHECK(cell(s, "roll_landing_share") == "0.350");
  CHECK(cell(s, "t_start_s").empty());
  CHECK(cell(s, "double_support_s").empty());
  CHECK(cell(s, "overstride").empty());
}

TEST_CASE("A tiny negative number is written as zero without a sign") {
  Stride s = backward_stride();
  s.lateral_m = -0.00001;
  CHECK(cell(s, "lateral_m") == "0.0000");
}

TEST_CASE("Quality is the names of its bits") {
  Stride s = backward_stride();
  s.quality.set(Quality::turn);
  s.quality.set(Quality::low_rate);
  CHECK(cell(s, "quality") == "turn;low_rate");
}

TEST_CASE("Times of the cycle are in percent of it, and a row says what it counts for") {
  Stride s = backward_stride();
  CHECK(cell(s, "stance_pct") == "64.0");
  CHECK(cell(s, "swing_pct").empty());
  CHECK(cell(s, "counts_pattern") == "1");
  CHECK(cell(s, "counts_length") == "1");
  CHECK(cell(s, "left_out_because").empty());
  s.cadence_spm = 96;
  CHECK(cell(s, "walk_ratio_cm_per_spm") == "0.423");
  s.quality.set(Quality::first);
  s.quality.set(Quality::slip);
  s.used = false;
  CHECK(cell(s, "counts_pattern") == "1");
  CHECK(cell(s, "counts_length") == "0");
  CHECK(cell(s, "left_out_because") == "start;slip");
  s.stride_time_s.reset();
  CHECK(cell(s, "stance_pct").empty());
}

TEST_CASE("The table of several walks has their names before all columns, whatever is in a name") {
  const auto path =
      (std::filesystem::temp_directory_path() / ("backstep-tables-" + std::to_string(::getpid()))).string();
  auto out = OutputFile::open(path + ".csv"), lines = OutputFile::open(path + ".ndjson");
  REQUIRE(out);
  REQUIRE(lines);
  StrideCsvSink csv(*out, StrideCsvSink::Walks::several);
  StrideJsonSink json(*lines);
  for (const std::string name : {"monday.gait", "a, \"b\".gait"}) {
    csv.begin_walk(name);
    json.begin_walk(name);
    csv.on_stride(backward_stride());
    json.on_stride(backward_stride());
  }
  REQUIRE(out->finish());
  REQUIRE(lines->finish());
  const auto lines_of = [&](const char* ending) {
    std::stringstream text;
    text << std::ifstream(path + ending).rdbuf();
    std::filesystem::remove(path + ending);
    return split(text.str(), '\n');
  };
  const auto table = lines_of(".csv"), rows = lines_of(".ndjson");
  REQUIRE(table.size() >= 3);
  CHECK(table[0].starts_with("file,foot,stride,"));
  CHECK(table[1].starts_with("monday.gait,left,7,"));
  CHECK(table[2].starts_with("\"a, \"\"b\"\".gait\",left,7,"));
  CHECK(nlohmann::json::parse(rows[1])["file"] == "a, \"b\".gait");
  CHECK(nlohmann::json::parse(rows[1])["stride"] == 7);
}
