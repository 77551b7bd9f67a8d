#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/report/signal_envelope.h"
#include "host/sink/sink.h"
#include "host/source/recording_findings.h"
#include "host/source/recording_survey.h"

namespace backstep::host {

/// What a picture needs of a stride.
struct StrideMark {
  std::optional<std::int64_t> t_tc_us, t_ic_us;
  std::int64_t t_ff_us = 0;
  ContactClass contact = ContactClass::uncertain;
  bool backward = false;
  bool used = true;

  std::int64_t at_us() const { return t_ic_us.value_or(t_ff_us); }
};

/// Where the analysis found strides. Memory grows by 48 bytes a stride.
struct FoundStrides final : Sink {
  std::array<std::vector<StrideMark>, 2> feet;  ///< by index(Foot)

  void on_stride(const Stride& stride) override;
};

/// What was found of a recording before it is drawn.
struct Diagnosed {
  RecordingSurvey survey;
  std::vector<Finding> findings;
  FoundStrides strides;
  std::array<std::string, 2> no_strides_because;  ///< "" with strides, or where it was not analysed
  std::string not_analysed;                       ///< why; "" where it was
};

/// A few seconds of a foot with every sample.
struct CloserLook {
  std::int64_t from_us = 0, to_us = 0;
  std::string because;  ///< the finding that shows there; "": the middle of the walk
  std::vector<ImuSample> samples;
};

struct FootPicture {
  SignalEnvelope envelope;
  CloserLook look;
};

/// What is drawn of a recording. Memory is bounded by the picture's width, but for the strides.
struct RecordingPicture {
  static constexpr std::size_t kColumns = 828;

  Diagnosed found;
  std::int64_t begin_us = 0, end_us = 0;           ///< first and last sample of either foot
  std::array<std::optional<FootPicture>, 2> feet;  ///< empty: no sample of it
};

/// Reads the recording, the one that was diagnosed, once more.
Result<RecordingPicture> draw_recording(Result<Input> input, Diagnosed found);

}  // namespace backstep::host
