#include "host/walk/open_walk.h"

#include <utility>

#include "host/base/toes_axis.h"
#include "host/source/recording_source.h"
#include "host/source/track_source.h"

namespace backstep::host {

Result<OpenWalk> open_recorded_walk(Result<Input> file, bool as_live) {
  auto reader = GaitReader::open(std::move(file));
  if (!reader) {
    return tl::make_unexpected(reader.error());
  }
  const RecordingHeader header = reader->header();
  auto source = open_recording(std::move(*reader), as_live ? Waiting::as_live : Waiting::for_all);
  if (!source) {
    return tl::make_unexpected(source.error());
  }
  OpenWalk open;
  open.source = std::move(*source);
  open.settings = header.configuration;
  for (std::size_t i = 0; i < 2; ++i) {
    if (const auto& device = header.devices[i]) {
      open.setup[i] = setup_of(*device);
      open.stored[i] = device->calibration;
    }
  }
  return open;
}

Result<OpenWalk> open_tracks(std::array<std::optional<Track>, 2> tracks, bool common_clock) {
  if (!tracks[0] && !tracks[1]) {
    return fail({.kind = ErrorKind::request, .what = "there are samples of neither foot"});
  }
  OpenWalk open;
  open.source = std::make_unique<TrackSource>(std::move(tracks), common_clock);
  return open;
}

FootSetup setup_of(const RecordedDevice& device) {
  FootSetup setup;
  setup.toes_axis_sensor = direction_of(device.toes_axis);
  return setup;
}

}  // namespace backstep::host
