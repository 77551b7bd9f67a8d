#pragma once

#include <optional>
#include <vector>

#include "firmware/linux/motion.h"
#include "firmware/linux/sample_source.h"

namespace backstep::firmware {

/// Plays a motion in real time. Samples that nobody wants pass unread, as with a real foot.
class MotionSource final : public SampleSource {
 public:
  /// `walk_after_s`: begins so many seconds after samples are first wanted; empty: with the program.
  explicit MotionSource(Motion motion, std::optional<double> walk_after_s = {});

  const SensorMake& make() const override { return motion_.sensor; }
  void poll(SensorListener& listener, std::uint64_t now_us, std::size_t merged) override;
  void wanted(std::uint64_t now_us) override;

 private:
  wire::ImuRaw counts(std::uint64_t sample, std::size_t merged);

  Motion motion_;
  std::optional<double> walk_after_s_;
  std::optional<std::uint64_t> walk_begin_us_;
  std::uint64_t next_sample_ = 0;
  std::vector<wire::ImuRaw> group_;
};

}  // namespace backstep::firmware
