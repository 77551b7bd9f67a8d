// A TOML file of settings; and, where it is taken, a walk that is analysed with them.
#include <cmath>
#include <memory>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "host/session/config_file.h"
#include "host/session/thresholds.h"
#include "tests/fuzz/input.h"

using namespace backstep;
using namespace backstep::fuzz;

namespace {

constexpr double kRate_hz = 60;

host::Result<void> read(std::span<const std::uint8_t> toml, SessionConfig& config) {
  return host::read_config(host::in_memory("fuzz.toml", {toml.begin(), toml.end()}), config);
}

/// Two steps of each foot.
const walker::Walk& made_walk() {
  static const walker::Walk kWalk = [] {
    walker::WalkerConfig config = *walker::preset("backward-good");
    config.sensor.rate_hz = kRate_hz;
    config.bouts = {walker::stand(0.5), walker::walk(walker::Travel::backward, 0.8, 2), walker::stand(0.5)};
    return walker::walk(config, 1);
  }();
  return kWalk;
}

void analyse(SessionConfig config) {
  config.rate_hz = {kRate_hz, kRate_hz};
  config.common_clock = true;
  const auto session = std::make_unique<SessionPipeline>(config);
  const auto& feet = made_walk().feet;
  for (std::size_t i = 0; i < std::min(feet[0].measured.size(), feet[1].measured.size()); ++i) {
    for (const Foot foot : kFeet) {
      session->push(foot, feet[index(foot)].measured[i]);
      while (session->next()) {
      }
    }
  }
  session->finish();
  while (session->next()) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SessionConfig config;
  if (const auto done = read({data, size}, config); !done) {
    must(done.error().kind == host::ErrorKind::input && !done.error().message().empty(), "an error is told in words");
    return 0;
  }
  for (const host::Threshold& t : host::thresholds(config)) {
    must(std::isfinite(t.get()), "a threshold is a number");
  }
  must(host::cannot_be_together(config).empty(), "what is taken fits together");
  analyse(config);
  return 0;
}
