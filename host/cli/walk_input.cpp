#include "host/cli/walk_input.h"

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <filesystem>
#include <utility>

#include "host/cli/two_feet.h"
#include "host/recording/csv_source.h"
#include "host/source/recording_source.h"

namespace backstep::cli {

namespace {

using host::Result;
using host::wrong_use;

/// "+x" ... "-z", or "x" for "+x". Empty for anything else.
std::optional<Vec3> axis(std::string_view text) {
  Real sign = 1;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    sign = text.front() == '-' ? Real(-1) : Real(1);
    text.remove_prefix(1);
  }
  if (text.size() != 1) {
    return std::nullopt;
  }
  switch (std::tolower(static_cast<unsigned char>(text.front()))) {
    case 'x':
      return Vec3(sign, 0, 0);
    case 'y':
      return Vec3(0, sign, 0);
    case 'z':
      return Vec3(0, 0, sign);
    default:
      return std::nullopt;
  }
}

std::optional<Vec3> axis(wire::Axis declared) {
  switch (declared) {
    case wire::Axis::plus_x:
      return Vec3(1, 0, 0);
    case wire::Axis::minus_x:
      return Vec3(-1, 0, 0);
    case wire::Axis::plus_y:
      return Vec3(0, 1, 0);
    case wire::Axis::minus_y:
      return Vec3(0, -1, 0);
    case wire::Axis::plus_z:
      return Vec3(0, 0, 1);
    case wire::Axis::minus_z:
      return Vec3(0, 0, -1);
    case wire::Axis::unknown:
      return std::nullopt;
  }
  return std::nullopt;
}

Result<void> check_axis(const std::string& option, const std::string& text) {
  if (!text.empty() && !axis(text)) {
    return wrong_use(
        fmt::format("{}={}: no sensor axis. Give the one that points most nearly to the toes: +x, -x, +y, -y, "
                    "+z or -z.",
                    option, text));
  }
  return {};
}

Result<OpenWalk> open_csv(const WalkInput& input) {
  host::CsvWalk walk;
  if (!input.left.empty()) {
    walk.left = input.left;
  }
  if (!input.right.empty()) {
    walk.right = input.right;
  }
  walk.right_offset_s = input.right_offset_s;
  walk.common_clock = input.common_clock;
  walk.units.gyr = input.gyro_unit.empty() ? std::nullopt : host::gyr_unit(input.gyro_unit);
  walk.units.acc = input.acc_unit.empty() ? std::nullopt : host::acc_unit(input.acc_unit);
  auto source = host::CsvSource::open(walk);
  if (!source) {
    return tl::make_unexpected(source.error());
  }
  OpenWalk open;
  open.source = std::move(*source);
  return open;
}

Result<OpenWalk> open_gait(const std::string& file, bool as_live) {
  const auto header = host::read_header(file);
  if (!header) {
    return tl::make_unexpected(header.error());
  }
  auto source = host::open_recording(file, as_live ? host::Waiting::as_live : host::Waiting::for_all);
  if (!source) {
    return tl::make_unexpected(source.error());
  }
  OpenWalk open;
  open.source = std::move(*source);
  open.settings = header->configuration;
  for (std::size_t i = 0; i < 2; ++i) {
    if (const auto& device = header->devices[i]) {
      open.setup[i] = setup_of(*device);
      open.stored[i] = device->calibration;
    }
  }
  return open;
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
  for (const std::string& file : input.files) {
    if (std::filesystem::path(file).extension() == ".csv") {
      return wrong_use(fmt::format("{}: say whose foot it is: --left {} or --right {}.", file, file, file));
    }
  }
  if (auto good = check_two_feet(input.left, input.right); !good) {
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

Result<OpenWalk> open_walk(const WalkInput& input, const std::string& file, bool as_live) {
  auto open = file.empty() ? open_csv(input) : open_gait(file, as_live);
  if (open) {
    if (const auto toes = axis(input.left_toes)) {
      open->setup[0].toes_axis_sensor = toes;
    }
    if (const auto toes = axis(input.right_toes)) {
      open->setup[1].toes_axis_sensor = toes;
    }
  }
  return open;
}

FootSetup setup_of(const host::RecordedDevice& device) {
  FootSetup setup;
  setup.toes_axis_sensor = axis(device.toes_axis);
  return setup;
}

host::TimeSpan time_span(const WalkInput& input) {
  const auto us = [](std::optional<double> t_s) {
    return t_s ? std::optional<std::int64_t>(std::llround(*t_s * 1e6)) : std::nullopt;
  };
  return {us(input.from_s), us(input.to_s)};
}

}  // namespace backstep::cli
