#pragma once

#include <cstdint>
#include <optional>

#include "dsp/base/ring.h"
#include "dsp/parameters/stride.h"

namespace backstep {

/// Whether a stride is one of walking, and if not, what else it is.
enum class StrideKind : std::uint8_t { walking, start, stop, half_step, pause };

/// Whether the length of a row is known: nothing is missing, out of range or contradictory in its swing. Turns, slips
/// and an unsettled calibration leave a length known, with a larger standard deviation.
bool knows_length(const Stride& stride);

/// Tells one foot's strides of walking from those on its edges, once the strides after it are known.
///
/// - start: the first stride of the foot in a bout; it comes out of standing.
/// - stop: its last one; and within a bout the one before a pause, unless the other foot still stepped after it.
/// - half step: shorter than kHalf times what is usual, where walking in one direction begins or ends (at a pause, or
///   beside another direction). The feet come together or part there, which is half a stride.
/// - pause: the stance before the swing was longer than kPause times what is usual; it holds standing.
///
/// The first of these that holds is told. Usual is the median of the strides around it: up to two before and two after,
/// of the same bout and direction (for stances of any direction, where that has no other) and of known length.
///
/// No source gives a limit. Both are relative to the foot itself, so that who walks slowly or with short steps counts
/// as he walks: nearer to a half than to a whole; and far beyond how much strides vary (times 2-3 %, Frenkel-Toledo
/// 2005; lengths 3-6 %: DEFINITIONS.md, limits).
///
/// A stride waits for three after it, or for the end of the bout. Fixed memory.
class WalkingStrides {
 public:
  static constexpr Real kHalf = Real(0.75);
  static constexpr Real kPause = Real(1.5);

  struct Judged {
    Stride stride;
    StrideKind kind = StrideKind::walking;
  };

  /// Adds the foot's next stride; then take what next() gives until it is empty.
  void push(const Stride& stride);

  /// The other foot has made a stride since the last one of this foot.
  void other_foot_stepped(const Stride& stride);

  /// No more strides; then take what next() gives until it is empty.
  void finish() { finished_ = true; }

  std::optional<Judged> next();

 private:
  struct Kept {
    Stride stride;
    std::optional<std::int64_t> other_lift_us;  ///< when the other foot's next swing began
  };
  using Strides = Ring<Kept, 8>;
  using Index = Strides::Index;
  static constexpr Index kAround = 2;

  StrideKind judge(Index i) const;
  bool within_bout(Index i) const;
  bool same_walk(Index i, Index other) const;
  std::optional<Real> stance_s(Index i) const;
  std::optional<Real> usual_stance_s(Index i) const;
  std::optional<Real> usual_length_m(Index i) const;
  bool is_pause(Index i) const;
  bool is_stop(Index i) const;
  bool is_half_step(Index i) const;

  Strides kept_;
  Index next_ = 0;          ///< the first that is not judged yet
  Index bout_begin_ = 0;    ///< of the bout that it belongs to
  std::uint32_t bout_ = 0;  ///< its number
  bool finished_ = false;
};

}  // namespace backstep
