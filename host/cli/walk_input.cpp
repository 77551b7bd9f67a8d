#include "host/cli/walk_input.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <utility>

#include "host/base/file.h"
#include "host/base/toes_axis.h"
#include "host/cli/terminal.h"
#include "host/import/csv_walk.h"
#include "host/walk/two_feet.h"

namespace backstep::cli {

namespace {

using host::Result;

Result<void> check_axis(const std::string& option, const std::string& text) {
  if (!text.empty() && !host::axis_named(text)) {
    return wrong_use(
        fmt::format("{}={}: no sensor axis. Give the one that points most nearly to the toes: +x, -x, +y, -y, "
                    "+z or -z.",
                    option, text));
  }
  return {};
}

Result<host::OpenWalk> open_csv(const WalkInput& input) {
  host::CsvWalk walk;
  if (!input.left.empty()) {
    walk.feet[index(Foot::left)] = [&] { return host::open_stream(input.left); };
  }
  if (!input.right.empty()) {
    walk.feet[index(Foot::right)] = [&] { return host::open_stream(input.right); };
  }
  walk.right_offset_s = input.right_offset_s;
  walk.units.gyr = input.gyro_unit.empty() ? std::nullopt : host::gyr_unit(input.gyro_unit);
  walk.units.acc = input.acc_unit.empty() ? std::nullopt : host::acc_unit(input.acc_unit);
  auto tracks = host::read_csv_walk(walk);
  if (!tracks) {
    return tl::make_unexpected(tracks.error());
  }
  return host::open_tracks(std::move(*tracks), input.common_clock);
}

}  // namespace

void add_walk_options(CLI::App& command, WalkInput& input) {
  command.add_option("FILE", input.files, "Recordings (.gait)");
  command.add_option("--left", input.left, "CSV file of the left foot")->type_name("CSV");
  command.add_option("--right", input.right, "CSV file of the right foot")->type_name("CSV");
  command
      .add_option("--left-toes", input.left_toes,
                  "Sensor axis that points most nearly to the toes of the left foot: +x, -x, +y, -y, +z or -z")
      ->type_name("AXIS");
  command.add_option("--right-toes", input.right_toes, "Likewise for the right foot")->type_name("AXIS");
  command.add_option("--right-offset-s", input.right_offset_s, "Seconds to add to the times of the right CSV file")
      ->type_name("S");
  command.add_flag("--common-clock", input.common_clock, "One clock timed both CSV files");
  command.add_option("--gyro-unit", input.gyro_unit, "Unit of the CSV's angular rates: rad/s or deg/s")
      ->type_name("UNIT");
  command.add_option("--acc-unit", input.acc_unit, "Unit of the CSV's accelerations: m/s2 or g")->type_name("UNIT");
}

void add_span_options(CLI::App& command, WalkInput& input) {
  command.add_option("--from", input.from_s, "Begin at this time of the input")->type_name("S");
  command.add_option("--to", input.to_s, "End before this time of the input")->type_name("S");
}

Result<void> check(const WalkInput& input) {
  const bool csv = !input.left.empty() || !input.right.empty();
  if (input.files.empty() && !csv) {
    return wrong_use("no walk is named. Name a recording (walk.gait), or CSV files with --left and --right.");
  }
  if (!input.files.empty() && csv) {
    return wrong_use("name either recordings or CSV files with --left and --right, not both.");
  }
  const auto is_csv = [](const std::string& file) { return std::filesystem::path(file).extension() == ".csv"; };
  if (input.files.size() == 2 && is_csv(input.files[0]) && is_csv(input.files[1])) {
    return wrong_use(fmt::format("say which is of which foot: --left {} --right {}, or the other way round.",
                                 input.files[0], input.files[1]));
  }
  for (const std::string& file : input.files) {
    if (is_csv(file)) {
      return wrong_use(fmt::format("{}: say whose foot it is: --left {} or --right {}.", file, file, file));
    }
  }
  if (auto good = host::check_two_feet(input.left, input.right); !good) {
    return good;
  }
  if (!csv &&
      (input.right_offset_s != 0 || input.common_clock || !input.gyro_unit.empty() || !input.acc_unit.empty())) {
    return wrong_use(
        "--right-offset-s, --common-clock, --gyro-unit and --acc-unit are for CSV files; a recording knows "
        "its own.");
  }
  if (!input.gyro_unit.empty() && !host::gyr_unit(input.gyro_unit)) {
    return wrong_use(fmt::format("--gyro-unit {}: expected rad/s or deg/s.", input.gyro_unit));
  }
  if (!input.acc_unit.empty() && !host::acc_unit(input.acc_unit)) {
    return wrong_use(fmt::format("--acc-unit {}: expected m/s2 or g.", input.acc_unit));
  }
  // Beyond 1e12 s a time in microseconds would not fit; NaN fails the comparison too.
  for (const double t_s : {input.from_s.value_or(0), input.to_s.value_or(0), input.right_offset_s}) {
    if (!(std::abs(t_s) < 1e12)) {
      return wrong_use("--from, --to and --right-offset-s are times in seconds.");
    }
  }
  if (input.from_s && input.to_s && *input.from_s >= *input.to_s) {
    return wrong_use("--from must be before --to.");
  }
  if (auto good = check_axis("--left-toes", input.left_toes); !good) {
    return good;
  }
  return check_axis("--right-toes", input.right_toes);
}

host::FileClaims claims_of(const WalkInput& input) {
  host::FileClaims claims;
  for (const std::string& file : input.files) {
    claims.reads(file);
  }
  claims.reads(input.left);
  claims.reads(input.right);
  return claims;
}

Result<host::OpenWalk> open_walk(const WalkInput& input, const std::string& file, bool as_live) {
  auto open = file.empty() ? open_csv(input) : host::open_recorded_walk(host::open_input(file), as_live);
  if (open) {
    const std::array<std::string, 2> toes = {input.left_toes, input.right_toes};
    for (std::size_t i = 0; i < toes.size(); ++i) {
      if (const auto axis = host::axis_named(toes[i])) {
        open->setup[i].toes_axis_sensor = host::direction_of(*axis);
      }
    }
  }
  return open;
}

host::TimeSpan time_span(const WalkInput& input) {
  const auto us = [](std::optional<double> t_s) {
    return t_s ? std::optional<std::int64_t>(std::llround(*t_s * 1e6)) : std::nullopt;
  };
  return {us(input.from_s), us(input.to_s)};
}

}  // namespace backstep::cli
