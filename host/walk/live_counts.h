#pragma once

#include <array>

#include "dsp/parameters/left_out.h"
#include "host/sink/sink.h"

namespace backstep::host {

/// Counts for the line that a person watches.
class LiveCounts final : public Sink {
 public:
  void on_stride(const Stride& stride) override {
    ++strides[index(stride.foot)];
    counting[index(stride.foot)] += left_out_reasons(stride).none() ? 1U : 0U;
    known += stride.contact != ContactClass::uncertain ? 1U : 0U;
    ball_first += stride.contact == ContactClass::ball_first ? 1U : 0U;
  }

  std::array<unsigned, 2> strides{};
  std::array<unsigned, 2> counting{};  ///< for length and time, as far as is known so far
  unsigned known = 0, ball_first = 0;
};

}  // namespace backstep::host
