// The virtual shoe (firmware/linux) on a bluetoothd that comes and goes.
#include "tests/ble/bus/bus_fixture.h"

namespace backstep::test {

TEST_CASE("the virtual shoe shows itself again when bluetoothd is back") {
  World world;
  Program& shoe = world.shoe_program({"--serial", "9F1E", "--state", "shoes"});
  world.until_said(shoe, "advertising as \"Backstep L 9F1E\"");
  world.bluetooth.stop();
  world.until_said(shoe, "bluetoothd is gone; waiting for it");
  world.bluetooth.start();
  world.until("it advertises again", [&] { return shoe.times_said("advertising as") == 2 || shoe.code(); });
  INFO(shoe.err());
  REQUIRE_FALSE(shoe.code());
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
