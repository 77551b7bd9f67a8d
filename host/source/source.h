#pragma once

#include <optional>

#include "host/base/reading.h"
#include "host/base/source_info.h"

namespace backstep::host {

/// Where readings come from: a recording, imported files, later shoes over the air. One of the two virtual interfaces.
class Source {
 public:
  virtual ~Source() = default;
  virtual const SourceInfo& info() const = 0;

  /// The next reading; empty at the end. Damage never throws: it is skipped and told in report().
  virtual std::optional<Reading> next() = 0;

  /// Starts again at the first reading.
  virtual void rewind() = 0;

  virtual const SourceReport& report() const = 0;

  /// How much of it next() has given, 0 to 1; 0 where that is not known.
  virtual double share() const { return 0; }
};

}  // namespace backstep::host
