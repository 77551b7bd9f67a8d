#include "host/ingest/sample_clock.h"

#include <algorithm>
#include <cmath>

namespace backstep::host {

void SampleClock::begin_packet(std::int64_t first_us, bool loss) {
  const double intervals = any_ ? static_cast<double>(first_us - last_us_) / interval_us_ : 1;
  after_gap_ = any_ && (loss || intervals > kGapIntervals);
  missing_ = after_gap_ && intervals > 1 ? static_cast<std::size_t>(std::llround(intervals)) - 1 : 0;
  if (after_gap_ || first_us <= first_us_) {
    packets_ = 0;
    samples_ = 0;
  }
  starts_[packets_ % kWindow] = {first_us, samples_};
  ++packets_;
  if (packets_ >= 2) {
    const Start& oldest = starts_[packets_ > kWindow ? packets_ % kWindow : 0];
    interval_us_ = std::min(
        static_cast<double>(first_us - oldest.first_us) / static_cast<double>(samples_ - oldest.sample), kLongest_us);
  }
  first_us_ = first_us;
  in_packet_ = 0;
}

std::int64_t SampleClock::expected_us() const {
  return first_us_ + std::llround(interval_us_ * static_cast<double>(in_packet_));
}

std::int64_t SampleClock::next() {
  // A packet may start a little before the estimated end of the one before; time must still go forward.
  last_us_ = any_ ? std::max(expected_us(), last_us_ + 1) : expected_us();
  any_ = true;
  ++in_packet_;
  ++samples_;
  return last_us_;
}

}  // namespace backstep::host
