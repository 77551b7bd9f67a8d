// A calibration or a baseline, as JSON, after one byte that says which it is taken for.
#include <cmath>

#include "host/session/baseline_file.h"
#include "host/session/calibration_file.h"
#include "tests/fuzz/input.h"

using namespace backstep;
using namespace backstep::fuzz;

namespace {

host::Input file_of(std::span<const std::uint8_t> json) {
  return host::in_memory("fuzz.json", {json.begin(), json.end()});
}

host::Result<host::ShoeCalibration> calibration_of(std::span<const std::uint8_t> json) {
  return host::read_calibration(file_of(json));
}

host::Result<void> read_baseline(std::span<const std::uint8_t> json, OverstrideConfig& config) {
  return host::read_baseline(file_of(json), config);
}

void check(const host::Error& error) {
  must(error.kind == host::ErrorKind::input && !error.message().empty(), "an error is told in words");
}

void check(const host::ShoeCalibration& calibration) {
  for (const auto& foot : calibration) {
    must(!foot || (is_usable(*foot) && host::check_possible(*foot, "")), "a calibration that is read can be used");
  }
  const std::string written = host::calibration_json(calibration);
  const auto again = calibration_of({reinterpret_cast<const std::uint8_t*>(written.data()), written.size()});
  must(again && host::calibration_json(*again) == written, "what was read is written, and read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
  if (in.take<std::uint8_t>() % 2 == 0) {
    const auto calibration = calibration_of(in.rest());
    calibration ? check(*calibration) : check(calibration.error());
    return 0;
  }
  OverstrideConfig config;
  if (const auto done = read_baseline(in.rest(), config); !done) {
    check(done.error());
    return 0;
  }
  must(config.baseline_length_m && std::isfinite(*config.baseline_length_m) && *config.baseline_length_m > 0,
       "a baseline has a length");
  must(config.baseline_speed_mps && std::isfinite(*config.baseline_speed_mps) && *config.baseline_speed_mps >= 0,
       "a baseline has a speed");
  return 0;
}
