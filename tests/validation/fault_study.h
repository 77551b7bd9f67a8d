#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "data/walker/walker.h"
#include "dsp/parameters/stride.h"
#include "tests/validation/fault_draw.h"

namespace backstep::validation {

/// A contact as it was told at once, if it was not withdrawn again.
struct ToldContact {
  ContactClass contact = ContactClass::uncertain;
  std::optional<double> strike_rad;  ///< from the rest before
  double delay_s = 0;                ///< from the true initial contact until the sample with which it was told
};

/// One true stride of a generated walk and what the program made of it.
struct StudyStride {
  walker::TruthStride truth;
  walker::Travel travel = walker::Travel::backward;
  double speed_mps = 0;     ///< of the walk
  double rate_hz = 0;       ///< of the sensor
  double leg_length_m = 0;  ///< known to the program
  double stance_s = 0;      ///< true, IC to TC: median of this foot in this walk

  std::optional<Stride> row;  ///< empty: the stride was not found
  double row_delay_s = 0;     ///< from the true foot flat until the sample with which the row left the pipeline
  std::optional<ToldContact> told;
};

/// Generated walks, measured.
struct Study {
  std::size_t walks = 0;
  std::vector<StudyStride> strides;
  std::size_t invented = 0;   ///< rows that are no true stride
  std::size_t withdrawn = 0;  ///< contacts that were told and then withdrawn

  void add(const Study& other);
};

/// Walks until there are at least `strides` true strides, as draw_walk() has it, and measures each walk as `backstep
/// analyze` does with its defaults: toe axis declared, leg length given, one pass to calibrate, one to measure. The
/// same seed makes the same study.
Study run_study(std::uint64_t seed, std::size_t strides, DrawnWalk (*draw)(walker::Random&) = draw_walk);

}  // namespace backstep::validation
