// What programs read while somebody walks.
#include "host/sink/event_lines.h"
#include "host/base/output_queue.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dsp/summary/session_summary.h"
#include "tests/host/sink_fixture.h"
#include "tests/host/temporary_folder.h"

using namespace backstep;
using namespace backstep::host;
using backstep::test::backward_stride;

namespace {

using Names = std::vector<std::string>;
constexpr std::int64_t kSecond_us = 1'000'000;

/// The lines that were told, read back.
class Told {
 public:
  EventLines& lines() { return lines_; }

  std::vector<nlohmann::json> events() {
    queue_.flush();
    std::vector<nlohmann::json> events;
    for (const std::string& line : test::split(test::content(path_), '\n')) {
      if (!line.empty()) {
        events.push_back(nlohmann::json::parse(line));
      }
    }
    return events;
  }

  Names names() {
    Names names;
    for (const auto& event : events()) {
      names.push_back(event["event"]);
    }
    return names;
  }

 private:
  struct Descriptor {
    explicit Descriptor(const std::string& path) : fd(::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)) {}
    ~Descriptor() { ::close(fd); }
    int fd;
  };

  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("events.ndjson");
  Descriptor file_{path_};
  OutputQueue queue_{file_.fd, std::size_t{1} << 20};
  EventLines lines_{[this](std::string line) { queue_.write(std::move(line)); }, [] { return 9 * kSecond_us; }};
};

/// What happens in a walk.
void walk(Sink& sink) {
  sink.on_contact({});
  sink.on_withdrawn({});
  sink.on_stride(backward_stride());
  sink.on_alert({});
  sink.on_alert_end({});
  sink.on_mark(5 * kSecond_us, "stairs");
}

void end(Sink& sink) {
  const auto summary = std::make_unique<SessionSummary>();
  summary->finish();
  sink.on_end({}, *summary);
}

ShoeState good() {
  ShoeState s;
  s.connected = true;
  s.battery_pct = 82;
  s.missing_pct = 0.14;
  s.delay_ms = 35.2;
  return s;
}

}  // namespace

TEST_CASE("Each event is a line, in the order in which it was told, from begin to end") {
  Told told;
  told.lines().on_begin({});
  walk(told.lines());
  told.lines().on_shoe(Foot::left, kSecond_us, good());
  told.lines().on_notice(NoticeKind::walk, std::nullopt, "ending");
  end(told.lines());
  CHECK(told.names() ==
        Names{"begin", "contact", "withdrawn", "stride", "alert", "alert_end", "mark", "shoe", "notice", "end"});
  CHECK(told.events()[1]["told_s"] == 9);
  CHECK(told.events()[3]["stride_length_m"] == 0.8123);
}

TEST_CASE("What happened before a recording is gone on with is not said again; what is told of now is") {
  Told told;
  told.lines().silence(true);
  told.lines().on_notice(NoticeKind::search, std::nullopt, "looking for shoes ...");
  told.lines().on_begin({});
  walk(told.lines());
  CHECK(told.names() == Names{"notice", "begin"});
  told.lines().silence(false);
  walk(told.lines());
  end(told.lines());
  CHECK(told.names() ==
        Names{"notice", "begin", "contact", "withdrawn", "stride", "alert", "alert_end", "mark", "end"});
}

TEST_CASE("A shoe has a line at once, every ten seconds, and when something has happened") {
  Told told;
  ShoeState state = good();
  const auto lines_at = [&](std::int64_t t_us) {
    told.lines().on_shoe(Foot::left, t_us, state);
    return told.events().size();
  };
  CHECK(lines_at(0) == 1);
  state.missing_pct = 3;
  state.delay_ms = 80;
  CHECK(lines_at(kSecond_us) == 1);  // running figures
  state.connected = false;
  CHECK(lines_at(2 * kSecond_us) == 2);
  CHECK(lines_at(3 * kSecond_us) == 2);
  CHECK(lines_at(12 * kSecond_us) == 3);
  state.battery_pct = 81;
  CHECK(lines_at(13 * kSecond_us) == 4);
  told.lines().on_shoe(Foot::right, 13 * kSecond_us, state);
  CHECK(told.events().back()["foot"] == "right");
  CHECK(told.events().size() == 5);
}
