#include "host/import/csv_columns.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

namespace backstep::host {
namespace {

// Longest first, so that "gyro" is not taken for "g" and "yro".
constexpr std::string_view kTimeNames[] = {"sampletimefine", "elapsedtime", "timestamp", "unixtime",
                                           "elapsed",        "time",        "ts",        "t"};
constexpr std::string_view kAccNames[] = {"accelerometer", "acceleration", "accel", "acc", "a"};
constexpr std::string_view kGyrNames[] = {"angularvelocity", "rotationrate", "angularrate", "gyroscope", "angvel",
                                          "omega",           "gyro",         "gyr",         "g",         "w"};

struct Match {
  CsvChannel channel = kTime;
  std::string_view unit;  ///< what is left of the name after the channel; may be empty
};

/// A column's name apart: its letters and digits in lower case, and the text in brackets.
struct Name {
  explicit Name(std::string_view text) {
    const std::size_t open = text.find_first_of("[(");
    if (open != std::string_view::npos) {
      const std::size_t close = text.find_first_of("])", open);
      bracket = text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
      text = text.substr(0, open);
    }
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (std::isalnum(byte) != 0) letters += static_cast<char>(std::tolower(byte));
    }
  }

  std::string letters;
  std::string bracket;
};

template <std::size_t N>
std::optional<Match> match_axis(std::string_view letters, const std::string_view (&names)[N], CsvChannel first) {
  for (const std::string_view name : names) {
    if (letters.size() <= name.size() || letters.substr(0, name.size()) != name) continue;
    const std::size_t axis = std::string_view("xyz").find(letters[name.size()]);
    if (axis == std::string_view::npos) continue;
    return Match{static_cast<CsvChannel>(first + axis), letters.substr(name.size() + 1)};
  }
  return std::nullopt;
}

std::optional<Match> match(const Name& name) {
  const std::string_view letters = name.letters;
  if (const auto found = match_axis(letters, kAccNames, kAccX);
      found && (found->unit.empty() || acc_unit(found->unit))) {
    return found;
  }
  if (const auto found = match_axis(letters, kGyrNames, kGyrX);
      found && (found->unit.empty() || gyr_unit(found->unit))) {
    return found;
  }
  for (const std::string_view time : kTimeNames) {
    if (letters.substr(0, time.size()) != time) continue;
    const std::string_view unit = letters.substr(time.size());
    if (unit.empty() || time_unit(unit)) return Match{kTime, unit};
  }
  return std::nullopt;
}

char find_separator(std::string_view line) {
  std::size_t most = 0;
  char separator = ',';
  for (const char candidate : {',', ';', '\t'}) {
    const auto count = static_cast<std::size_t>(std::count(line.begin(), line.end(), candidate));
    if (count > most) {
      most = count;
      separator = candidate;
    }
  }
  return separator;
}

std::vector<std::string> split(std::string_view line, char separator) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      cells.emplace_back();
    } else if (cells.back().empty() && std::isspace(static_cast<unsigned char>(c)) != 0) {
      continue;  // blanks before a name
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

constexpr std::string_view kExamples[kCsvChannels] = {"time_s", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"};

std::string what_the_header_says(std::string_view line) {
  constexpr std::size_t kLongest = 120;
  return line.size() <= kLongest ? std::string(line) : fmt::format("{}...", line.substr(0, kLongest));
}

/// The sentence for columns that are not there.
Error missing(const std::array<bool, kCsvChannels>& found, const std::string& file, std::string_view line) {
  const auto none = [&](CsvChannel first) { return !found[first] && !found[first + 1U] && !found[first + 2U]; };
  Error error{.where = file, .found = fmt::format("the header \"{}\"", what_the_header_says(line))};
  if (none(kGyrX)) {
    error.what = "no gyroscope columns (looked for gyr_x, gyro_x, gx, wx, omega_x and the like)";
    error.todo = "Export the walk with its gyroscope, or rename the columns to gyr_x, gyr_y, gyr_z";
  } else if (none(kAccX)) {
    error.what = "no accelerometer columns (looked for acc_x, accel_x, ax and the like)";
    error.todo = "Export the walk with its accelerometer, or rename the columns to acc_x, acc_y, acc_z";
  } else if (!found[kTime]) {
    error.what = "no time column (looked for time_s, timestamp, t, time_ms and the like)";
    error.todo = "Name the column of times time_s, time_ms or time_us";
  } else {
    const auto gap = static_cast<std::size_t>(std::find(found.begin(), found.end(), false) - found.begin());
    error.what = fmt::format("no column {}, though its neighbours are there", kExamples[gap]);
    error.todo = "Name all three axes";
  }
  return error;
}

}  // namespace

bool is_csv_header(std::string_view line) {
  const std::vector<std::string> cells = split(line, find_separator(line));
  return std::any_of(cells.begin(), cells.end(), [](const std::string& cell) {
    const auto found = match(Name(cell));
    return found && found->channel != kTime;
  });
}

Result<CsvColumns> find_csv_columns(std::string_view line, const std::string& file) {
  CsvColumns columns;
  columns.separator = find_separator(line);
  std::array<bool, kCsvChannels> found{};
  std::array<std::string, kCsvChannels> unit;
  const std::vector<std::string> cells = split(line, columns.separator);
  columns.count = cells.size();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Name name(cells[i]);
    const auto hit = match(name);
    if (!hit) continue;
    const CsvChannel channel = hit->channel;
    if (found[channel]) {
      if (channel == kTime) continue;  // the first of several times counts
      return fail({.where = file,
                   .what = fmt::format("columns \"{}\" and \"{}\" both look like {}", columns.name[channel], cells[i],
                                       kExamples[channel]),
                   .todo = "Keep one sensor in a file"});
    }
    found[channel] = true;
    columns.column[channel] = i;
    columns.name[channel] = cells[i];
    unit[channel] = hit->unit.empty() ? name.bracket : std::string(hit->unit);
  }
  if (std::find(found.begin(), found.end(), false) != found.end()) return fail(missing(found, file, line));
  for (const CsvChannel first : {kAccX, kGyrX}) {
    for (std::size_t i = first + 1U; i < first + 3U; ++i) {
      if (unit[i] == unit[first]) continue;
      return fail(
          {.where = file,
           .what = fmt::format("columns \"{}\" and \"{}\" name different units", columns.name[first], columns.name[i]),
           .todo = "Give all three axes one unit"});
    }
  }
  columns.time_unit = columns.name[kTime] == "SampleTimeFine" ? TimeUnit::us : time_unit(unit[kTime]);
  columns.acc_unit = acc_unit(unit[kAccX]);
  columns.gyr_unit = gyr_unit(unit[kGyrX]);
  return columns;
}

}  // namespace backstep::host
