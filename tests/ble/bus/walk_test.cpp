// Walks that go as they should, or lose their way and find it again: what the user has afterwards.
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "tests/ble/bus/bus_fixture.h"

using namespace std::chrono_literals;

namespace backstep::test {
namespace {

constexpr auto kLeft = wire::Side::left, kRight = wire::Side::right;

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<nlohmann::json> events_of(const std::string& text) {
  std::vector<nlohmann::json> events;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    events.push_back(nlohmann::json::parse(line));
  }
  return events;
}

std::size_t count(const std::vector<nlohmann::json>& events, const std::string& name) {
  return static_cast<std::size_t>(
      std::count_if(events.begin(), events.end(), [&](const auto& event) { return event["event"] == name; }));
}

std::set<std::pair<std::string, int>> strides_of(const std::vector<nlohmann::json>& events) {
  std::set<std::pair<std::string, int>> strides;
  for (const auto& event : events) {
    if (event["event"] == "stride") {
      strides.emplace(event["foot"], event["stride"]);
    }
  }
  return strides;
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("two shoes are found, paired and recorded whole") {
  World world;
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "2"});
  REQUIRE(world.end_of(record) == 0);
  World::require_said(record, "left shoe 00A1 (battery");
  World::require_said(record, "right shoe 00B2 (battery");
  World::require_said(record, "saved walk.gait");
  world.require_both_whole("walk.gait");
  REQUIRE(world.bluetooth.bonded(world.left(), "hci0"));
  REQUIRE(world.bluetooth.adapter_of(world.left()).empty());
  REQUIRE_FALSE(world.bluetooth.discovering());
}

TEST_CASE("a live walk tells its strides, and its table is that of its recording") {
  World world;
  world.bond_both();
  Program& live = world.backstep(
      {"live", "--ble", "--events", "-o", "walk.gait", "--csv", "live.csv", "--seconds", "9", "--low-latency"});
  REQUIRE(world.end_of(live) == 0);
  REQUIRE(live.out().find("\"event\":\"contact\"") != std::string::npos);
  REQUIRE(live.out().find("\"event\":\"stride\"") != std::string::npos);
  world.result_of({"analyze", "walk.gait", "--as-live", "--csv", "again.csv"});
  REQUIRE(lines(text_of(world.file("live.csv"))) > 4);
  REQUIRE(text_of(world.file("live.csv")) == text_of(world.file("again.csv")));
  REQUIRE(text_of(world.file("live.csv.columns.json")) == text_of(world.file("again.csv.columns.json")));
}

TEST_CASE("events begin with the walk, end with its summary, and are those of now where a recording is gone on with") {
  World world;
  world.bond_both();
  Program& live = world.backstep({"live", "--ble", "--events", "-o", "walk.gait", "--seconds", "7"});
  REQUIRE(world.end_of(live) == 0);
  std::vector<nlohmann::json> events = events_of(live.out());
  REQUIRE(events.front()["event"] == "notice");  // the search
  REQUIRE(count(events, "begin") == 1);
  REQUIRE(count(events, "shoe") >= 2);
  REQUIRE(events.back()["event"] == "end");
  auto strides = strides_of(events);
  REQUIRE(strides.size() > 2);
  auto told = events.back()["summary"];
  auto again =
      nlohmann::json::parse(world.result_of({"analyze", "walk.gait", "--as-live", "--quiet", "--summary-json", "-"}));
  for (auto* summary : {&told, &again}) {
    summary->erase("warnings");  // of a file that is read
  }
  REQUIRE(told == again);

  Program& more = world.backstep({"live", "--ble", "--events", "--resume", "walk.gait", "--seconds", "5"});
  REQUIRE(world.end_of(more) == 0);
  events = events_of(more.out());
  REQUIRE(count(events, "begin") == 1);
  REQUIRE(events.back()["event"] == "end");
  const auto before = strides.size();
  strides.merge(strides_of(events));
  // None is said twice, but for those that the end came upon.
  REQUIRE(strides.size() + 2 >= before + count(events, "stride"));
  REQUIRE(count(events, "stride") > 2);
  const auto& feet = events.back()["summary"]["feet"];
  REQUIRE(feet["left"]["strides"].get<std::size_t>() + feet["right"]["strides"].get<std::size_t>() == strides.size());
}

TEST_CASE("a shoe that is claimed by a walk is named") {
  World world;
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1"});
  REQUIRE(world.end_of(record) == 0);
  World::require_said(record, "left shoe 00A1: claimed by this computer from now on. `backstep devices forget 00A1`");
  World::require_said(record, "right shoe 00B2: claimed by this computer from now on");
  Program& again = world.backstep({"record", "--ble", "-o", "again.gait", "--seconds", "1"});
  REQUIRE(world.end_of(again) == 0);
  REQUIRE_FALSE(again.said("claimed"));
}

TEST_CASE("what fails within the program ends the walk in words, and what came before is kept") {
  World world;
  Program& live = world.backstep({"live", "--ble", "-o", "walk.gait", "--csv", "live.csv"});
  world.until("both stream", [&] { return world.left().streaming() && world.right().streaming(); });
  world.run_for(3s);
  world.bluetooth.garble_powered("hci0");
  world.left().in_reach = false;
  REQUIRE(world.end_of(live) == 1);
  World::require_said(live, "the walk ended early: left shoe: ");
  World::require_said(live, "saved walk.gait");
  REQUIRE(std::filesystem::exists(world.file("live.csv")));
  REQUIRE(world.recorded("walk.gait", kRight).size() > 300);
}

TEST_CASE("a moment is marked while somebody walks, and what the walk was analysed with is recorded") {
  World world;
  Program& live = world.backstep(
      {"live", "--ble", "-o", "walk.gait", "--csv", "live.csv", "--profile", "senior", "--leg-length-m", "0.87"});
  world.until_said(live, "recording to walk.gait");
  world.until("both stream", [&] { return world.left().streaming() && world.right().streaming(); });
  world.run_for(1s);
  live.mark();
  world.until_said(live, "mark at ");
  world.run_for(6s);
  live.interrupt();
  REQUIRE(world.end_of(live) == 0);
  const std::string info = world.result_of({"info", "walk.gait"});
  REQUIRE(info.find("marks") != std::string::npos);
  REQUIRE(info.find("profile = senior, leg_length_m = 0.87, overstride.caution = 0.45") != std::string::npos);
  world.result_of({"analyze", "walk.gait", "--as-live", "--csv", "again.csv"});
  REQUIRE(lines(text_of(world.file("live.csv"))) > 4);
  REQUIRE(text_of(world.file("live.csv")) == text_of(world.file("again.csv")));  // step_over_leg is in it
  world.result_of({"analyze", "walk.gait", "--as-live", "--leg-length-m", "0.9", "--csv", "other.csv"});
  REQUIRE(text_of(world.file("live.csv")) != text_of(world.file("other.csv")));
}

TEST_CASE("a walk whose packets are mostly of no use says so") {
  World world;
  world.bond_both();
  world.left().copies = 3;
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "2"});
  REQUIRE(world.end_of(record) == 3);
  World::require_said(record, "left foot: ");
  World::require_said(record, "came twice or too late");
  REQUIRE_FALSE(record.said("right foot: "));
}

TEST_CASE("a recording is gone on with as it was begun, and not otherwise") {
  World world;
  world.bond_both();
  Program& live = world.backstep(
      {"live", "--ble", "-o", "walk.gait", "--profile", "senior", "--leg-length-m", "0.87", "--seconds", "2"});
  REQUIRE(world.end_of(live) == 0);
  Program& other = world.backstep({"live", "--ble", "--resume", "walk.gait", "--leg-length-m", "0.9"});
  REQUIRE(world.end_of(other) == 2);
  World::require_said(other, "walk.gait: it was begun with other settings (profile = senior, leg_length_m = 0.87");
  Program& again = world.backstep({"live", "--ble", "--resume", "walk.gait", "--csv", "live.csv", "--seconds", "8"});
  REQUIRE(world.end_of(again) == 0);
  world.result_of({"analyze", "walk.gait", "--as-live", "--csv", "again.csv"});
  REQUIRE(lines(text_of(world.file("live.csv"))) > 4);
  REQUIRE(text_of(world.file("live.csv")) == text_of(world.file("again.csv")));
}

TEST_CASE("a mark before anybody walks is none, and ends nothing") {
  World world;
  world.left().in_reach = world.right().in_reach = false;
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--patience", "3"});
  world.until_said(record, "looking for shoes");
  record.mark();
  world.until_said(record, "no mark is made: nobody walks");
  REQUIRE(world.end_of(record) == 1);
}

TEST_CASE("each shoe goes on the freest adapter") {
  World world({"hci0", "hci1"});
  Program& record = world.begin_recording();
  REQUIRE(world.bluetooth.adapter_of(world.left()) != world.bluetooth.adapter_of(world.right()));
  record.interrupt();
  REQUIRE(world.end_of(record) == 0);
}

TEST_CASE("a shoe goes where it is bonded, also when another adapter is freer") {
  World world({"hci0", "hci1"});
  world.bond_both("hci1");
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1"});
  world.until("both stream", [&] { return world.left().streaming() && world.right().streaming(); });
  REQUIRE(world.bluetooth.adapter_of(world.left()) == "hci1");
  REQUIRE(world.bluetooth.adapter_of(world.right()) == "hci1");
  REQUIRE(world.end_of(record) == 0);
}

TEST_CASE("a link that carries 20 bytes: slower, told, and whole") {
  World world;
  world.left().mtu = world.right().mtu = 23;
  Program& live = world.backstep({"live", "--ble", "-o", "walk.gait", "--csv", "live.csv", "--seconds", "9"});
  REQUIRE(world.end_of(live) == 0);
  World::require_said(live, "left shoe: the link carries only 1 sample a packet, 52 a second");
  world.require_both_whole("walk.gait");
  REQUIRE(world.left().samples().size() > 380);
  REQUIRE(world.left().samples().size() < 520);
  world.result_of({"analyze", "walk.gait", "--as-live", "--csv", "again.csv"});
  REQUIRE(lines(text_of(world.file("live.csv"))) > 4);
  REQUIRE(text_of(world.file("live.csv")) == text_of(world.file("again.csv")));
}

TEST_CASE("packets lost in the air are asked for") {
  World world;
  world.left().lose_every = 5;
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "2"});
  REQUIRE(world.end_of(record) == 0);
  REQUIRE(world.left().told_counters().packets_resent() > 0);
  world.require_whole("walk.gait", kLeft, world.left());
}

TEST_CASE("a shoe out of reach comes back into the same recording, with what it made meanwhile") {
  World world;
  Program& record = world.begin_recording();
  world.run_for(1s);
  world.left().in_reach = false;
  world.until_said(record, "left shoe: connection lost; connecting again");
  world.run_for(1s);
  world.left().in_reach = true;
  world.until_said(record, "left shoe: connected again");
  world.run_for(500ms);
  world.end_whole_recording(record);
  REQUIRE_FALSE(record.said("right shoe: connect"));
}

TEST_CASE("bluetoothd restarts in the middle of a walk") {
  World world;
  Program& record = world.begin_recording();
  world.run_for(1s);
  world.bluetooth.stop();
  world.until_said(record, "right shoe: connection lost; connecting again");
  world.run_for(1s);
  world.bluetooth.start();
  world.until_connected_again(record);
  world.end_whole_recording(record);
}

TEST_CASE("the adapter is pulled out and put in again in the middle of a walk") {
  World world;
  Program& record = world.begin_recording();
  world.run_for(500ms);
  world.bluetooth.remove_adapter("hci0");
  world.until_said(record, "left shoe: connection lost; connecting again");
  world.run_for(500ms);
  world.bluetooth.add_adapter("hci0");
  world.until_connected_again(record);
  world.end_whole_recording(record);
}

TEST_CASE("watches find a walk again after bluetoothd was restarted, and after its adapter was pulled out") {
  World world;
  world.bond_both();
  const auto advertised = [&] { return world.bluetooth.advertises("hci0"); };
  Program& live = world.backstep({"live", "--ble", "--share", "--no-record"});
  world.until("it is advertised", advertised);
  world.bluetooth.stop();
  world.run_for(500ms);
  world.bluetooth.start();
  world.until("it is advertised again", advertised);
  world.bluetooth.remove_adapter("hci0");
  world.run_for(500ms);
  world.bluetooth.add_adapter("hci0");
  world.until("it is advertised once more", advertised);
  live.interrupt();
  REQUIRE(world.end_of(live) == 0);
  // Whole sentences, also the last one, of which no file's name is the end.
  World::require_said(live, "walking; nothing is recorded. Ctrl-C ends.\n");
  REQUIRE(live.err().ends_with(".\n"));
}

TEST_CASE("bluetoothd switches its adapters on by itself") {
  World world;
  world.bond_both();
  world.bluetooth.auto_enable = true;
  Program& live = world.backstep({"live", "--ble", "--share", "-o", "walk.gait"});
  world.until("both stream", [&] { return world.left().streaming() && world.right().streaming(); });
  SECTION("after a restart") {
    world.bluetooth.stop();
    world.run_for(500ms);
    world.bluetooth.start();
  }
  SECTION("when one is plugged in again") {
    world.bluetooth.remove_adapter("hci0");
    world.run_for(500ms);
    world.bluetooth.add_adapter("hci0");
  }
  world.until_connected_again(live);
  world.until("it is advertised again", [&] { return world.bluetooth.advertises("hci0"); });
  world.end_whole_recording(live);
}

TEST_CASE("an adapter that comes back under another name") {
  World world;
  world.bond_both();
  Program& record = world.begin_recording();
  world.bluetooth.remove_adapter("hci0");
  world.until_said(record, "left shoe: connection lost; connecting again");
  world.bluetooth.add_adapter("hci1");
  world.bond_both("hci1");
  world.until_connected_again(record);
  world.end_whole_recording(record);
}

TEST_CASE("an adapter that is switched off in the middle of a walk") {
  World world;
  world.bond_both();
  Program& record = world.begin_recording();
  SECTION("is switched on again") { world.bluetooth.switch_off("hci0"); }
  SECTION("or it is said that it cannot be") {
    Faults& faults = world.bluetooth.add_adapter("hci0");
    faults["Powered"] = Fault::fails("org.bluez.Error.Blocked", "Blocked through rfkill");
    world.bluetooth.switch_off("hci0");
    world.until_said(record, "left shoe: the Bluetooth adapter hci0 cannot be switched on");
    world.run_for(1s);
    REQUIRE(record.times_said("left shoe: the Bluetooth adapter hci0") == 1);
    faults.clear();
  }
  world.until_connected_again(record);
  world.end_whole_recording(record);
}

TEST_CASE("why a shoe does not come back is said once") {
  World world;
  world.bond_both();
  Program& record = world.begin_recording();
  world.left().empty_battery();
  world.bluetooth.drop_link(world.left());
  world.until_said(record, "left shoe: its battery is empty: charge it");
  world.run_for(2s);
  record.interrupt();
  REQUIRE(world.end_of(record) == 0);
  REQUIRE(record.times_said("its battery is empty") == 1);
  world.require_whole("walk.gait", kRight, world.right());
}

TEST_CASE("links that break off as soon as they are made cost no time") {
  World world;
  world.bond_both();
  Program& record = world.begin_recording();
  world.run_for(500ms);
  world.left().breaks_off = 3;  // the present one, and two more
  world.until_said(record, "left shoe: connected again");
  REQUIRE_FALSE(record.said("its services do not show up"));  // nobody waited for those
  world.end_whole_recording(record);
}

TEST_CASE("a shoe that says another side when it comes back stays where it was") {
  World world;
  Program& record = world.begin_recording();
  world.run_for(500ms);
  world.bluetooth.drop_link(world.left());
  world.left().change_side();
  world.until_said(record, "the left shoe now says it is the right one; it stays the left one in this recording");
  world.until_said(record, "left shoe: connected again");
  record.interrupt();
  REQUIRE(world.end_of(record) == 0);
}

TEST_CASE("a computer that hands out no socket for packets gets them by signals") {
  World world;
  world.left().faults["AcquireNotify"] = Fault::fails("org.bluez.Error.NotSupported", "Operation is not supported");
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "2"});
  REQUIRE(world.end_of(record) == 0);
  world.require_whole("walk.gait", kLeft, world.left());
}

TEST_CASE("a reader of stdout that does not read holds nothing up") {
  World world;
  world.bond_both();
  Program& live = world.backstep({"live", "--ble", "--events", "-o", "walk.gait", "--seconds", "9"});
  live.stop_reading();
  REQUIRE(world.end_of(live) == 0);
  World::require_said(live, "lines could not be written to stdout: its reader did not keep up");
  world.require_both_whole("walk.gait");
}

TEST_CASE("a reader of stdout that goes away does not take the walk with it") {
  World world;
  world.bond_both();
  Program& live = world.backstep({"live", "--ble", "--events", "-o", "walk.gait", "--seconds", "7"});
  world.until("both stream", [&] { return world.left().streaming() && world.right().streaming(); });
  live.close_output();
  REQUIRE(world.end_of(live) == 0);
  World::require_said(live, "lines could not be written to stdout: its reader has gone");
  world.require_both_whole("walk.gait");
}

TEST_CASE("Ctrl-C ends a walk properly") {
  World world;
  Program& record = world.begin_recording();
  world.run_for(700ms);
  record.interrupt();
  REQUIRE(world.end_of(record) == 0);
  World::require_said(record, "saved walk.gait");
  world.require_whole("walk.gait", kLeft, world.left());
  REQUIRE_FALSE(world.left().streaming());
  REQUIRE(world.bluetooth.adapter_of(world.left()).empty());
}

TEST_CASE("Ctrl-C while the end of a walk is being fetched ends properly, without the rest") {
  World world;
  world.left().lose_every = 3;
  world.left().unanswered.insert(wire::CommandKind::resend);
  Program& live = world.backstep({"live", "--ble", "-o", "walk.gait", "--csv", "walk.csv", "--seconds", "2"});
  world.until_said(live, "ending: fetching what is still missing");
  world.run_for(500ms);
  live.interrupt();
  REQUIRE(world.end_of(live) == 0);
  World::require_said(live, "saved walk.gait");
  REQUIRE(std::filesystem::exists(world.file("walk.csv")));
  world.require_whole("walk.gait", kRight, world.right());
}

TEST_CASE("Ctrl-C while a shoe is out of reach does not wait for it") {
  World world;
  Program& record = world.begin_recording();
  world.run_for(500ms);
  world.left().in_reach = false;
  world.until_said(record, "left shoe: connection lost; connecting again");
  world.run_for(1s);  // it is connecting now, and bluetoothd does not answer before the shoe is there
  record.interrupt();
  REQUIRE(world.end_of(record) == 0);
  World::require_said(record, "saved walk.gait");
  World::require_said(record, "left shoe: out of reach when the walk ended");
  World::require_said(record, "s that it was out of reach");
  world.require_whole("walk.gait", kRight, world.right());
}

TEST_CASE("a shoe that answers nothing while it walks is not waited for at the end") {
  World world;
  Program& record = world.begin_recording();
  for (const auto kind : wire::EnumValuesCommandKind()) {
    world.left().unanswered.insert(kind);
  }
  world.run_for(500ms);
  record.interrupt();
  REQUIRE(world.end_of(record) == 0);
  World::require_said(record, "saved walk.gait");
  world.require_whole("walk.gait", kRight, world.right());
}

TEST_CASE("D-Bus breaks off in the middle of a walk: what there is is saved") {
  World world;
  Program& record = world.begin_recording();
  world.run_for(500ms);
  world.bus.stop();
  world.bluetooth.stop();
  REQUIRE(world.end_of(record) == 1);
  World::require_said(record, "the connection to D-Bus broke off");
  World::require_said(record, "saved walk.gait");
  REQUIRE(world.recorded("walk.gait", kLeft).size() > 0);
}

}  // namespace backstep::test
