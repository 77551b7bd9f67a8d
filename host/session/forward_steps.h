#pragma once

#include "dsp/pipeline/session_pipeline.h"
#include "host/base/error.h"
#include "host/session/calibration_file.h"
#include "host/session/run.h"
#include "host/source/source.h"

namespace backstep::host {

/// Fewest strides of a foot that tell which end of its sensor faces the toes: "ten steps forward" are five.
inline constexpr int kFewestForwardStrides = 3;

/// How sure the user is that a calibration walk led forward.
enum class ForwardWord : std::uint8_t {
  asked,    ///< it was asked for: the signal may contradict it
  insisted  ///< whatever the signal says
};

/// Calibrates from a walk that is known to lead forward ("ten steps forward"): as calibrate(), and the end that went
/// ahead is the toe. Fails where a foot made too few strides, where it went both ways, where the declared axis in
/// `config.setup` points the other way, where its signal contradicts itself, or where it says that the walk led
/// backward, unless that is insisted on.
Result<ShoeCalibration> calibrate_forward(Source& source, const SessionConfig& config, ForwardWord word,
                                          const TimeSpan& span = {}, const Progress& progress = {});

/// Fails where the evidence in a calibration says that its walk led backward, unless `word` insists.
Result<void> check_forward(const ShoeCalibration& calibration, ForwardWord word, const AlignmentConfig& config = {});

}  // namespace backstep::host
