// The command `devices`: the shoes themselves, apart from any walk.
#include "host/cli/device_tasks.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "host/cli/command.h"
#include "host/cli/forward_option.h"
#include "host/cli/over_air.h"
#include "host/cli/terminal.h"

namespace backstep::cli {
namespace {

namespace asio = host::ble::asio;
using Do = asio::awaitable<int> (*)(host::ble::Radio&, const DeviceTask&);

constexpr const char* kWhichShoe = "Its address, serial number or name, or left or right";

asio::awaitable<int> with_radio(asio::io_context& loop, DeviceTask task, Do what, host::ble::Radio::Off off) {
  host::ble::Bus bus(loop);
  host::ble::Bluez bluez(bus);
  host::ble::Calls calls(bus);
  host::ble::Radio radio(bluez, calls, task.adapters);
  if (const std::string failed = co_await radio.prepare(off); !failed.empty()) {
    co_return tell(failed + ".", 1);
  }
  if (!radio.off().empty()) {
    say(radio.off() + ". What follows is what this computer knows of its shoes.");
    task.seconds = 0;
  }
  co_return co_await what(radio, task);
}

}  // namespace

void add_devices(CLI::App& app, int& exit_code) {
  CLI::App* devices = app.add_subcommand("devices", "List, name, find, claim, calibrate and forget shoes");
  devices->footer(
      "Examples:\n"
      "  backstep devices list\n"
      "  backstep devices identify left\n"
      "  backstep devices name 3F2A \"Anna left\"");
  devices->require_subcommand(0, 1);
  devices->callback([devices] {
    if (devices->get_subcommands().empty()) {
      fmt::print("{}", devices->help("backstep"));
    }
  });
  const auto add = [&](const char* word, const char* says, Do what,
                       host::ble::Radio::Off off = host::ble::Radio::Off::left_out) {
    auto task = std::make_shared<DeviceTask>();
    CLI::App* command = devices->add_subcommand(word, says);
    command->add_option("--seconds", task->seconds, "Look for shoes so long")
        ->check(CLI::Range(0.5, 600.0))
        ->capture_default_str()
        ->type_name("S");
    command
        ->add_option("--adapter", task->adapters,
                     "Use only this Bluetooth adapter (hci0); may be given several times")
        ->allow_extra_args(false);  // a shoe may follow
    command->callback([task, what, off, &exit_code] {
      if (!task->from.empty()) {  // read before anybody is made to wait
        ProgressLine progress("Calibrating from " + task->from);
        auto loaded =
            host::load_calibrations(task->from, forward_word(task->forward), [&](double share) { progress.at(share); });
        progress.clear();
        if (!loaded) {
          exit_code = tell(loaded.error());
          return;
        }
        task->calibration = std::move(*loaded);
      }
      asio::io_context loop;
      exit_code = run_over_air(loop, [&] { return with_radio(loop, *task, what, off); });
    });
    return std::pair(command, task);
  };
  const auto [list, listed] =
      add("list", "Shoes claimed by this computer, and others in reach", list_devices, host::ble::Radio::Off::kept);
  list->add_flag("--json", listed->json, "One JSON object a line");

  const auto [name, named] =
      add("name", "Give a shoe a name on this computer", name_device, host::ble::Radio::Off::kept);
  name->add_option("shoe", named->shoe, kWhichShoe)->required();
  name->add_option("name", named->name, "Its new name; \"\" takes it away again")->required();

  const auto [identify, identified] = add("identify", "Let a shoe blink for ten seconds", identify_device);
  identify->add_option("shoe", identified->shoe, kWhichShoe)->required();

  const auto [claim, claimed] = add("claim", "Make a shoe this computer's own, also beside another one", claim_device);
  claim->add_option("shoe", claimed->shoe, kWhichShoe)->required();
  claim->footer(
      "A shoe that nobody has claimed, or whose button was held for 3 s, until it blinks quickly. A walk claims a shoe "
      "by\nitself only for a side of which this computer has none.");

  const auto [calibrate, calibrated] =
      add("calibrate", "Store in a shoe how its sensor sits; walks need no --calibration then", calibrate_devices);
  calibrate->add_option("shoe", calibrated->shoe, std::string(kWhichShoe) + ", or both")->required();
  calibrate
      ->add_option("--from", calibrated->from,
                   "A recording of ten steps forward, or the file that `backstep calibrate` made of one")
      ->required()
      ->type_name("FILE.gait|FILE.json");
  add_forward_option(*calibrate, calibrated->forward);
  calibrate->footer(
      "Stand still for two seconds, walk ten steps straight ahead, stand still:\n"
      "  backstep record --ble -o ten-steps.gait\n"
      "  backstep devices calibrate both --from ten-steps.gait");

  const auto [forget, forgotten] = add("forget", "Give a shoe free: another computer may claim it", forget_device);
  forget->add_option("shoe", forgotten->shoe, kWhichShoe)->required();
}

}  // namespace backstep::cli
