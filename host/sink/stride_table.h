#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dsp/parameters/stride.h"
#include "host/base/output.h"
#include "host/sink/sink.h"

namespace backstep::host {

/// One column of the stride table: its name, what it says, and how a stride's cell is written. Degrees, seconds,
/// metres.
struct StrideColumn {
  enum class Kind : std::uint8_t {
    number,
    word,
    words,  ///< several, joined by ';'; an empty cell is known: none
  };
  std::string_view name;
  std::string_view unit;     ///< empty: none
  std::string_view meaning;  ///< one line for people; the whole of it stands in dsp/DEFINITIONS.md
  Kind kind;
  std::string (*cell)(const Stride& s);  ///< empty = not known
};

/// The columns of the stride table, in their order. The same in CSV and in JSON (event_json.h).
std::span<const StrideColumn> stride_columns();

/// The header line and a stride's line of the CSV table, each with its line end.
std::string stride_csv_header();
std::string stride_csv_row(const Stride& stride);

/// Writes the stride table as CSV: the header at once, then a line a stride. For the rows of several walks in one table
/// begin_walk() names the walk before each one's strides: its name is a column `file` before all others.
class StrideCsvSink : public Sink {
 public:
  enum class Walks : std::uint8_t { one, several };

  explicit StrideCsvSink(Output& out, Walks walks = Walks::one);
  void begin_walk(std::string_view file);
  void on_stride(const Stride& stride) override { out_.write(before_ + stride_csv_row(stride)); }

 private:
  Output& out_;
  std::string before_;
};

/// Seconds with six decimals, exactly: no rounding through floating point.
std::string seconds_text(std::int64_t t_us);

/// Fixed decimals; never "-0.00", which is no other number than 0.00. Empty for what is no number.
std::string fixed_text(std::optional<Real> x, int decimals);

}  // namespace backstep::host
