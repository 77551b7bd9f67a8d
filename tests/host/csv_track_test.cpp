#include <sys/resource.h>

#include "host/base/file.h"
#include "host/import/csv_track.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "host/import/csv_time.h"
#include "tests/host/csv_test_file.h"

using namespace backstep;
using namespace backstep::host;
using namespace backstep::test;
using Catch::Contains;

namespace {

Track read(const std::string& text, const CsvUnits& units = {}) {
  const TemporaryFile file("good.csv", text);
  auto track = read_csv(open_input(file.path()), units);
  INFO((track ? "" : track.error().message()));
  REQUIRE(track);
  return *track;
}

std::string error(const std::string& text, const CsvUnits& units = {}) {
  const TemporaryFile file("bad.csv", text);
  const auto track = read_csv(open_input(file.path()), units);
  REQUIRE_FALSE(track);
  CHECK(track.error().kind == ErrorKind::input);
  CHECK_THAT(track.error().message(), Contains("bad.csv"));
  return track.error().message();
}

void check_same(const Track& track, const std::vector<ImuSample>& truth) {
  REQUIRE(track.samples.size() == truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    REQUIRE(track.samples[i].t_us == truth[i].t_us);
    REQUIRE((track.samples[i].acc_mps2 - truth[i].acc_mps2).norm() < 1e-4);
    REQUIRE((track.samples[i].gyr_radps - truth[i].gyr_radps).norm() < 1e-4);
    REQUIRE(track.samples[i].flags == truth[i].flags);
  }
}

const Factors kMilliDegrees{1e3, 1 / kGravity_mps2, 180 / kPi};

}  // namespace

TEST_CASE("A clean table in SI comes through as it is, without a word") {
  const Track track = read(csv(steps()));
  check_same(track, steps());
  CHECK(track.warnings.empty());
  CHECK(track.rate_hz == Approx(200));
  CHECK(track.lost == 0);
}

TEST_CASE("Units in the names are converted without a guess") {
  const Track track =
      read(csv(steps(), "time_ms,ax (g),ay (g),az (g),gx (deg/s),gy (deg/s),gz (deg/s)\n", kMilliDegrees));
  check_same(track, steps());
  CHECK(track.warnings.empty());
}

TEST_CASE("Units that no name tells are guessed from the values, and the guess is told") {
  const Track track = read(csv(steps(), "t,ax,ay,az,gx,gy,gz\n", kMilliDegrees));
  check_same(track, steps());
  REQUIRE(track.warnings.size() == 3);
  CHECK_THAT(track.warnings[0].text, Contains("column t is taken as ms"));
  CHECK_THAT(track.warnings[1].text, Contains("column ax names no unit and is taken as g"));
  CHECK(track.warnings[1].hint == Hint::acc_unit);
  CHECK_THAT(track.warnings[2].text, Contains("column gx names no unit and is taken as deg/s"));
  CHECK(track.warnings[2].hint == Hint::gyr_unit);
}

TEST_CASE("Declared units need no guess") {
  const CsvUnits units{AccUnit::g, GyrUnit::dps};
  const Track track = read(csv(steps(), "time_ms,ax,ay,az,gx,gy,gz\n", kMilliDegrees), units);
  check_same(track, steps());
  CHECK(track.warnings.empty());
}

TEST_CASE("A European spreadsheet comes through: semicolons, decimal commas, quotes, CRLF, BOM") {
  std::string text = csv(steps());
  std::replace(text.begin(), text.end(), ',', ';');
  std::string european = "\xEF\xBB\xBF# exported for you\r\n\r\n";
  for (const char c : text) {
    if (c == '\n') {
      european += '\r';
    }
    european += c == '.' ? ',' : c;
  }
  const std::size_t first_cell = european.find("0,000000;");
  european.replace(first_cell, 8, "\" +0,000000 \"");
  check_same(read(european), steps());
}

TEST_CASE("Comments between rows, text in unneeded columns and a missing last line end do not matter") {
  std::string text = "# a walk\nnote,time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z,event\n";
  for (const ImuSample& s : steps()) {
    std::string line = csv_line(s);
    line.pop_back();
    text += "\"left, barefoot\"," + line + ",step\n";
    if (s.t_us == 1'000'000) text += "% a remark\n\n";
  }
  text.pop_back();
  check_same(read(text), steps());
}

TEST_CASE("Times are the file's own seconds, however large") {
  std::vector<ImuSample> truth = steps();
  for (ImuSample& s : truth) s.t_us += 1'700'000'000'000'000;
  check_same(read(csv(truth)), truth);
}

TEST_CASE("A row without a number is left out, the next one flagged, and the line named") {
  const auto missing = GENERATE("", "NaN", "nan", "N/A", "inf", "-inf", " ");
  std::vector<ImuSample> truth = steps();
  std::string text = kHeader;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    std::string line = csv_line(truth[i]);
    if (i == 400) line.replace(line.rfind(',') + 1, std::string::npos, std::string(missing) + "\n");
    text += line;
  }
  truth[401].flags |= kAfterGap;
  truth.erase(truth.begin() + 400);
  const Track track = read(text);
  check_same(track, truth);
  CHECK(track.lost == 1);
  REQUIRE(track.warnings.size() == 1);
  CHECK_THAT(track.warnings[0].text, Contains("line 402: no usable number"));
}

TEST_CASE("A row that was cut short is left out") {
  std::string text = csv(steps());
  text.resize(text.size() - 25);
  const Track track = read(text);
  CHECK(track.samples.size() == steps().size() - 1);
  CHECK_THAT(track.warnings.at(0).text, Contains("line 1201: no usable number"));
}

TEST_CASE("Missing samples are a gap of known size") {
  std::vector<ImuSample> truth = steps();
  truth.erase(truth.begin() + 500, truth.begin() + 540);
  const std::string text = csv(truth);
  truth[500].flags |= kAfterGap;
  const Track track = read(text);
  check_same(track, truth);
  CHECK(track.lost == 40);
  CHECK_THAT(track.warnings.at(0).text, Contains("1 gap in time, the longest 0.205 s after 2.495 s"));
}

TEST_CASE("Time that goes back costs the rows concerned, with their lines, and nothing else") {
  std::vector<ImuSample> rows = steps();
  rows[300].t_us = 10'000;          // back
  rows[600].t_us = 900'000'000;     // far ahead
  rows[900].t_us = rows[899].t_us;  // stands: of two, the later row counts
  const Track track = read(csv(rows));
  CHECK(track.samples.size() == rows.size() - 3);
  CHECK_THAT(track.warnings.at(0).text, Contains("lines 302, 602, 901: time stands or goes back"));
  for (std::size_t i = 1; i < track.samples.size(); ++i) REQUIRE(track.samples[i].t_us > track.samples[i - 1].t_us);
  const auto flagged = std::count_if(track.samples.begin(), track.samples.end(),
                                     [](const ImuSample& s) { return (s.flags & kAfterGap) != 0; });
  CHECK(flagged == 3);
}

TEST_CASE("A clock that starts again costs the shorter part, and the two are never mixed") {
  std::vector<ImuSample> rows = steps(2);
  const std::vector<ImuSample> again = steps(4);
  rows.insert(rows.end(), again.begin(), again.end());
  const Track track = read(csv(rows));
  REQUIRE(track.samples.size() == again.size());
  CHECK_THAT(track.warnings.at(0).text, Contains("(400 in all): time stands or goes back"));
}

TEST_CASE("The longest forward series of any times") {
  CHECK(rc::check("goes forward, in order, and is not shorter than the longest run", [](const std::vector<int>& times) {
    const std::vector<std::int64_t> t_us(times.begin(), times.end());
    const auto rows = forward_rows(t_us);
    for (std::size_t i = 1; i < rows.size(); ++i) {
      RC_ASSERT(rows[i] > rows[i - 1]);
      RC_ASSERT(t_us[rows[i]] > t_us[rows[i - 1]]);
    }
    std::size_t run = t_us.empty() ? 0 : 1, longest = run;
    for (std::size_t i = 1; i < t_us.size(); ++i) {
      run = t_us[i] > t_us[i - 1] ? run + 1 : 1;
      longest = std::max(longest, run);
    }
    RC_ASSERT(rows.size() >= longest);
  }));
}

TEST_CASE("A channel that stands at the end of a usual range is flagged, a repeated value elsewhere is not") {
  std::vector<ImuSample> truth = steps();
  for (ImuSample& s : truth) {
    s.acc_mps2.x() = std::clamp(s.acc_mps2.x() * 4, -2 * kGravity_mps2, 2 * kGravity_mps2);
    s.gyr_radps.y() = std::clamp(s.gyr_radps.y(), -3.0, 3.0);  // 172 deg/s: no range of any sensor
  }
  const Track track = read(csv(truth));
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const bool clipped = std::abs(truth[i].acc_mps2.x()) == 2 * kGravity_mps2;
    REQUIRE(((track.samples[i].flags & kAccClipped) != 0) == clipped);
    REQUIRE((track.samples[i].flags & kGyrClipped) == 0);
  }
  CHECK_THAT(track.warnings.at(0).text, Contains("the accelerometer stands at the end of its range"));
}

TEST_CASE("Six zeros stand for a lost sample: the rows are left out and told with their lines, in whatever units") {
  const bool in_degrees = GENERATE(false, true);
  std::vector<ImuSample> truth = steps(), rows = truth;
  for (std::size_t i = 250; i < 262; ++i) {  // in a swing
    rows[i].acc_mps2.setZero();
    rows[i].gyr_radps.setZero();
  }
  rows[900].acc_mps2.setZero();  // no gyroscope is zero with it: a strange sample, but one
  truth[900].acc_mps2.setZero();
  truth[262].flags |= kAfterGap;
  truth.erase(truth.begin() + 250, truth.begin() + 262);
  const Track track =
      in_degrees ? read(csv(rows, "time_ms,ax (g),ay (g),az (g),gx (deg/s),gy (deg/s),gz (deg/s)\n", kMilliDegrees))
                 : read(csv(rows));
  check_same(track, truth);
  CHECK(track.lost == 12);
  REQUIRE(track.warnings.size() == 1);
  CHECK_THAT(track.warnings[0].text,
             Contains("good.csv, lines 252, 253, 254, 255, 256, ... (12 in all): all six values are "
                      "zero; taken for lost samples"));
}

TEST_CASE("Values held while the foot moves stand for lost samples, those held at rest do not") {
  std::vector<ImuSample> rows = steps();
  const auto hold = [&rows](std::size_t from, std::size_t count) {
    for (std::size_t i = from + 1; i < from + count; ++i) {
      rows[i].acc_mps2 = rows[from].acc_mps2;
      rows[i].gyr_radps = rows[from].gyr_radps;
    }
  };
  hold(320, 30);  // at rest
  hold(620, 2);   // two alike may be chance, or a clock that stumbled
  std::vector<ImuSample> truth = rows;
  hold(240, 10);
  truth = rows;
  truth[250].flags |= kAfterGap;
  truth.erase(truth.begin() + 241, truth.begin() + 250);
  const Track track = read(csv(rows));
  check_same(track, truth);
  CHECK(track.lost == 9);
  REQUIRE(track.warnings.size() == 1);
  CHECK_THAT(track.warnings[0].text, Contains("lines 243, 244") && Contains("(9 in all)") && Contains("held"));
}

TEST_CASE("A slow sensor written several times each row is read as it is; what is held beyond that is not") {
  const auto times = GENERATE(std::size_t{2}, std::size_t{4});
  std::vector<ImuSample> rows = steps();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].acc_mps2 = rows[i - i % times].acc_mps2;
    rows[i].gyr_radps = rows[i - i % times].gyr_radps;
  }
  check_same(read(csv(rows)), rows);
  CHECK(read(csv(rows)).warnings.empty());
  for (std::size_t i = 241; i < 270; ++i) {
    rows[i].acc_mps2 = rows[240].acc_mps2;
    rows[i].gyr_radps = rows[240].gyr_radps;
  }
  CHECK(read(csv(rows)).samples.size() < rows.size());
}

TEST_CASE("The few samples before a gap do not pass for a rest") {
  std::vector<ImuSample> rows = steps(20);
  for (std::size_t second = 1; second < 20; ++second) {  // after a sample in mid-swing there is nothing for 0.2 s
    for (std::size_t i = 200 * second + 21; i < 200 * second + 60; ++i) {
      rows[i].acc_mps2.setZero();
      rows[i].gyr_radps.setZero();
    }
  }
  CHECK(read(csv(rows)).warnings.size() == 1);
}

TEST_CASE("One impossible value is left out") {
  std::vector<ImuSample> rows = steps();
  rows[700].gyr_radps.x() = 1e6;
  const Track track = read(csv(rows));
  CHECK(track.samples.size() == rows.size() - 1);
  CHECK((track.samples[700].flags & kAfterGap) != 0);
  CHECK_THAT(track.warnings.at(0).text, Contains("beyond 1000 g or 10000 deg/s left out, the first at 3.500 s"));
}

TEST_CASE("Gravity a little off is told, far off is refused") {
  const auto scaled = [](double factor) { return csv(steps(), kHeader, {1, factor, 1}); };
  CHECK(read(scaled(1.02)).warnings.empty());
  CHECK_THAT(read(scaled(1.06)).warnings.at(0).text, Contains("6 % too high"));
  CHECK_THAT(read(scaled(0.9)).warnings.at(0).text, Contains("10 % too low"));
  CHECK_THAT(error(scaled(1.2)), Contains("gravity reads 11.8 m/s2 where the foot is quietest, expected 9.81"));
  CHECK_THAT(error(scaled(0.01)), Contains("Check the accelerometer's unit"));
}

TEST_CASE("Units that the values contradict are refused, with the unit that they have") {
  const auto check = [](const std::string& text, const CsvUnits& units, Hint hint, const std::string& fits) {
    const TemporaryFile file("bad.csv", text);
    const auto track = read_csv(open_input(file.path()), units);
    REQUIRE_FALSE(track);
    CHECK(track.error().hint == hint);
    CHECK(track.error().hint_value == fits);
  };
  check(csv(steps(), kHeader, {1, 1, 180 / kPi}), {{}, GyrUnit::radps}, Hint::gyr_unit, "deg/s");
  check(csv(steps()), {{}, GyrUnit::dps}, Hint::gyr_unit, "rad/s");
  check(csv(steps()), {AccUnit::g, {}}, Hint::acc_unit, "m/s2");
  check(csv(steps(), kHeader, {1, 1.2, 1}), {}, Hint::acc_unit, "");
  check(csv(steps(), kHeader, {1, 1 / kGravity_mps2, 1}), {AccUnit::mps2, {}}, Hint::acc_unit, "g");
}

TEST_CASE("Rows of more cells than the header are refused: no value is taken for another's") {
  std::string decimal_commas = kHeader, named_rows = kHeader, ends_empty = kHeader;
  int row = 0;
  for (const ImuSample& s : steps()) {
    std::string line = csv_line(s, kMilliDegrees);  // of ms: their whole part goes forward
    named_rows += fmt::format("{},{}", ++row, line);
    std::replace(line.begin(), line.end(), '.', ',');
    decimal_commas += line;
    line = csv_line(s);
    line.pop_back();
    ends_empty += line + ",,\n";
  }
  CHECK_THAT(error(decimal_commas),
             Contains("line 2: which cell is which cannot be told, expected the 7 cells of the header, found 14") &&
                 Contains("semicolons between cells"));
  CHECK_THAT(error(named_rows), Contains("expected the 7 cells of the header, found 8"));
  check_same(read(ends_empty), steps());
}

TEST_CASE("Text where a number belongs is refused with line and column") {
  std::string text = csv(steps());
  const std::size_t at = text.find("\n2.000000,") + 1;
  text.replace(at, 4, "two ");
  CHECK_THAT(error(text), Contains("line 402, column time_s: expected a number, found \"two 0000\""));
}

TEST_CASE("What is no walk is refused in one sentence that says why") {
  CHECK_THAT(error(""), Contains("the file is empty"));
  CHECK_THAT(error("\n\n"), Contains("the file is empty"));
  CHECK_THAT(error(kHeader), Contains("a header and no samples"));
  CHECK_THAT(error(csv({steps().front()})), Contains("expected the seconds of a walk, found only 1 sample"));
  CHECK_THAT(error(csv(steps(60, 10))), Contains("10 samples per second, expected at least 50"));
  CHECK_THAT(error(csv(steps(4, 1020))), Contains("samples per second, expected at most 1000"));
  CHECK_THAT(error(csv(steps(4, 1e4))), Contains("10000 samples per second, expected at most 1000"));
  CHECK_THAT(error(csv(steps(), kHeader, {1, 0, 0})), Contains("every value is zero"));
  CHECK_THAT(error(csv(steps(), kHeader, {1, 1, 0})), Contains("the gyroscope is zero"));
  CHECK_THAT(error(csv(steps()).substr(43)), Contains("expected a header with names such as time_s"));
  CHECK_THAT(error(std::string(100000, '\0')), Contains("found a zero byte"));
  CHECK_THAT(error(std::string(100000, 'x')), Contains("longer than 65536 characters"));
}

TEST_CASE("Times that run backward throughout, or stand, are refused") {
  std::vector<ImuSample> backward = steps();
  std::reverse(backward.begin(), backward.end());
  CHECK_THAT(error(csv(backward)), Contains("time does not go forward in more than half of 1200 rows"));
  std::vector<ImuSample> batches = steps();
  for (std::size_t i = 0; i < batches.size(); ++i) batches[i].t_us = batches[i / 10 * 10].t_us;
  CHECK_THAT(error(csv(batches)), Contains("export one time for each sample"));
}

/// Pages of memory that this process has touched for the first time so far.
static long pages_touched() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt + usage.ru_majflt;
}

TEST_CASE("A missing file, a directory and a sparse file of 2 GB are refused at once") {
  CHECK_THAT(read_csv(open_input("/nowhere/left.csv")).error().message(), Contains("/nowhere/left.csv: no such file"));
  CHECK_THAT(read_csv(open_input(std::filesystem::temp_directory_path())).error().message(),
             Contains("expected a file, found a directory"));
  const auto content = GENERATE(std::string(), csv(steps()));
  const TemporaryFile sparse("sparse.csv", content);
  std::filesystem::resize_file(sparse.path(), std::uintmax_t{2} << 30);
  const long before = pages_touched();
  CHECK_THAT(read_csv(open_input(sparse.path())).error().message(), Contains("found a zero byte"));
  CHECK(pages_touched() - before <
        300'000);  // 2 GB are 524,288; what is set aside for rows, a sanitizer's shadow of it, 127,000
}

TEST_CASE("No bytes, however odd, do more than fail") {
  CHECK(rc::check("random damage to a good file", [] {
    std::string text = csv(steps(1));
    const int hits = *rc::gen::inRange(1, 20);
    for (int i = 0; i < hits; ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
      text[at] = *rc::gen::element('\0', '\n', ',', '"', '-', '.', 'e', '9', 'n', '\r', ';', '\xFF');
    }
    const TemporaryFile file("odd.csv", text);
    const auto track = read_csv(open_input(file.path()));
    if (!track) {
      RC_ASSERT(!track.error().message().empty());
      return;
    }
    for (const ImuSample& s : track->samples) {
      RC_ASSERT(s.acc_mps2.allFinite() && s.gyr_radps.allFinite());
    }
  }));
}
