#include "host/import/csv_rows.h"

#include <fmt/core.h>

#include <fast_float/fast_float.h>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <span>

#include "host/base/printable.h"

namespace backstep::host {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kBufferSize = std::size_t{1} << 18;
constexpr std::size_t kLongestLine = std::size_t{1} << 16;
constexpr int kLinesBeforeHeader = 100;

/// Lines of a file, read in large pieces.
class LineReader {
 public:
  explicit LineReader(InputBytes& bytes) : bytes_(bytes), buffer_(kBufferSize) {}

  /// The next line without its end, valid until the next call; empty at the end of the file or of its readable part.
  std::optional<std::string_view> next() {
    ++number_;
    while (true) {
      const char* const begin = text() + begin_;
      if (const void* const end = std::memchr(begin, '\n', end_ - begin_)) {
        const auto size = static_cast<std::size_t>(static_cast<const char*>(end) - begin);
        begin_ += size + 1;
        return std::string_view(begin, size > 0 && begin[size - 1] == '\r' ? size - 1 : size);
      }
      if (end_ - begin_ > kLongestLine || at_end_) {
        if (begin_ == end_) return std::nullopt;
        begin_ = end_;
        return std::string_view(begin, static_cast<std::size_t>(text() + end_ - begin));
      }
      std::memmove(buffer_.data(), begin, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
      const std::size_t got = bytes_.read(offset_, std::span(buffer_).subspan(end_));
      end_ += got;
      offset_ += got;
      at_end_ = got == 0;
    }
  }

  std::uint32_t number() const { return number_; }

 private:
  const char* text() const { return reinterpret_cast<const char*>(buffer_.data()); }

  InputBytes& bytes_;
  std::uint64_t offset_ = 0;  ///< of what is read next
  std::vector<std::uint8_t> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  bool at_end_ = false;
  std::uint32_t number_ = 0;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\"";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Blank lines and comments.
bool is_comment(std::string_view line) {
  if (!line.empty() && line.front() >= '+' && line.front() <= '9' && line.front() != '/') return false;  // a number
  const std::string_view text = trimmed(line);
  return text.empty() || text.front() == '#' || text.front() == '%' || text.substr(0, 2) == "//";
}

/// For a message: short, and without what a terminal would take as a command.
std::string shown(std::string_view text) {
  constexpr std::size_t kLongest = 24;
  return printable(text.substr(0, kLongest)) + (text.size() > kLongest ? "..." : "");
}

/// Cells that say "no value".
bool means_missing(std::string_view text) {
  std::string lower(text.substr(0, 8));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  constexpr std::string_view kWords[] = {"", "na", "n/a", "null", "none", "-", "nan", "#n/a", "#num!"};
  return std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
}

/// One cell that is not plainly a number: blanks, quotes, plus sign, decimal comma, missing. Empty: it is text.
std::optional<double> read_odd_cell(std::string_view cell, char separator) {
  std::string_view text = trimmed(cell);
  if (means_missing(text)) return kMissing;
  if (text.front() == '+') text.remove_prefix(1);
  std::string with_point(text);
  if (separator != ',') std::replace(with_point.begin(), with_point.end(), ',', '.');
  double value = kMissing;
  const char* const end = with_point.data() + with_point.size();
  const auto [stop, error] = fast_float::from_chars(with_point.data(), end, value);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  return error == std::errc() && std::isfinite(value) ? value : kMissing;
}

/// Turns lines into rows.
class RowParser {
 public:
  explicit RowParser(const CsvColumns& columns) : separator_(columns.separator) {
    channel_.assign(*std::max_element(columns.column.begin(), columns.column.end()) + 1, kUnused);
    for (std::size_t i = 0; i < kCsvChannels; ++i) channel_[columns.column[i]] = static_cast<int>(i);
  }

  /// Cells of a line, without empty ones at its end.
  std::size_t count_cells(std::string_view line) const {
    const char* const end = line.data() + line.size();
    std::size_t cells = 0, filled = 0;
    for (const char* at = line.data(); at <= end; ++cells) {
      const char* const stop = end_of_cell(at, end);
      filled = trimmed({at, static_cast<std::size_t>(stop - at)}).empty() ? filled : cells + 1;
      at = stop + 1;
    }
    return filled;
  }

  /// What a cell holds that should be a number.
  struct Text {
    CsvChannel channel;
    std::string_view cell;
  };

  /// Fills `row` from `line`; the first cell that is text, if any.
  std::optional<Text> parse(std::string_view line, CsvRow& row) const {
    row.value.fill(kMissing);
    const char* at = line.data();
    const char* const end = at + line.size();
    for (const int channel : channel_) {
      if (at > end) return std::nullopt;  // a line cut short
      const char* stop = nullptr;
      if (channel == kUnused) {
        stop = end_of_cell(at, end);
      } else {
        double& value = row.value[static_cast<std::size_t>(channel)];
        const auto result = fast_float::from_chars(at, end, value);
        stop = result.ptr;
        if (result.ec != std::errc() || (stop != end && *stop != separator_) || !std::isfinite(value)) {
          stop = end_of_cell(at, end);
          const std::string_view cell(at, static_cast<std::size_t>(stop - at));
          const auto odd = read_odd_cell(cell, separator_);
          if (!odd) return Text{static_cast<CsvChannel>(channel), cell};
          value = *odd;
        }
      }
      at = stop + 1;
    }
    return std::nullopt;
  }

 private:
  static constexpr int kUnused = -1;

  const char* end_of_cell(const char* at, const char* end) const {
    if (at != end && *at == '"') {
      const void* const quote = std::memchr(at + 1, '"', static_cast<std::size_t>(end - at - 1));
      if (quote != nullptr) at = static_cast<const char*>(quote);
    }
    const void* const stop = std::memchr(at, separator_, static_cast<std::size_t>(end - at));
    return stop != nullptr ? static_cast<const char*>(stop) : end;
  }

  char separator_;
  std::vector<int> channel_;  ///< by column: which number stands there
};

/// How many rows a file holds if its lines are as long as this one: asked for once, the table never moves as it grows.
std::size_t rows_expected(std::uint64_t bytes, std::string_view line) {
  constexpr std::size_t kShortest = 2 * std::size_t{kCsvChannels};  // a digit and a separator or line end for each
  return static_cast<std::size_t>(bytes / std::max(line.size() + 1, kShortest)) + 1;
}

Result<void> check_text(std::string_view line, std::uint32_t number, const std::string& file) {
  if (std::memchr(line.data(), '\0', line.size()) != nullptr) {
    return fail({.where = fmt::format("{}, line {}", file, number),
                 .expected = "text",
                 .found = "a zero byte",
                 .todo = "This is not a CSV file; give one, or a .gait recording"});
  }
  if (line.size() > kLongestLine) {
    return fail({.where = fmt::format("{}, line {}", file, number),
                 .what = fmt::format("longer than {} characters, which no table of samples is", kLongestLine),
                 .todo = "Give a CSV file"});
  }
  return {};
}

tl::unexpected<Error> cannot_read_further(const LineReader& lines, const std::string& file) {
  return fail({.where = fmt::format("{}, line {}", file, lines.number()),
               .what = "cannot be read further",
               .todo = "Check the disk"});
}

/// The header: the first line that names a sensor axis. Lines before it are passed over, as exports write some.
Result<CsvColumns> find_header(LineReader& lines, const std::string& file) {
  std::string first;
  for (int i = 0; i < kLinesBeforeHeader; ++i) {
    auto line = lines.next();
    if (!line) break;
    if (i == 0 && line->substr(0, 3) == "\xEF\xBB\xBF") line->remove_prefix(3);
    if (auto text = check_text(*line, lines.number(), file); !text) return tl::make_unexpected(text.error());
    if (is_comment(*line)) continue;
    if (is_csv_header(*line)) return find_csv_columns(*line, file);
    if (first.empty()) first = *line;
  }
  if (first.empty())
    return fail({.where = file, .what = "the file is empty", .todo = "Record or export the walk again"});
  const std::string_view start = trimmed(first);
  if (start.find_first_not_of("0123456789+-.,;eE \t\"") == std::string_view::npos) {
    return fail({.where = file + ", line 1",
                 .expected = "a header with names such as time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z",
                 .found = fmt::format("numbers (\"{}\")", shown(first)),
                 .todo = "Put the names into the first line"});
  }
  return find_csv_columns(first, file);  // says which columns are missing
}

}  // namespace

Result<CsvRows> read_csv_rows(Input& input) {
  const std::string& file = input.name;
  LineReader lines(*input.bytes);
  auto columns = find_header(lines, file);
  if (input.bytes->failed()) return cannot_read_further(lines, file);
  if (!columns) return tl::make_unexpected(columns.error());
  CsvRows table{*columns, {}};
  const RowParser parser(table.columns);
  CsvRow row;
  while (const auto line = lines.next()) {
    if (line->size() <= kLongestLine && is_comment(*line)) continue;
    row.line = lines.number();
    const auto text = parser.parse(*line, row);
    if (text || line->size() > kLongestLine) {
      if (auto good = check_text(*line, row.line, file); !good) return tl::make_unexpected(good.error());
    }
    if (text) {
      return fail({.where = fmt::format("{}, line {}, column {}", file, row.line, table.columns.name[text->channel]),
                   .expected = "a number",
                   .found = fmt::format("\"{}\"", shown(trimmed(text->cell))),
                   .todo = "Correct that cell, or leave it empty if the value is not known"});
    }
    if (table.rows.empty()) {
      // Decimal commas between commas, or names of rows without a header: each value would be taken for another.
      if (const std::size_t cells = parser.count_cells(*line); cells > table.columns.count) {
        return fail({.where = fmt::format("{}, line {}", file, row.line),
                     .what = "which cell is which cannot be told",
                     .expected = fmt::format("the {} cells of the header", table.columns.count),
                     .found = fmt::format("{}", cells),
                     .todo = "Give each column a name; if the commas are decimal ones, write points, or semicolons "
                             "between cells"});
      }
      table.rows.reserve(rows_expected(input.bytes->size(), *line));
    }
    table.rows.push_back(row);
  }
  if (input.bytes->failed()) return cannot_read_further(lines, file);
  return table;
}

}  // namespace backstep::host
