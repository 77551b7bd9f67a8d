// The virtual shoe (firmware/linux) on a bluetoothd that comes and goes.
#include "tests/ble/bus/bus_fixture.h"

using namespace std::chrono_literals;

namespace backstep::test {

TEST_CASE("the virtual shoe shows itself again when bluetoothd is back") {
  World world;
  world.bluetooth.auto_enable = GENERATE(false, true);
  Program& shoe = world.shoe_program({"--serial", "9F1E", "--walk", "backward", "--state", "shoes"});
  world.until_said(shoe, "advertising as \"Backstep L 9F1E\"");
  world.bluetooth.stop();
  world.until_said(shoe, "bluetoothd is gone; waiting for it");
  world.bluetooth.start();
  world.until("it advertises again", [&] { return shoe.times_said("advertising as") == 2 || shoe.code(); });
  INFO(shoe.err());
  REQUIRE_FALSE(shoe.code());
}

TEST_CASE("the virtual shoe shows itself again when its adapter is back") {
  World world;
  world.bluetooth.auto_enable = GENERATE(false, true);
  Program& shoe = world.shoe_program({"--serial", "9F1E", "--state", "shoes"});
  world.until_said(shoe, "advertising as \"Backstep L 9F1E\"");
  world.bluetooth.remove_adapter("hci0");
  world.until_said(shoe, "the adapter is gone; waiting for it");
  world.bluetooth.add_adapter("hci0");
  world.until("it advertises again", [&] { return world.bluetooth.advertises("hci0") || shoe.code(); });
  INFO(shoe.err());
  REQUIRE_FALSE(shoe.code());
}

TEST_CASE("a virtual shoe lets hosts pair while it may be claimed, and only then") {
  World world;
  const std::string stranger = "/org/bluez/hci0/dev_00_11_22_33_44_55";
  const auto may_pair = [&] {
    const auto answer = world.bluetooth.ask_agent(stranger);
    world.until("the agent answers", [&] { return answer->has_value(); });
    return **answer;
  };
  SECTION("not claimed by anybody yet, though bluetoothd was busy at first") {
    world.bluetooth.add_adapter("hci0")["Pairable"] = Fault::fails("org.bluez.Error.Busy", "", 1);
    Program& shoe = world.shoe_program({"--state", "shoes"});
    world.until_said(shoe, "claim mode: a new host may pair");
    REQUIRE(may_pair());
  }
  SECTION("claimed, though somebody else has made the adapter pairable") {
    world.bluetooth.bond(world.left(), "hci0");
    Program& shoe = world.shoe_program({"--state", "shoes"});
    world.until_said(shoe, "claimed: only hosts that have paired may connect");
    REQUIRE_FALSE(shoe.said("claim mode"));
    world.bluetooth.set_pairable("hci0");
    world.run_for(200ms);
    REQUIRE_FALSE(may_pair());
  }
}

TEST_CASE("the virtual shoe without an adapter or a bluetoothd says so") {
  World world(std::vector<std::string>{});
  Program& shoe = world.shoe_program({"--state", "shoes"});
  REQUIRE(world.end_of(shoe) == 1);
  World::require_said(shoe, "cannot power /org/bluez/hci0");
  world.bluetooth.stop();
  Program& alone = world.shoe_program({"--state", "shoes"});
  REQUIRE(world.end_of(alone) == 1);
  World::require_said(alone, "is the adapter there, and bluetoothd running?");
}

}  // namespace backstep::test
