#include "host/walk/calibrate.h"

#include "host/base/file.h"
#include "host/source/recording_source.h"

namespace backstep::host {

Result<ShoeCalibration> calibrate_walk(OpenWalk& walk, ForwardWord word, const TimeSpan& span,
                                       const Progress& progress) {
  SessionConfig config = fitted_to(walk.source->info(), {});
  config.setup = walk.setup;
  return calibrate_forward(*walk.source, config, word, span, progress);
}

Result<StoredCalibrations> load_calibrations(const std::string& from, ForwardWord word, const Progress& progress) {
  StoredCalibrations loaded;
  if (!from.ends_with(".gait")) {
    const auto feet = read_calibration(open_input(from));
    if (!feet) {
      return tl::make_unexpected(feet.error());
    }
    if (auto led_forward = check_forward(*feet, word); !led_forward) {
      return tl::make_unexpected(led_forward.error());
    }
    loaded.feet = *feet;
    return loaded;
  }
  const auto header = read_header(open_input(from));
  if (!header) {
    return tl::make_unexpected(header.error());
  }
  auto walk = open_recorded_walk(open_input(from), false);
  if (!walk) {
    return tl::make_unexpected(walk.error());
  }
  auto feet = calibrate_walk(*walk, word, {}, progress);
  if (!feet) {
    return tl::make_unexpected(feet.error());
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& device = header->devices[i];
    loaded.serials[i] = device ? device->serial : "";
    loaded.feet[i] = (*feet)[i];
    if (loaded.feet[i] && loaded.feet[i]->toe_source != ToeSource::unknown) {
      loaded.feet[i]->toe_source = ToeSource::stored;  // as from a file: what told the toe end then, is knowledge now
    }
  }
  return loaded;
}

}  // namespace backstep::host
