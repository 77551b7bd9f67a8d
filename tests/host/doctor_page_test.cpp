#include "host/report/doctor_page.h"

#include <catch2/catch.hpp>

#include "host/base/file.h"
#include "host/report/html.h"
#include "host/report/signal_envelope.h"
#include "tests/host/gait_fixture.h"

using namespace backstep;
using namespace backstep::host;

namespace {

ImuSample sample(std::int64_t t_us, double acc_mps2, double gyr_radps, std::uint8_t flags = 0) {
  ImuSample s;
  s.t_us = t_us;
  s.acc_mps2 = Vec3(0, -acc_mps2, 0);
  s.gyr_radps = Vec3(gyr_radps, 0, 0);
  s.flags = flags;
  return s;
}

/// A test walk of some seconds as it is before it is drawn.
Diagnosed surveyed(const TemporaryPath& file, double seconds) {
  write_test_walk(file.path(), seconds);
  Diagnosed found;
  found.survey = survey_recording(open_input(file.path())).value();
  return found;
}

std::string page_of(const TemporaryPath& file, Diagnosed found, const std::string& name = "walk.gait") {
  OutputInMemory page;
  write_doctor_page(name, draw_recording(open_input(file.path()), std::move(found)).value(), page);
  return page.text;
}

using Catch::Contains;

}  // namespace

TEST_CASE("An envelope has the least and the most of each column") {
  SignalEnvelope envelope(1000, 1999, 10);
  for (std::int64_t i = 0; i < 100; ++i) {
    envelope.add(sample(1000 + 10 * i, static_cast<double>(i), static_cast<double>(100 - i)));
  }
  envelope.add(sample(2000, 1e9, 1e9));  // outside
  REQUIRE(envelope.columns().size() == 10);
  CHECK(envelope.end_us() == 2000);
  for (std::size_t i = 0; i < 10; ++i) {
    const EnvelopeColumn& column = envelope.columns()[i];
    const double first = 10 * static_cast<double>(i);
    CHECK(column.acc_mps2.least == first);
    CHECK(column.acc_mps2.most == first + 9);
    CHECK(column.gyr_radps.least == 100 - first - 9);
    CHECK(column.gyr_radps.most == 100 - first);
    CHECK(column.lost_us == 0);
  }
}

TEST_CASE("An envelope keeps what is lost and what is clipped in their places") {
  SignalEnvelope envelope(0, 999, 10);
  envelope.add(sample(150, 1, 1));
  envelope.add(sample(420, 1, 1, kAfterGap));
  envelope.add(sample(510, 1, 1, kGyrClipped));
  envelope.add(sample(610, 1, 1, kAccClipped));
  envelope.add(sample(5000, 1, 1, kAfterGap));  // lost until the end and beyond
  envelope.add(sample(300, 1, 1, kAfterGap));   // a clock that was set back is no loss
  const std::vector<std::int64_t> lost_us = {0, 50, 100, 100, 20, 0, 90, 100, 100, 100};
  for (std::size_t i = 0; i < lost_us.size(); ++i) {
    CHECK(envelope.columns()[i].lost_us == lost_us[i]);
    CHECK(envelope.columns()[i].gyr_clipped == (i == 5));
    CHECK(envelope.columns()[i].acc_clipped == (i == 6));
  }
  CHECK(envelope.columns()[2].acc_mps2.empty());
}

TEST_CASE("Text from outside is no markup") {
  CHECK(html("<b title='x'>\"Tom\" & Jerry</b>") == "&lt;b title=&#39;x&#39;&gt;&quot;Tom&quot; &amp; Jerry&lt;/b&gt;");
  CHECK(html("a\x1b\n\xff") == "a\\x1b\\x0a\\xff");
  CHECK(html_cut("größer", 6) == "größer");
  CHECK(html_cut("größer als <", 5) == "größe…");
  CHECK(html_cut("<<<", 2) == "&lt;&lt;…");
}

TEST_CASE("A page says what was found, and none of it is markup") {
  const TemporaryPath file("walk.gait");
  Diagnosed found = surveyed(file, 20);
  found.findings = {{"left", "never changes: <acc x>", "Check & repair", {}}};
  found.survey.feet[0].stuck[0] = true;
  found.survey.header.devices[0]->serial = "<script>alert(1)</script>";
  found.survey.marks = {{5'000'000, "belt <0.6> & more"}};
  found.survey.outages = {{Foot::left, 6'000'000, 9'000'000, "link"}};
  const std::string page = page_of(file, found, "<i>walk</i>.gait");
  CHECK_THAT(page, Contains("<title>&lt;i&gt;walk&lt;/i&gt;.gait</title>"));
  CHECK_THAT(page, Contains("never changes: &lt;acc x&gt;.") && Contains("Check &amp; repair."));
  CHECK_THAT(page, Contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !Contains("<script"));
  CHECK_THAT(page, Contains(">belt &lt;0.6&gt; &amp; more<"));
  CHECK_THAT(page, Contains("never changes, in the whole recording") && Contains("out of reach"));
  CHECK_THAT(page, Contains("no strides found") && Contains("not known"));
  CHECK_THAT(page, Contains("Training and research tool, not a medical device."));
}

TEST_CASE("A page shows a recording that was not analysed, and one without a sample") {
  const TemporaryPath file("walk.gait"), none("none.gait");
  Diagnosed found = surveyed(file, 5);
  found.not_analysed = "gravity reads 1 m/s2";
  CHECK_THAT(page_of(file, found), Contains("Not analysed: gravity reads 1 m/s2.") && !Contains("no strides found"));
  CHECK_THAT(page_of(none, surveyed(none, 0)), Contains("no samples") && !Contains("A closer look"));
}

TEST_CASE("The closer look is at what was found, else at the middle of the walk") {
  const TemporaryPath file("walk.gait");
  Diagnosed found = surveyed(file, 60);
  found.findings = {{"file", "cut", "", {}}, {"left", "lost", "", 50'000'000}, {"left", "more", "", 1'000'000}};
  const RecordingPicture picture = draw_recording(open_input(file.path()), found).value();
  const CloserLook &left = picture.feet[0]->look, &right = picture.feet[1]->look;
  CHECK(left.because == "lost");
  CHECK(left.from_us == 47'000'000);
  CHECK(left.to_us == 53'000'000);
  CHECK(left.samples.size() == 1200);
  CHECK(left.samples.front().t_us == left.from_us);
  const TemporaryPath brief("brief.gait");
  const CloserLook all = draw_recording(open_input(brief.path()), surveyed(brief, 2)).value().feet[0]->look;
  CHECK(all.samples.size() == 400);
  CHECK(all.to_us == all.samples.back().t_us + 1);
  CHECK(right.because.empty());
  CHECK(right.from_us + right.to_us == picture.begin_us + picture.end_us);
}

TEST_CASE("A page stays small however long the recording is and however much is in it") {
  const TemporaryPath file("walk.gait");
  Diagnosed found = surveyed(file, 600);
  for (std::int64_t i = 0; i < 1500; ++i) {
    for (auto& strides : found.strides.feet) {
      strides.push_back({.t_tc_us = 400'000 * i + 100'000,
                         .t_ic_us = 400'000 * i + 300'000,
                         .contact = static_cast<ContactClass>(i % 4)});
    }
  }
  for (std::int64_t i = 0; i < 1000; ++i) {
    found.survey.marks.push_back({600'000 * i, std::string(500, '<')});
    found.survey.outages.push_back({Foot::left, 600'000 * i, 600'000 * i + 100'000, ""});
  }
  RecordingPicture picture = draw_recording(open_input(file.path()), found).value();
  for (auto& foot : picture.feet) {
    for (std::int64_t i = 0; i < 120'000; ++i) {  // noise over the whole range, and each second one lost
      const auto noise = static_cast<double>(i * 7919 % 1009);
      const std::uint8_t flags = kAccClipped | kGyrClipped | (i % 200 == 0 ? kAfterGap : 0);
      foot->envelope.add(sample(5000 * i, noise, noise, flags));
    }
    for (std::size_t i = 0; i < foot->look.samples.size(); ++i) {
      const auto noise = static_cast<double>(i * 7919 % 1009) - 504;
      foot->look.samples[i].acc_mps2 = Vec3(noise, noise, noise);
      foot->look.samples[i].gyr_radps = Vec3(noise, noise, noise);
    }
  }
  OutputInMemory page;
  write_doctor_page("walk.gait", picture, page);
  CHECK(page.text.size() < 300'000);
}

TEST_CASE("Times that count from 1970 are told from the first sample on") {
  const TemporaryPath file("walk.gait");
  Diagnosed found = surveyed(file, 5);
  RecordingPicture picture = draw_recording(open_input(file.path()), found).value();
  picture.begin_us += 1'700'000'000'000'000;
  picture.end_us += 1'700'000'000'000'000;
  OutputInMemory page;
  write_doctor_page("walk.gait", picture, page);
  CHECK_THAT(page.text, Contains("at 1700000000.000 s of the recording") && Contains(">0:04.0</text>"));
}
