#include "tests/validation/analysis.h"

#include <memory>

#include "host/base/file.h"
#include "host/session/run.h"
#include "host/source/recording_source.h"

namespace backstep::validation {

namespace {

class Collector : public host::Sink {
 public:
  void on_stride(const Stride& stride) override { strides.push_back(stride); }
  std::vector<Stride> strides;
};

}  // namespace

std::vector<Stride> analyse(host::Source& source, const std::array<FootSetup, 2>& setup, host::Sink* also) {
  SessionConfig config = host::fitted_to(source.info(), {});
  config.setup = setup;
  const auto pipeline = std::make_unique<SessionPipeline>(config, host::calibrate(source, config));
  Collector collector;
  std::vector<host::Sink*> sinks = {&collector};
  if (also != nullptr) {
    sinks.push_back(also);
  }
  host::run(source, *pipeline, sinks);
  return std::move(collector.strides);
}

host::Result<std::vector<Stride>> analyse_shipped(const std::filesystem::path& gait) {
  auto source = host::open_recording(host::open_input(gait));
  if (!source) {
    return tl::make_unexpected(source.error());
  }
  const FootSetup setup{Vec3::UnitX()};
  return analyse(**source, {setup, setup});
}

}  // namespace backstep::validation
