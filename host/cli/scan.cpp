#include <fmt/format.h>

#include "host/bluez/radio.h"
#include "host/source/shoes_in_reach.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/base/printable.h"
#include "host/cli/command.h"
#include "host/cli/over_air.h"
#include "host/cli/terminal.h"

namespace backstep::cli {
namespace {

struct ScanOptions {
  std::vector<std::string> adapters;
  double seconds = 5;
  bool json = false;
};

namespace asio = host::ble::asio;
using host::ble::SeenShoe;

void print_table(const std::vector<SeenShoe>& shoes) {
  if (shoes.empty()) {
    say("no shoe in reach. Switch the shoes on (their light blinks) and stay near.");
    return;
  }
  show(fmt::format("{:<22}{:<20}{:<10}{}", "shoe", "address", "signal", ""));
  for (const SeenShoe& s : shoes) {
    show(fmt::format(
        "{:<22}{:<20}{:<10}{}", host::printable(s.name), s.address,
        s.rssi_dbm ? fmt::format("{} dBm", *s.rssi_dbm) : "-",
        s.bonded ? "claimed by this computer" : "to claim it: hold its button for 3 s, then `devices claim`"));
  }
}

asio::awaitable<int> scan_shoes(asio::io_context& loop, const ScanOptions& o) {
  host::ble::Bus bus(loop);
  host::ble::Bluez bluez(bus);
  host::ble::Calls calls(bus);
  host::ble::Radio radio(bluez, calls, o.adapters);
  if (const std::string failed = co_await radio.prepare(); !failed.empty()) {
    co_return tell(failed + ".", 1);
  }
  co_await radio.start_discovery();
  co_await host::ble::sleep(loop, std::chrono::milliseconds(std::llround(o.seconds * 1000)));
  auto shoes = seen_shoes(radio);
  std::erase_if(shoes, [](const SeenShoe& shoe) { return !shoe.in_reach(); });
  co_await radio.stop_discovery();
  if (!o.json) {
    print_table(shoes);
    co_return 0;
  }
  for (const SeenShoe& s : shoes) {
    nlohmann::ordered_json line = {
        {"name", s.name}, {"address", s.address}, {"rssi_dbm", nullptr}, {"bonded", s.bonded}};
    if (s.rssi_dbm) {
      line["rssi_dbm"] = *s.rssi_dbm;
    }
    fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  co_return 0;
}

}  // namespace

void add_scan(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<ScanOptions>();
  CLI::App* command = app.add_subcommand("scan", "List the shoes in reach");
  command->add_option("--seconds", o->seconds, "Look so long")->check(CLI::Range(0.5, 600.0))->capture_default_str();
  command->add_option("--adapter", o->adapters, "Use only this Bluetooth adapter (hci0); may be given several times");
  command->add_flag("--json", o->json, "One JSON object a line");
  command->footer(
      "Examples:\n"
      "  backstep scan\n"
      "  backstep scan --seconds 20 --json");
  command->callback([o, &exit_code] {
    asio::io_context loop;
    exit_code = run_over_air(loop, [&] { return scan_shoes(loop, *o); });
  });
}

}  // namespace backstep::cli
