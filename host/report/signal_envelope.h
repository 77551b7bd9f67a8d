#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "dsp/base/imu_sample.h"

namespace backstep::host {

/// Least and most of what was seen.
struct Extent {
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();

  void add(double value) {
    least = value < least ? value : least;
    most = value > most ? value : most;
  }
  bool empty() const { return least > most; }
};

/// What a column of the picture stands for.
struct EnvelopeColumn {
  Extent acc_mps2, gyr_radps;  ///< of the lengths of specific force and angular rate
  std::int64_t lost_us = 0;    ///< between samples that others are missing between
  bool acc_clipped = false, gyr_clipped = false;
};

/// The whole signal of a foot in as many columns as a picture has, however long it is. Samples outside are left out.
class SignalEnvelope {
 public:
  /// Columns of equal, whole microseconds from `begin_us` on that `end_us` is within.
  SignalEnvelope(std::int64_t begin_us, std::int64_t end_us, std::size_t columns);

  /// In order of time.
  void add(const ImuSample& sample);

  const std::vector<EnvelopeColumn>& columns() const { return columns_; }
  std::int64_t begin_us() const { return begin_us_; }
  std::int64_t column_us() const { return column_us_; }
  std::int64_t end_us() const { return begin_us_ + column_us_ * static_cast<std::int64_t>(columns_.size()); }

 private:
  void add_gap(std::int64_t from_us, std::int64_t to_us);

  std::int64_t begin_us_, column_us_;
  std::vector<EnvelopeColumn> columns_;
  std::optional<std::int64_t> last_us_;
};

}  // namespace backstep::host
