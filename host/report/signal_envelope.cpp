#include "host/report/signal_envelope.h"

#include <algorithm>

namespace backstep::host {

SignalEnvelope::SignalEnvelope(std::int64_t begin_us, std::int64_t end_us, std::size_t columns)
    : begin_us_(begin_us),
      column_us_((end_us - begin_us) / static_cast<std::int64_t>(columns) + 1),
      columns_(columns) {}

void SignalEnvelope::add(const ImuSample& sample) {
  if ((sample.flags & kAfterGap) != 0 && last_us_) {
    add_gap(std::max(*last_us_, begin_us_), std::min(sample.t_us, end_us()));
  }
  last_us_ = sample.t_us;
  if (sample.t_us < begin_us_ || sample.t_us >= end_us()) {
    return;
  }
  EnvelopeColumn& column = columns_[static_cast<std::size_t>((sample.t_us - begin_us_) / column_us_)];
  column.acc_mps2.add(sample.acc_mps2.norm());
  column.gyr_radps.add(sample.gyr_radps.norm());
  column.acc_clipped = column.acc_clipped || (sample.flags & kAccClipped) != 0;
  column.gyr_clipped = column.gyr_clipped || (sample.flags & kGyrClipped) != 0;
}

void SignalEnvelope::add_gap(std::int64_t from_us, std::int64_t to_us) {
  while (from_us < to_us) {
    const std::int64_t column = (from_us - begin_us_) / column_us_;
    const std::int64_t until_us = std::min(to_us, begin_us_ + (column + 1) * column_us_);
    columns_[static_cast<std::size_t>(column)].lost_us += until_us - from_us;
    from_us = until_us;
  }
}

}  // namespace backstep::host
