#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "data/walker/walker.h"
#include "host/base/error.h"

/// A simulated walk as files.
namespace backstep::host {

/// Where the walk came from, for the header of the recording.
struct WalkOrigin {
  std::string software;  ///< "backstep 0.1.0"
  std::string command;   ///< what makes the same walk again
};

/// The recording: packets of the measured samples, both feet in order of arrival. An existing file is not overwritten.
Result<void> write_gait(const walker::WalkerConfig& config, const walker::Walk& walk, const WalkOrigin& origin,
                        const std::filesystem::path& path);

/// One foot's measured samples: time_s,acc_x,...,gyr_z in s, m/s^2 and rad/s, sensor axes.
Result<void> write_samples_csv(const walker::FootWalk& foot, const std::string& path);

/// The truth, one row a stride of either foot. What comes after `direction` is empty for no stride: the walker knows.
Result<void> write_truth_strides(const walker::Walk& walk, const std::string& path);

/// The truth, one row an event: IC with the part that touched first, FF, FR, TC with the part that left last.
/// `pitch_deg` is the foot's pitch against its flat.
Result<void> write_truth_events(const walker::Walk& walk, const std::string& path);

/// The true motion of one foot's sensor, one row a sample.
Result<void> write_truth_samples(const walker::FootWalk& foot, const std::string& path);

}  // namespace backstep::host
