#pragma once

#include <filesystem>
#include <vector>

#include "dsp/parameters/stride.h"
#include "dsp/pipeline/session_pipeline.h"
#include "host/base/error.h"
#include "host/sink/sink.h"
#include "host/source/source.h"

namespace backstep::validation {

/// The strides of a walk as `backstep analyze` finds them with its defaults: one pass to calibrate, one to measure.
/// `setup`: the declared mounting of each foot. `also` hears the second pass too.
std::vector<Stride> analyse(host::Source& source, const std::array<FootSetup, 2>& setup, host::Sink* also = nullptr);

/// The strides of one of the walks in data/ (their x axis points to the toes).
host::Result<std::vector<Stride>> analyse_shipped(const std::filesystem::path& gait);

}  // namespace backstep::validation
