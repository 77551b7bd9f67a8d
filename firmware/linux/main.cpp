#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>

#include "firmware/linux/iio_source.h"
#include "firmware/linux/motion_source.h"
#include "firmware/linux/virtual_shoe.h"

namespace {

volatile int stop = 0;

void on_signal(int) { stop = 1; }

std::unique_ptr<sdbus::IConnection> system_bus() {
  try {
    return sdbus::createSystemBusConnection();
  } catch (const sdbus::Error& e) {
    throw std::runtime_error("there is no D-Bus here (" + e.getMessage() +
                             "), which Bluetooth needs: start the system's, and bluetoothd");
  }
}

int run(int argc, char** argv) {
  using namespace backstep;
  CLI::App app{"A Backstep shoe on this computer's Bluetooth: the firmware's core, fed with a walk or a sensor.",
               "backstep-shoe"};
  app.set_version_flag("--version", "backstep-shoe " BACKSTEP_VERSION);
  firmware::VirtualShoeOptions o;
  std::string side = "left", walk = "backward-good", replay, iio;
  std::optional<double> walk_after_s;
  std::uint64_t seed = 1;
  double seconds = 0;
  app.add_option("--side", side, "left or right")->check(CLI::IsMember({"left", "right"}))->capture_default_str();
  app.add_option("--adapter", o.adapter, "Bluetooth adapter that is the shoe's radio")->capture_default_str();
  app.add_option("--serial", o.serial, "Serial number, in the name it advertises")->capture_default_str();
  auto* preset = app.add_option("--walk", walk, "What the walker does (backstep simulate --list); both shoes alike")
                     ->capture_default_str();
  app.add_option("--seed", seed, "The same seed makes the same walk; both shoes alike")->capture_default_str();
  app.add_option("--seconds", seconds, "Walk about so long");
  auto* recording =
      app.add_option("--replay", replay, "Send the samples of a .gait recording instead")->excludes(preset);
  auto* after =
      app.add_option("--walk-after", walk_after_s, "Begin so many seconds after the first start, not with the program")
          ->type_name("S");
  app.add_option("--iio", iio, "Send what this computer's own sensor measures: an IIO device, by name or id")
      ->type_name("DEVICE")
      ->excludes(preset)
      ->excludes(recording)
      ->excludes(after);
  app.add_option("--state", o.state, "Folder for what the shoe remembers")->required();
  auto& f = o.faults;
  app.add_option("--drop-pct", f.drop_pct, "Share of packets lost in the air")->check(CLI::Range(0.0, 100.0));
  app.add_option("--duplicate-pct", f.duplicate_pct, "Share of packets sent twice")->check(CLI::Range(0.0, 100.0));
  app.add_option("--delay-ms", f.delay_ms, "Packets wait up to so long")->check(CLI::Range(0.0, 5000.0));
  app.add_option("--drift-ppm", f.drift_ppm, "The shoe's clock runs fast")->check(CLI::Range(-1000.0, 1000.0));
  app.add_option("--reboot-at", f.reboot_at_s, "Restart after so many seconds")->type_name("S");
  app.add_option("--die-at", f.die_at_s, "Vanish after so many seconds")->type_name("S");
  app.add_option("--misbehave-seed", f.seed, "The same seed makes the same faults")->capture_default_str();
  app.footer("Orders on standard input: button SECONDS, drop-link, reboot, battery MILLIVOLTS.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  o.side = side == "left" ? wire::Side::left : wire::Side::right;
  o.state = (std::filesystem::path(o.state) / o.serial).string();
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_IGN);
  std::unique_ptr<firmware::SampleSource> source;
  if (iio.empty()) {
    source = std::make_unique<firmware::MotionSource>(
        replay.empty() ? firmware::walk_motion(walk, o.side, seed, seconds) : firmware::replay_motion(replay, o.side),
        walk_after_s);
  } else {
    source = std::make_unique<firmware::IioSource>(iio);
  }
  const auto bus = system_bus();
  firmware::VirtualShoe shoe(*bus, o, std::move(source));
  return shoe.run(stop);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const sdbus::Error& e) {
    std::fprintf(stderr, "backstep-shoe: Bluetooth fails: %s (%s).\n", e.getMessage().c_str(), e.getName().c_str());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "backstep-shoe: %s.\n", e.what());
  }
  return 1;
}
