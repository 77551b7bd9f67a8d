#include "tests/validation/walk_data.h"

#include <random>
#include <utility>

#include "host/base/file.h"
#include "host/import/csv_walk.h"
#include "host/source/track_source.h"

namespace backstep::validation {

namespace {

constexpr std::size_t kPacket = 8;

/// std::bernoulli_distribution is not the same everywhere; this is.
bool happens(std::mt19937& random, double probability) {
  return static_cast<double>(random()) < probability * static_cast<double>(std::mt19937::max());
}

}  // namespace

std::vector<bool> WalkData::arriving(const PacketLoss& loss) const {
  std::array<std::mt19937, 2> random = {std::mt19937(2UL * loss.seed), std::mt19937(2UL * loss.seed + 1)};
  std::array<std::size_t, 2> count = {0, 0};
  std::array<bool, 2> lost = {false, false};
  std::vector<bool> flags;
  flags.reserve(readings.size());
  for (const host::Reading& reading : readings) {
    const auto foot = index(reading.foot);
    if (count[foot]++ % kPacket == 0) {
      lost[foot] = happens(random[foot], loss.share);
    }
    flags.push_back(!lost[foot]);
  }
  return flags;
}

std::vector<ImuSample> WalkData::of_foot(Foot foot) const {
  std::vector<ImuSample> samples;
  for (const host::Reading& reading : readings) {
    if (reading.foot == foot) {
      samples.push_back(reading.sample);
    }
  }
  return samples;
}

host::Result<WalkData> read_walk(const Recording& recording) {
  host::CsvWalk files;
  for (std::size_t i = 0; i < files.feet.size(); ++i) {
    if (const auto& csv = recording.csv[i]) {
      files.feet[i] = [&csv] { return host::open_input(*csv); };
    }
  }
  auto tracks = host::read_csv_walk(files);
  if (!tracks) {
    return tl::make_unexpected(tracks.error());
  }
  host::TrackSource source(std::move(*tracks), false);
  WalkData walk;
  walk.info = source.info();
  while (const auto reading = source.next()) {
    walk.readings.push_back(*reading);
  }
  walk.truth = read_truth(recording.folder / "truth_strides.csv", recording.folder / "truth_events.csv");
  return walk;
}

WalkSource::WalkSource(const WalkData& walk, std::vector<bool> arriving)
    : walk_(&walk), arriving_(std::move(arriving)) {}

std::optional<host::Reading> WalkSource::next() {
  while (at_ < walk_->readings.size() && !arriving_.empty() && !arriving_[at_]) {
    ++at_;
  }
  return at_ < walk_->readings.size() ? std::optional(walk_->readings[at_++]) : std::nullopt;
}

}  // namespace backstep::validation
