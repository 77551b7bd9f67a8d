#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "dsp/parameters/stride.h"
#include "host/sink/output_file.h"
#include "host/sink/sink.h"

namespace backstep::host {

/// One column of the stride table: its name and how a stride's cell is written. Degrees, seconds, metres.
struct StrideColumn {
  std::string_view name;
  bool is_text;                          ///< a word rather than a number: in quotes in JSON
  std::string (*cell)(const Stride& s);  ///< empty = not known
};

/// The columns of the stride table, in their order. The same in CSV and NDJSON.
std::span<const StrideColumn> stride_columns();

/// The header line and a stride's line of the CSV table, each with its line end.
std::string stride_csv_header();
std::string stride_csv_row(const Stride& stride);

/// A stride as one JSON object of the same names and a line end; null = not known.
std::string stride_json_row(const Stride& stride);

/// Writes the stride table as CSV: the header at once, then a line a stride.
class StrideCsvSink : public Sink {
 public:
  explicit StrideCsvSink(OutputFile& out) : out_(out) { out_.write(stride_csv_header()); }
  void on_stride(const Stride& stride) override { out_.write(stride_csv_row(stride)); }

 private:
  OutputFile& out_;
};

/// Writes one JSON object a stride.
class StrideJsonSink : public Sink {
 public:
  explicit StrideJsonSink(OutputFile& out) : out_(out) {}
  void on_stride(const Stride& stride) override { out_.write(stride_json_row(stride)); }

 private:
  OutputFile& out_;
};

/// Seconds with six decimals, exactly: no rounding through floating point.
std::string seconds_text(std::int64_t t_us);

}  // namespace backstep::host
