#include "tests/validation/analysis.h"

#include <array>
#include <memory>

#include "host/session/run.h"
#include "host/sink/sink.h"
#include "host/source/recording_source.h"

namespace backstep::validation {

namespace {

class Collector : public host::Sink {
 public:
  void on_stride(const Stride& stride) override { strides.push_back(stride); }
  std::vector<Stride> strides;
};

}  // namespace

std::vector<Stride> analyse(host::Source& source, const std::array<FootSetup, 2>& setup) {
  SessionConfig config;
  config.setup = setup;
  config.common_clock = source.info().common_clock;
  for (std::size_t foot = 0; foot < 2; ++foot) {
    config.rate_hz[foot] = static_cast<Real>(source.info().rate_hz[foot]);
  }
  const auto calibration = host::calibrate(source, config);
  const auto pipeline = std::make_unique<SessionPipeline>(config, calibration);
  Collector collector;
  const std::array<host::Sink*, 1> sinks = {&collector};
  host::run(source, *pipeline, sinks);
  return std::move(collector.strides);
}

host::Result<std::vector<Stride>> analyse_shipped(const std::filesystem::path& gait) {
  auto source = host::open_recording(gait);
  if (!source) {
    return tl::make_unexpected(source.error());
  }
  const FootSetup setup{Vec3::UnitX()};
  return analyse(**source, {setup, setup});
}

}  // namespace backstep::validation
