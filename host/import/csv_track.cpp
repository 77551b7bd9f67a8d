#include "host/import/csv_track.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "host/import/csv_guess.h"
#include "host/import/csv_place.h"
#include "host/import/csv_rows.h"
#include "host/import/csv_time.h"
#include "host/import/stand_ins.h"

namespace backstep::host {
namespace {

/// Larger numbers are no measurements, whatever the unit: 10^7 mdeg/s is beyond any sensor.
constexpr double kLargest = 1e7;
constexpr double kLatest_s = double(kMaxTime_us) * 1e-6;

bool usable(const CsvRow& row) {
  return std::all_of(row.value.begin() + 1, row.value.end(), [](double v) { return std::abs(v) <= kLargest; }) &&
         std::isfinite(row.value[kTime]);
}

/// Takes out the rows that lack a number.
Result<void> drop_unusable(CsvRows& table, Track& track) {
  if (table.rows.empty()) {
    return fail({.where = track.name,
                 .expected = "the samples of a walk",
                 .found = "a header and no samples",
                 .todo = "Record or export the walk again"});
  }
  std::vector<std::uint32_t> lines;
  for (const CsvRow& row : table.rows) {
    if (!usable(row)) lines.push_back(row.line);
  }
  if (lines.empty()) return {};
  if (2 * lines.size() > table.rows.size()) {
    return fail({.where = fmt::format("{}, {}", track.name, place(lines)),
                 .what = fmt::format("no number where one is needed, in more than half of {} rows", table.rows.size()),
                 .todo = "Export a table that has accelerometer and gyroscope in every row"});
  }
  track.warnings.push_back(
      fmt::format("{}, {}: no usable number in a cell; {} left out, and the strides there flagged.", track.name,
                  place(lines), lines.size() == 1 ? "the row is" : "the rows are"));
  track.lost += lines.size();
  return {};
}

Result<double> time_factor(const CsvRows& table, Track& track) {
  if (table.columns.time_unit) return factor(*table.columns.time_unit);
  std::vector<double> intervals;
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    const double interval = table.rows[i].value[kTime] - table.rows[i - 1].value[kTime];
    if (interval > 0) intervals.push_back(interval);
  }
  if (intervals.empty()) return 1.0;  // whatever the unit, no time goes forward: the next check says so
  const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
  std::nth_element(intervals.begin(), middle, intervals.end());
  const auto unit = guess_time_unit(*middle);
  if (!unit) {
    return fail({.where = fmt::format("{}, column {}", track.name, table.columns.name[kTime]),
                 .what = fmt::format("the usual interval is {:.6g}", *middle),
                 .expected = "1/50 to 1/1000 of a second in s, ms, us or ns",
                 .todo = "Name the column of times time_s, time_ms or time_us"});
  }
  if (*unit != TimeUnit::s) {
    track.warnings.push_back(
        fmt::format("{}: column {} is taken as {} (the usual interval is {:.6g}); name it time_{} to be "
                    "sure.",
                    track.name, table.columns.name[kTime], name(*unit), *middle, name(*unit)));
  }
  return factor(*unit);
}

/// Takes the rows whose time goes forward into track.samples, still in the file's units, and their lines.
Result<void> take_forward_rows(const CsvRows& table, double to_seconds, Track& track, Lines& lines) {
  std::vector<std::size_t> kept;
  std::vector<std::int64_t> t_us;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const double t_s = table.rows[i].value[kTime] * to_seconds;
    if (!usable(table.rows[i]) || std::abs(t_s) > kLatest_s) continue;
    kept.push_back(i);
    t_us.push_back(std::llround(t_s * 1e6));
  }
  const std::vector<std::size_t> forward = forward_rows(t_us);
  std::vector<std::uint32_t> backward_lines;
  std::size_t next = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (next < forward.size() && forward[next] == i) {
      ++next;
    } else {
      backward_lines.push_back(table.rows[kept[i]].line);
    }
  }
  if (2 * backward_lines.size() > kept.size()) {
    return fail({.where = fmt::format("{}, {}", track.name, place(backward_lines)),
                 .what = fmt::format("time does not go forward in more than half of {} rows", kept.size()),
                 .expected = "each time later than the one before",
                 .todo = "Sort the rows by time, or export one time for each sample"});
  }
  if (!backward_lines.empty()) {
    track.warnings.push_back(
        fmt::format("{}, {}: time stands or goes back; {} left out, and the strides there flagged.", track.name,
                    place(backward_lines), backward_lines.size() == 1 ? "the row is" : "the rows are"));
    track.lost += backward_lines.size();
  }
  track.samples.reserve(forward.size());
  lines.reserve(forward.size());
  for (const std::size_t i : forward) {
    const CsvRow& row = table.rows[kept[i]];
    ImuSample sample;
    sample.t_us = t_us[i];
    sample.acc_mps2 = Vec3(row.value[kAccX], row.value[kAccY], row.value[kAccZ]);
    sample.gyr_radps = Vec3(row.value[kGyrX], row.value[kGyrY], row.value[kGyrZ]);
    const bool first = track.samples.empty();
    if (!first && kept[i] != kept[forward[track.samples.size() - 1]] + 1) sample.flags |= kAfterGap;
    track.samples.push_back(sample);
    lines.push_back(row.line);
  }
  return {};
}

Result<AccUnit> resolve_acc(const CsvColumns& columns, const CsvUnits& units, Track& track) {
  const double gravity = gravity_at_rest(track.samples);
  const auto fits = guess_acc_unit(gravity);
  const auto said = units.acc ? units.acc : columns.acc_unit;
  if (said) {
    if (fits && *fits != *said) {
      return fail(
          {.where = track.name,
           .what = fmt::format("gravity reads {:.3g} where the foot is quietest, which it is in {} and not in {}",
                               gravity, name(*fits), name(*said)),
           .hint = Hint::acc_unit,
           .hint_value = std::string(name(*fits))});
    }
    return *said;
  }
  if (fits && *fits != AccUnit::mps2) {
    track.warnings.push_back({fmt::format("{}: column {} names no unit and is taken as {} (gravity reads {:.3g}).",
                                          track.name, columns.name[kAccX], name(*fits), gravity),
                              Hint::acc_unit});
  }
  return fits.value_or(AccUnit::mps2);
}

Result<GyrUnit> resolve_gyr(const CsvColumns& columns, const CsvUnits& units, Track& track) {
  const double fastest = fastest_turning(track.samples);
  const auto said = units.gyr ? units.gyr : columns.gyr_unit;
  if (said) {
    const double fastest_radps = fastest * factor(*said);
    if (fastest_radps > kFastestShoe_radps) {
      return fail(
          {.where = track.name,
           .what = fmt::format("the gyroscope reaches {:.4g} {}, and no shoe turns so fast", fastest, name(*said)),
           .expected = fmt::format("at most {:.0f}", kFastestShoe_radps / factor(*said)),
           .hint = Hint::gyr_unit,
           .hint_value = std::string(name(guess_gyr_unit(fastest)))});
    }
    if (rad_to_deg(fastest_radps) < kSlowestStep_dps && rad_to_deg(fastest) > kSlowestStep_dps &&
        accelerometer_sees_steps(track.samples, gravity_at_rest(track.samples))) {
      return fail({.where = track.name,
                   .what = fmt::format("the gyroscope never exceeds {:.3g} {}, though the accelerometer sees steps, in "
                                       "which a foot turns faster than {:.0f} deg/s",
                                       fastest, name(*said), kSlowestStep_dps),
                   .hint = Hint::gyr_unit,
                   .hint_value = std::string(name(GyrUnit::radps))});
    }
    return *said;
  }
  const GyrUnit unit = guess_gyr_unit(fastest);
  if (unit != GyrUnit::radps) {
    track.warnings.push_back({fmt::format("{}: column {} names no unit and is taken as {} (it reaches {:.4g}).",
                                          track.name, columns.name[kGyrX], name(unit), fastest),
                              Hint::gyr_unit});
  }
  return unit;
}

}  // namespace

std::string place(std::span<const std::uint32_t> lines) {
  constexpr std::size_t kShown = 5;
  std::string text = lines.size() == 1 ? "line " : "lines ";
  for (std::size_t i = 0; i < std::min(kShown, lines.size()); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(lines[i]);
  }
  if (lines.size() > kShown) text += fmt::format(", ... ({} in all)", lines.size());
  return text;
}

Result<Track> read_csv(Result<Input> input, const CsvUnits& units) {
  if (!input) return tl::make_unexpected(input.error());
  Track track;
  track.name = input->name;
  auto table = read_csv_rows(*input);
  if (!table) return tl::make_unexpected(table.error());
  if (auto ok = drop_unusable(*table, track); !ok) return tl::make_unexpected(ok.error());
  const auto to_seconds = time_factor(*table, track);
  if (!to_seconds) return tl::make_unexpected(to_seconds.error());
  Lines lines;
  if (auto ok = take_forward_rows(*table, *to_seconds, track, lines); !ok) return tl::make_unexpected(ok.error());
  const CsvColumns columns = table->columns;
  table->rows = {};  // as large as the samples: not needed any more
  drop_zeros(track, lines);

  const auto acc = resolve_acc(columns, units, track);
  if (!acc) return tl::make_unexpected(acc.error());
  const auto gyr = resolve_gyr(columns, units, track);
  if (!gyr) return tl::make_unexpected(gyr.error());
  for (ImuSample& sample : track.samples) {
    sample.acc_mps2 *= factor(*acc);
    sample.gyr_radps *= factor(*gyr);
  }
  drop_held(track, lines);
  if (auto ok = finish_track(track, Hint::acc_unit); !ok) return tl::make_unexpected(ok.error());
  return track;
}

}  // namespace backstep::host
