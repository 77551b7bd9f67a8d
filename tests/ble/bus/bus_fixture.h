#pragma once

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <list>
#include <string>
#include <vector>

#include "tests/ble/bus/bluetoothd.h"
#include "tests/ble/bus/private_bus.h"
#include "tests/ble/bus/program.h"

namespace backstep::test {

/// A computer with a bus of its own, a stand-in for bluetoothd on it, and a left and a right shoe that replay a walk.
class World {
 public:
  /// The adapters there are.
  explicit World(const std::vector<std::string>& adapters = {"hci0"});

  AirShoe& left() { return *left_; }
  AirShoe& right() { return *right_; }
  AirShoe& add_shoe(wire::Side side, const std::string& serial);

  /// As after an earlier walk.
  void bond_both(const std::string& adapter = "hci0");

  /// `backstep WORDS...`, started.
  Program& backstep(std::vector<std::string> words);
  Program& shoe_program(std::vector<std::string> words);

  /// Lets everything run until `done`; fails the test when that does not come about.
  void until(const char* what, const std::function<bool()>& done);
  void until_said(Program& program, const std::string& words);
  static void require_said(const Program& program, const std::string& words);
  /// Lets everything run for so long.
  void run_for(std::chrono::milliseconds time);
  /// To its end; the exit code.
  int end_of(Program& program);

  /// `backstep record --ble -o walk.gait`, until both shoes send.
  Program& begin_recording();
  void until_connected_again(Program& program);  ///< both shoes
  /// Ctrl-C, and a recording with every sample of both shoes.
  void end_whole_recording(Program& record);
  /// A program that needs no bus: what it writes to stdout.
  std::string result_of(std::vector<std::string> words);

  std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }

  /// Samples of one foot in a recording, by packet number.
  std::vector<wire::ImuRaw> recorded(const std::string& recording, wire::Side side) const;
  /// Every sample that the shoe has made is in the recording, in order, and nothing else.
  void require_whole(const std::string& recording, wire::Side side, const AirShoe& shoe);
  /// The same of both feet.
  void require_both_whole(const std::string& recording);

 private:
  void step();

  TemporaryFolder folder_;

 public:
  PrivateBus bus;
  Bluetoothd bluetooth;

 private:
  std::list<Program> programs_;
  AirShoe *left_ = nullptr, *right_ = nullptr;
};

}  // namespace backstep::test
