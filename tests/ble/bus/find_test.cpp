// Before a walk: what is found, what is refused, and in which words.
#include <algorithm>

#include "tests/ble/bus/bus_fixture.h"

using namespace std::chrono_literals;

namespace backstep::test {
namespace {

constexpr auto kLeft = wire::Side::left, kRight = wire::Side::right;

void set_by_another_host(AirShoe& shoe, std::uint32_t rate_hz) {
  const auto command = wire::pack({wire::Command(7, wire::CommandKind::set_rate, rate_hz, 0), {}});
  shoe.control({command.span().begin(), command.span().end()});
}

/// One sentence, exit code 1, no recording.
void require_refused(World& world, Program& program, const std::string& words) {
  REQUIRE(world.end_of(program) == 1);
  World::require_said(program, words);
  INFO(program.err());
  REQUIRE(program.times_said("\n") == 1);
  REQUIRE_FALSE(std::filesystem::exists(world.file("walk.gait")));
}

}  // namespace

TEST_CASE("scan lists the shoes in reach") {
  World world;
  world.bluetooth.bond(world.left(), "hci0");
  world.right().rssi_dbm = -71;
  Program& scan = world.backstep({"scan", "--seconds", "1"});
  REQUIRE(world.end_of(scan) == 0);
  REQUIRE(scan.out().find("Backstep L 00A1       C0:DE:00:00:00:A1   -50 dBm   claimed by this computer") !=
          std::string::npos);
  REQUIRE(scan.out().find("Backstep R 00B2       C0:DE:00:00:00:B2   -71 dBm   to claim it") != std::string::npos);
  REQUIRE_FALSE(world.bluetooth.discovering());
}

TEST_CASE("scan leaves out one's own shoes that are off") {
  World world;
  world.bond_both();
  world.left().in_reach = world.right().in_reach = false;
  Program& scan = world.backstep({"scan", "--seconds", "1"});
  REQUIRE(world.end_of(scan) == 0);
  World::require_said(scan, "no shoe in reach");
}

TEST_CASE("no adapter, none of that name, one that cannot be switched on") {
  const std::vector<std::string> record = {"record", "--ble", "-o", "walk.gait"};
  {
    World world(std::vector<std::string>{});
    require_refused(world, world.backstep(record), "this computer has no Bluetooth adapter; plug one in");
    require_refused(world, world.backstep({"scan"}), "this computer has no Bluetooth adapter; plug one in");
  }
  {
    World world;
    require_refused(world, world.backstep({"record", "--ble", "-o", "walk.gait", "--adapter", "hci7"}),
                    "there is no Bluetooth adapter hci7 here");
  }
  {
    World world(std::vector<std::string>{});
    world.bluetooth.add_adapter("hci0")["Powered"] = Fault::fails("org.bluez.Error.Blocked", "Blocked through rfkill");
    world.bluetooth.turn();
    require_refused(world, world.backstep(record),
                    "the Bluetooth adapter hci0 cannot be switched on (org.bluez.Error.Blocked: Blocked through "
                    "rfkill). `rfkill unblock bluetooth` may help");
  }
}

TEST_CASE("no bluetoothd, no D-Bus") {
  World world;
  world.bluetooth.stop();
  require_refused(world, world.backstep({"record", "--ble", "-o", "walk.gait"}), "Is bluetoothd running?");
  require_refused(world, world.backstep({"scan"}), "Is bluetoothd running?");
  world.bus.stop();
  require_refused(world, world.backstep({"record", "--ble", "-o", "walk.gait"}), "no D-Bus here");
  require_refused(world, world.backstep({"scan"}), "no D-Bus here");
}

TEST_CASE("an adapter that is switched off is not used while another one works") {
  World world({"hci0"});
  world.bluetooth.add_adapter("hci1")["Powered"] = Fault::fails("org.bluez.Error.Blocked", "Blocked through rfkill");
  world.bluetooth.turn();
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1"});
  REQUIRE(world.end_of(record) == 0);
  world.require_whole("walk.gait", kLeft, world.left());
}

TEST_CASE("what this computer knows of its shoes is listed also while its adapter cannot be switched on") {
  World world(std::vector<std::string>{});
  world.bluetooth.add_adapter("hci0")["Powered"] = Fault::fails("org.bluez.Error.Blocked", "Blocked through rfkill");
  world.bluetooth.turn();
  world.bond_both();
  Program& list = world.backstep({"devices", "list"});
  REQUIRE(world.end_of(list) == 0);
  World::require_said(list, "the Bluetooth adapter hci0 cannot be switched on");
  REQUIRE(list.out().find("00A1") != std::string::npos);
}

TEST_CASE("a shoe that others have claimed says what to do, and its button helps") {
  World world;
  world.left().bonded();
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1"});
  world.until_said(record, "Backstep L 00A1 (C0:DE:00:00:00:A1): it does not let this computer pair. Hold its button");
  REQUIRE(world.bluetooth.adapter_of(world.left()).empty());
  world.left().hold_button();
  REQUIRE(world.end_of(record) == 0);
  REQUIRE(record.times_said("it does not let this computer pair") == 1);
  world.require_whole("walk.gait", kLeft, world.left());
  REQUIRE(world.bluetooth.bonded(world.left(), "hci0"));
}

TEST_CASE("two shoes of one side") {
  World world;
  AirShoe& second = world.add_shoe(kLeft, "00C3");
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1"});
  world.right().in_reach = false;
  world.until_said(record, "two shoes say they are the left one: 00A1 and 00C3. The second is left out");
  world.right().in_reach = true;
  REQUIRE(world.end_of(record) == 0);
  REQUIRE(record.times_said("two shoes say") == 1);
  REQUIRE(second.samples().empty());
  REQUIRE(world.bluetooth.adapter_of(second).empty());
  world.require_both_whole("walk.gait");
}

TEST_CASE("a walk with one shoe says that the other was not found") {
  World world;
  world.right().in_reach = false;
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1", "--patience", "1"});
  REQUIRE(world.end_of(record) == 0);
  World::require_said(record, "the right shoe was not found: only the left one is measured. For both, switch it on");
  world.require_whole("walk.gait", kLeft, world.left());
}

TEST_CASE("one's own shoes come before those of others") {
  World world;
  AirShoe& stranger = world.add_shoe(kLeft, "0001");
  world.bond_both();
  SECTION("that do not answer") { stranger.faults["Connect"] = Fault::silent(); }
  SECTION("that could be claimed, also when one's own show themselves a little later") {
    world.left().in_reach = false;
  }
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1", "--patience", "8"});
  world.run_for(1s);
  world.left().in_reach = true;
  REQUIRE(world.end_of(record) == 0);
  world.require_both_whole("walk.gait");
  REQUIRE_FALSE(world.bluetooth.bonded(stranger, "hci0"));
}

TEST_CASE("somebody else's shoe is not claimed while one's own is off, and it is said how it could be") {
  World world;
  AirShoe& stranger = world.add_shoe(kLeft, "0001");
  world.bond_both();
  world.left().in_reach = false;
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1", "--patience", "5"});
  REQUIRE(world.end_of(record) == 0);
  World::require_said(record, "the left shoe was not found: only the right one is measured");
  World::require_said(record,
                      "another left shoe is near, left shoe 0001 (C0:DE:00:00:00:01); it is not used, as this computer "
                      "has its own. If it is yours: `backstep devices claim 0001`");
  REQUIRE_FALSE(world.bluetooth.bonded(stranger, "hci0"));
  REQUIRE(stranger.samples().empty());
  world.require_whole("walk.gait", kRight, world.right());
}

TEST_CASE("somebody else's shoe is not claimed where nothing else is in reach") {
  World world;
  AirShoe& stranger = world.add_shoe(kLeft, "0001");
  world.bond_both();
  world.left().in_reach = world.right().in_reach = false;
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--patience", "3"});
  REQUIRE(world.end_of(record) == 1);
  World::require_said(record, "another left shoe is near");
  REQUIRE_FALSE(world.bluetooth.bonded(stranger, "hci0"));
}

TEST_CASE("a shoe is claimed on purpose beside another one, and walks then") {
  World world;
  AirShoe& second = world.add_shoe(kLeft, "0001");
  world.bond_both();
  Program& claim = world.backstep({"devices", "claim", "0001"});
  REQUIRE(world.end_of(claim) == 0);
  World::require_said(claim, "left shoe 0001 (C0:DE:00:00:00:01): claimed by this computer");
  REQUIRE(world.bluetooth.bonded(second, "hci0"));
  Program& again = world.backstep({"devices", "claim", "0001"});
  REQUIRE(world.end_of(again) == 0);
  World::require_said(again, "is this computer's already");
  world.left().in_reach = false;
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1"});
  REQUIRE(world.end_of(record) == 0);
  world.require_whole("walk.gait", kLeft, second);
}

TEST_CASE("a side that is told to be claimed is the one that is not") {
  World world;
  world.bond_both();
  AirShoe& second = world.add_shoe(kLeft, "0001");
  world.left().in_reach = false;
  Program& claim = world.backstep({"devices", "claim", "left", "--seconds", "2"});
  REQUIRE(world.end_of(claim) == 0);
  REQUIRE(world.bluetooth.bonded(second, "hci0"));
}

TEST_CASE("a claim is told also where the shoe cannot be used then") {
  World world;
  set_by_another_host(world.left(), 104);
  world.left().unanswered.insert(wire::CommandKind::set_rate);
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1", "--patience", "12"});
  REQUIRE(world.end_of(record) == 0);
  REQUIRE(world.bluetooth.bonded(world.left(), "hci0"));
  World::require_said(record, "left shoe 00A1: claimed by this computer from now on");
}

TEST_CASE("a shoe whose name has the wrong side is not kept where this computer has its own of the right one") {
  World world;
  world.bluetooth.bond(world.left(), "hci0");
  world.left().in_reach = world.right().in_reach = false;
  AirShoe& other = world.add_shoe(kLeft, "0009");
  other.in_reach = false;
  AirShoe& stranger = world.add_shoe(kRight, "0001");
  stranger.info_instead = other.info();
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--patience", "3"});
  REQUIRE(world.end_of(record) == 1);
  World::require_said(record, "is not used, as this computer has its own, and is not claimed any more");
  REQUIRE_FALSE(world.bluetooth.bonded(stranger, "hci0"));
}

TEST_CASE("a shoe that another host has set to less walks as a walk needs it") {
  World world;
  world.bond_both();
  set_by_another_host(world.left(), 104);
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "2"});
  REQUIRE(world.end_of(record) == 0);
  REQUIRE(world.left().samples().size() > 300);
  world.require_both_whole("walk.gait");
  const std::string info = world.result_of({"info", "walk.gait", "--json"});
  REQUIRE(info.find("\"stated_rate_hz\": 104") == std::string::npos);
}

TEST_CASE("a shoe that has been released since says how to claim it again") {
  World world;
  world.bond_both();
  world.left().forget_hosts();
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1", "--patience", "2"});
  world.until_said(
      record,
      "it does not know this computer any more (org.bluez.Error.NotPermitted: Not paired). `backstep devices "
      "forget C0:DE:00:00:00:A1`, hold its button for 3 s");
  REQUIRE(world.end_of(record) == 0);
}

TEST_CASE("pairing leaves an adapter pairable that was") {
  World world;
  const bool was = GENERATE(true, false);
  if (was) {
    world.bluetooth.set_pairable("hci0");
  }
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1"});
  REQUIRE(world.end_of(record) == 0);
  REQUIRE(world.bluetooth.bonded(world.left(), "hci0"));
  REQUIRE(world.bluetooth.pairable("hci0") == was);
}

TEST_CASE("old shoes that are switched off do not hold up those that are there") {
  World world;
  world.bond_both();
  for (const char* serial : {"0001", "0002"}) {
    AirShoe& old = world.add_shoe(kLeft, serial);
    old.in_reach = false;
    world.bluetooth.bond(old, "hci0");
  }
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait", "--seconds", "1", "--patience", "5"});
  REQUIRE(world.end_of(record) == 0);
  world.require_both_whole("walk.gait");
}

TEST_CASE("a shoe in reach that cannot be used: why, and within the patience") {
  World world;
  world.right().in_reach = false;
  const std::vector<std::string> record = {"record", "--ble", "-o", "walk.gait", "--patience", "1"};
  std::string why;
  SECTION("its services never show up") {
    world.left().services_resolve = false;
    why = "its services do not show up";
  }
  SECTION("its Info makes no sense") {
    world.left().info_instead = Bytes(13, 7);
    why = "its Info has 13 bytes that make no sense, expected 76 or 160; update its firmware";
  }
  SECTION("bluetoothd fails to connect") {
    world.left().faults["Connect"] = Fault::fails("org.bluez.Error.Failed", "le-connection-abort-by-local");
    why = "org.bluez.Error.Failed: le-connection-abort-by-local";
  }
  SECTION("bluetoothd never answers Connect") {
    world.left().faults["Connect"] = Fault::silent();
    why = "it does not answer";
  }
  SECTION("its Info is never read") {
    world.left().faults["ReadValue Info"] = Fault::silent();
    why = "it does not answer";
  }
  Program& program = world.backstep(record);
  REQUIRE(world.end_of(program) == 1);
  World::require_said(program, "Backstep L 00A1 (C0:DE:00:00:00:A1): " + why);
  World::require_said(program, "no shoe could be connected");
  REQUIRE_FALSE(std::filesystem::exists(world.file("walk.gait")));
  REQUIRE(world.bluetooth.adapter_of(world.left()).empty());
  REQUIRE_FALSE(world.bluetooth.discovering());
}

TEST_CASE("a shoe whose sensor cannot be") {
  World world;
  Bytes info = world.left().info();
  std::fill_n(info.begin() + 8, 4, std::uint8_t{0});  // rate_hz
  world.left().info_instead = info;
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait"});
  REQUIRE(world.end_of(record) == 1);
  World::require_said(record, "the sensor of the left foot takes 0 samples per second, expected at least 50");
  REQUIRE(world.bluetooth.adapter_of(world.left()).empty());
  REQUIRE(world.bluetooth.adapter_of(world.right()).empty());
}

TEST_CASE("a shoe that never answers a command") {
  World world;
  for (const auto kind : wire::EnumValuesCommandKind()) {
    world.left().unanswered.insert(kind);
  }
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait"});
  world.until_said(record, "left shoe: no reply to start within 5 s; connecting again");
  record.interrupt();
  REQUIRE(world.end_of(record) == 0);
  World::require_said(record, "saved walk.gait");
  world.require_whole("walk.gait", kRight, world.right());
}

TEST_CASE("a reply of the wrong kind is an answer to nothing") {
  World world;
  world.left().answered_as_stop.insert(wire::CommandKind::start);
  Program& record = world.backstep({"record", "--ble", "-o", "walk.gait"});
  world.until_said(record, "left shoe: no reply to start within 5 s; connecting again");
  record.interrupt();
  REQUIRE(world.end_of(record) == 0);
  World::require_said(record, "saved walk.gait");
  world.require_whole("walk.gait", kRight, world.right());
}

TEST_CASE("Ctrl-C before a shoe was found") {
  World world;
  Program* record = nullptr;
  SECTION("none is in reach") {
    world.left().in_reach = world.right().in_reach = false;
    record = &world.backstep({"record", "--ble", "-o", "walk.gait"});
    world.until_said(*record, "looking for shoes");
    world.run_for(300ms);
  }
  SECTION("one is connected") {
    world.right().in_reach = false;
    record = &world.backstep({"record", "--ble", "-o", "walk.gait"});
    world.until_said(*record, "left shoe 00A1");
  }
  SECTION("one does not answer") {
    world.left().faults["Connect"] = Fault::silent();
    world.right().in_reach = false;
    record = &world.backstep({"record", "--ble", "-o", "walk.gait"});
    world.until_said(*record, "looking for shoes");
    world.run_for(1s);
  }
  record->interrupt();
  REQUIRE(world.end_of(*record) == 1);
  World::require_said(*record, "ended before the walk began; nothing is recorded");
  REQUIRE_FALSE(record->said("fetching"));
  REQUIRE_FALSE(std::filesystem::exists(world.file("walk.gait")));
  REQUIRE(world.bluetooth.adapter_of(world.left()).empty());
  REQUIRE_FALSE(world.bluetooth.discovering());
}

}  // namespace backstep::test
