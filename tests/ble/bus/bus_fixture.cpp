#include "tests/ble/bus/bus_fixture.h"

#include <poll.h>

#include <cstring>

#include "firmware/linux/motion.h"

namespace backstep::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kLimit = 60s;  ///< until something that must come about counts as failed

/// A walk that begins a second after the sensor was switched on.
firmware::Motion walk_of(wire::Side side) {
  firmware::Motion motion = firmware::replay_motion(BACKSTEP_SOURCE_DIR "/data/backward-good.gait", side);
  motion.samples.erase(motion.samples.begin(),
                       motion.samples.begin() + static_cast<std::ptrdiff_t>(motion.sensor.rate_hz));
  return motion;
}

const firmware::Motion& motion_of(wire::Side side) {
  static const std::array motions = {walk_of(wire::Side::left), walk_of(wire::Side::right)};
  return motions[side == wire::Side::left ? 0 : 1];
}

}  // namespace

World::World(const std::vector<std::string>& adapters) : bus(folder_.path()), bluetooth(bus.address()) {
  for (const std::string& adapter : adapters) {
    bluetooth.add_adapter(adapter);
  }
  left_ = &add_shoe(wire::Side::left, "00A1");
  right_ = &add_shoe(wire::Side::right, "00B2");
  bluetooth.start();
  bluetooth.turn();
}

AirShoe& World::add_shoe(wire::Side side, const std::string& serial) {
  return bluetooth.add_shoe(side, serial, motion_of(side));
}

void World::bond_both(const std::string& adapter) {
  bluetooth.bond(left(), adapter);
  bluetooth.bond(right(), adapter);
}

Program& World::backstep(std::vector<std::string> words) {
  words.insert(words.begin(), BACKSTEP_PROGRAM);
  return programs_.emplace_back(words, folder_.path(), bus.address());
}

Program& World::shoe_program(std::vector<std::string> words) {
  words.insert(words.begin(), BACKSTEP_SHOE_PROGRAM);
  return programs_.emplace_back(words, folder_.path(), bus.address());
}

void World::step() {
  bluetooth.turn();
  std::vector<pollfd> waits = {{bluetooth.socket(), POLLIN, 0}};
  for (Program& program : programs_) {
    program.look();
    for (const int socket : program.sockets()) {
      waits.push_back({socket, POLLIN, 0});
    }
  }
  ::poll(waits.data(), waits.size(), 2);
}

void World::until(const char* what, const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + kLimit;
  while (!done()) {
    step();
    if (std::chrono::steady_clock::now() > end) {
      std::string said;
      for (const Program& program : programs_) {
        said += "\n--- said\n" + program.err();
      }
      FAIL("did not come about: " << what << said);
    }
  }
}

void World::until_said(Program& program, const std::string& words) {
  until(words.c_str(), [&] { return program.said(words) || program.code(); });
  require_said(program, words);
}

void World::require_said(const Program& program, const std::string& words) {
  INFO("expected: " << words << "\n--- said\n" << program.err());
  REQUIRE(program.said(words));
}

void World::run_for(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
    step();
  }
}

int World::end_of(Program& program) {
  until("the program ends", [&] { return program.code().has_value(); });
  program.look();
  UNSCOPED_INFO("--- said\n" << program.err());
  return program.code().value_or(-1);
}

Program& World::begin_recording() {
  Program& record = backstep({"record", "--ble", "-o", "walk.gait"});
  until("both shoes send", [&] { return left().streaming() && right().streaming(); });
  return record;
}

void World::until_connected_again(Program& program) {
  until_said(program, "left shoe: connected again");
  until_said(program, "right shoe: connected again");
}

void World::end_whole_recording(Program& record) {
  record.interrupt();
  REQUIRE(end_of(record) == 0);
  require_said(record, "saved walk.gait");
  require_both_whole("walk.gait");
}

std::string World::result_of(std::vector<std::string> words) {
  Program& program = backstep(std::move(words));
  REQUIRE(end_of(program) == 0);
  return program.out();
}

std::vector<wire::ImuRaw> World::recorded(const std::string& recording, wire::Side side) const {
  return firmware::replay_motion(file(recording), side).samples;
}

void World::require_whole(const std::string& recording, wire::Side side, const AirShoe& shoe) {
  const std::vector<wire::ImuRaw> there = recorded(recording, side);
  INFO(there.size() << " samples recorded, " << shoe.samples().size() << " made");
  REQUIRE(there.size() == shoe.samples().size());
  REQUIRE(std::equal(there.begin(), there.end(), shoe.samples().begin(), firmware::test::same));
}

void World::require_both_whole(const std::string& recording) {
  require_whole(recording, wire::Side::left, left());
  require_whole(recording, wire::Side::right, right());
}

}  // namespace backstep::test
