#include "host/cli/stored_calibrations.h"

#include "host/cli/calibrate_walk.h"
#include "host/recording/gait_reader.h"

namespace backstep::cli {

host::Result<StoredCalibrations> load_calibrations(const std::string& from, host::ForwardWord word) {
  StoredCalibrations loaded;
  if (!from.ends_with(".gait")) {
    const auto feet = host::read_calibration(from);
    if (!feet) {
      return tl::make_unexpected(feet.error());
    }
    if (auto led_forward = host::check_forward(*feet, word); !led_forward) {
      return tl::make_unexpected(led_forward.error());
    }
    loaded.feet = *feet;
    return loaded;
  }
  const auto recording = host::GaitReader::open(from);
  if (!recording) {
    return tl::make_unexpected(recording.error());
  }
  auto walk = open_walk({}, from, false);
  if (!walk) {
    return tl::make_unexpected(walk.error());
  }
  auto feet = calibrate_walk(*walk, word, {});
  if (!feet) {
    return tl::make_unexpected(feet.error());
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& device = recording->header().devices[i];
    loaded.serials[i] = device ? device->serial : "";
    loaded.feet[i] = (*feet)[i];
    if (loaded.feet[i] && loaded.feet[i]->toe_source != ToeSource::unknown) {
      loaded.feet[i]->toe_source = ToeSource::stored;  // as from a file: what told the toe end then, is knowledge now
    }
  }
  return loaded;
}

}  // namespace backstep::cli
