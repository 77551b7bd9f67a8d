#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/base/names.h"
#include "host/base/toes_axis.h"
#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/import/csv_guess.h"
#include "host/recording/file_claims.h"
#include "host/recording/wav_description.h"
#include "host/walk/import_walk.h"

namespace backstep::cli {
namespace {

using host::Result;
using host::Track;

struct ImportOptions {
  std::vector<std::string> files;
  std::array<std::string, 2> foot_files;  ///< --left, --right
  std::array<std::string, 2> toes;
  std::string out, gyro_unit, acc_unit;
  double right_offset_s = 0;
  bool common_clock = false;
};

/// What was understood, so that a wrong guess meets the eye.
void tell_track(Foot foot, const Track& track, const host::SensorScales& scales) {
  const double duration_s = static_cast<double>(track.samples.back().t_us - track.samples.front().t_us) * 1e-6;
  say(fmt::format(
      "{}: {} foot, {} samples, {:.4g} Hz, {:.1f} s; gravity {:.2f} m/s2, fastest turning {:.0f} deg/s; stored "
      "in steps of {:.2g} m/s2 and {:.2g} deg/s",
      track.name, host::name(foot), track.samples.size(), track.rate_hz, duration_s,
      host::gravity_at_rest(track.samples), rad_to_deg(host::fastest_turning(track.samples)), scales.acc_lsb_mps2,
      rad_to_deg(scales.gyr_lsb_radps)));
}

Result<void> check_options(const ImportOptions& o) {
  if (o.files.empty() && o.foot_files[0].empty() && o.foot_files[1].empty()) {
    return wrong_use("no file to import. Name one, or use --left FILE and --right FILE.");
  }
  if (!o.gyro_unit.empty() && !host::gyr_unit(o.gyro_unit)) {
    return wrong_use(fmt::format("--gyro-unit {}: expected rad/s or deg/s.", o.gyro_unit));
  }
  if (!o.acc_unit.empty() && !host::acc_unit(o.acc_unit)) {
    return wrong_use(fmt::format("--acc-unit {}: expected m/s2 or g.", o.acc_unit));
  }
  if (!(std::abs(o.right_offset_s) < 1e12)) {
    return wrong_use("--right-offset-s is a time in seconds.");
  }
  for (const std::string& file : o.files) {
    if (std::filesystem::path(file).extension() == ".gait") {
      return wrong_use(fmt::format("{}: is a recording already. Next: backstep analyze {}.", file, file));
    }
    if (!host::is_audio(file) && !host::foot_named(file)) {
      return wrong_use(fmt::format("{}: say whose foot it is: --left {} or --right {}.", file, file, file));
    }
  }
  return {};
}

host::ImportRequest request_of(const ImportOptions& o) {
  host::ImportRequest request;
  for (const Foot foot : kFeet) {
    if (const std::string& file = o.foot_files[index(foot)]; !file.empty()) {
      request.files.push_back({file, foot});
    }
    request.toes[index(foot)] = host::axis_named(o.toes[index(foot)]).value_or(wire::Axis::unknown);
  }
  for (const std::string& file : o.files) {
    request.files.push_back({file, std::nullopt});
  }
  request.units = {host::acc_unit(o.acc_unit), host::gyr_unit(o.gyro_unit)};
  request.right_offset_s = o.right_offset_s;
  request.common_clock = o.common_clock;
  return request;
}

/// Sidecars are read too.
Result<void> check_output(const ImportOptions& o) {
  host::FileClaims claims;
  std::vector<std::string> files = o.files;
  files.insert(files.end(), o.foot_files.begin(), o.foot_files.end());
  for (const std::string& file : files) {
    claims.reads(file);
    if (host::is_audio(file)) {
      claims.reads(host::wav_sidecar(file).string());
    }
  }
  return claims.records(o.out);
}

int import_walk(const ImportOptions& o) {
  if (auto good = check_options(o); !good) {
    return tell(good.error());
  }
  if (auto free = check_output(o); !free) {
    return tell(free.error());
  }
  ProgressLine progress("Reading");
  const auto warn = [&](const host::Sentence& warning) {
    progress.clear();
    say(in_words(warning));
  };
  const auto walk = host::read_walk_files(request_of(o), warn, [&](double share) { progress.at(share); });
  progress.clear();
  if (!walk) {
    return tell(walk.error());
  }
  for (const Foot foot : kFeet) {
    if (const auto& track = walk->tracks[index(foot)]) {
      tell_track(foot, *track, walk->header.devices[index(foot)]->scales);
    }
  }
  if (auto written = host::write_imported(*walk, o.out); !written) {
    return tell(written.error());
  }
  say(fmt::format("wrote {}. Next: backstep analyze {}", o.out, o.out));
  return walk->damaged ? 3 : 0;
}

}  // namespace

void add_import(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<ImportOptions>();
  CLI::App* command = app.add_subcommand("import", "Turn CSV, WAV or FLAC files of samples into a recording (.gait)");
  command->add_option("FILE", o->files, "Files whose name or content says left or right; else --left and --right");
  command->add_option("--left", o->foot_files[0], "File of the left foot")->type_name("FILE");
  command->add_option("--right", o->foot_files[1], "File of the right foot")->type_name("FILE");
  command->add_option("-o,--output", o->out, "The recording to write; must not exist")->required()->type_name("GAIT");
  const auto axes = CLI::IsMember({"+x", "-x", "+y", "-y", "+z", "-z"});
  command->add_option("--left-toes", o->toes[0], "Sensor axis that points most nearly to the toes of the left foot")
      ->check(axes)
      ->type_name("AXIS");
  command->add_option("--right-toes", o->toes[1], "Likewise for the right foot")->check(axes)->type_name("AXIS");
  command->add_option("--right-offset-s", o->right_offset_s, "Seconds to add to the times of the right file")
      ->type_name("S");
  command->add_flag("--common-clock", o->common_clock, "One clock timed both CSV files");
  command->add_option("--gyro-unit", o->gyro_unit, "Unit of a CSV's angular rates: rad/s or deg/s")->type_name("UNIT");
  command->add_option("--acc-unit", o->acc_unit, "Unit of a CSV's accelerations: m/s2 or g")->type_name("UNIT");
  command->footer(
      "Exit code: 0 done, 3 imported what there is of a file that was cut short or damaged, 1 nothing imported.\n"
      "Examples:\n"
      "  backstep import --left l.csv --right r.csv --common-clock -o walk.gait\n"
      "  backstep import walk_left.flac walk_right.flac -o walk.gait");
  command->callback([o, &exit_code] { exit_code = import_walk(*o); });
}

}  // namespace backstep::cli
