#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/toes_axis.h"
#include "host/base/version.h"
#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/import/csv_guess.h"
#include "host/import/csv_track.h"
#include "host/recording/file_claims.h"
#include "host/recording/wav_reader.h"
#include "host/walk/two_feet.h"
#include "host/walk/write_recording.h"

namespace backstep::cli {
namespace {

using host::Result;
using host::Track;
using host::wrong_use;

struct ImportOptions {
  std::vector<std::string> files;
  std::array<std::string, 2> foot_files;  ///< --left, --right
  std::array<std::string, 2> toes;
  std::string out, gyro_unit, acc_unit;
  double right_offset_s = 0;
  bool common_clock = false;
};

/// What has been read so far.
struct Walk {
  std::array<std::optional<Track>, 2> tracks;
  bool common_clock = true;  ///< all files say so
  std::optional<std::int64_t> start_utc_us;
  bool damaged = false;  ///< less was read than a file once held
};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return text;
}

/// By the file's name, where that says so.
std::optional<Foot> foot_named(const std::string& file) {
  const std::string name = lower_case(std::filesystem::path(file).filename().string());
  const bool left = name.find("left") != std::string::npos;
  const bool right = name.find("right") != std::string::npos;
  if (left == right) {
    return std::nullopt;
  }
  return left ? Foot::left : Foot::right;
}

bool is_audio(const std::string& file) {
  const std::string extension = lower_case(std::filesystem::path(file).extension().string());
  return extension == ".wav" || extension == ".flac";
}

/// Reads one file into the walk. `foot`: what the user says; empty: the file or its name must.
Result<void> read_file(const ImportOptions& o, const std::string& file, std::optional<Foot> foot, Walk& walk) {
  Track track;
  if (is_audio(file)) {
    auto audio = host::read_wav(file);
    if (!audio) {
      return tl::make_unexpected(audio.error());
    }
    track = std::move(audio->track);
    walk.damaged = walk.damaged || audio->damaged;
    foot = foot.value_or(audio->description.foot);
    walk.common_clock = walk.common_clock && audio->description.common_clock;
    walk.start_utc_us = audio->description.start_utc_us;
  } else {
    foot = foot ? foot : foot_named(file);
    if (!foot) {
      return wrong_use(fmt::format("{}: say whose foot it is: --left {} or --right {}.", file, file, file));
    }
    auto csv = host::read_csv(file, {host::acc_unit(o.acc_unit), host::gyr_unit(o.gyro_unit)});
    if (!csv) {
      return tl::make_unexpected(csv.error());
    }
    track = std::move(*csv);
    walk.common_clock = walk.common_clock && o.common_clock;
  }
  auto& place = walk.tracks[index(*foot)];
  if (place) {
    return wrong_use(fmt::format("{} and {} are both of the {} foot. Say which is which with --left and --right.",
                                 place->name, track.name, *foot == Foot::left ? "left" : "right"));
  }
  place = std::move(track);
  return {};
}

/// The least full scale of `smallest` * 2^n at which no value reaches the last counts of an int16.
double full_scale(double largest, double smallest) {
  double full = smallest;
  while (largest * 32768 / full > 32766) {
    full *= 2;
  }
  return full;
}

/// Where the range ends: the least value that was flagged as clipped; without one, beyond every value.
template <class Value>
double range_end(const Track& track, std::uint8_t flag, double full, Value value) {
  double end = full;
  for (const ImuSample& s : track.samples) {
    if ((s.flags & flag) != 0) {
      end = std::min(end, value(s));
    }
  }
  return end;
}

host::SensorScales scales(const Track& track) {
  const auto acc = [](const ImuSample& s) { return s.acc_mps2.cwiseAbs().maxCoeff(); };
  const auto gyr = [](const ImuSample& s) { return s.gyr_radps.cwiseAbs().maxCoeff(); };
  double largest_mps2 = 0, largest_radps = 0;
  for (const ImuSample& s : track.samples) {
    largest_mps2 = std::max(largest_mps2, acc(s));
    largest_radps = std::max(largest_radps, gyr(s));
  }
  const double acc_full = full_scale(largest_mps2, 2 * kGravity_mps2);
  const double gyr_full = full_scale(largest_radps, deg_to_rad(125));
  return {acc_full / 32768, gyr_full / 32768, range_end(track, kAccClipped, acc_full, acc),
          range_end(track, kGyrClipped, gyr_full, gyr)};
}

/// Packets count device time in 32 bits of microseconds: a longer pause could not be told from a shorter one.
Result<void> check_pauses(const Track& track) {
  constexpr std::int64_t kLongest_us = 4'200'000'000;
  for (std::size_t i = 1; i < track.samples.size(); ++i) {
    const std::int64_t pause_us = track.samples[i].t_us - track.samples[i - 1].t_us;
    if (pause_us > kLongest_us) {
      return host::fail(
          fmt::format("{}: a pause of {:.0f} min in it, expected one walk. Import the parts on either side "
                      "as two recordings.",
                      track.name, static_cast<double>(pause_us) * 1e-6 / 60));
    }
  }
  return {};
}

/// What was understood, so that a wrong guess meets the eye.
void tell_track(Foot foot, const Track& track, const host::SensorScales& scales) {
  const double duration_s = static_cast<double>(track.samples.back().t_us - track.samples.front().t_us) * 1e-6;
  say(fmt::format(
      "{}: {} foot, {} samples, {:.4g} Hz, {:.1f} s; gravity {:.2f} m/s2, fastest turning {:.0f} deg/s; stored "
      "in steps of {:.2g} m/s2 and {:.2g} deg/s",
      track.name, foot == Foot::left ? "left" : "right", track.samples.size(), track.rate_hz, duration_s,
      host::gravity_at_rest(track.samples), rad_to_deg(host::fastest_turning(track.samples)), scales.acc_lsb_mps2,
      rad_to_deg(scales.gyr_lsb_radps)));
}

Result<void> write(const ImportOptions& o, Walk& walk) {
  host::RecordingHeader header;
  header.software = host::software();
  header.common_clock = walk.common_clock && walk.tracks[0] && walk.tracks[1];
  header.start_utc_us = walk.start_utc_us;
  std::array<std::span<const ImuSample>, 2> samples;
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto i = index(foot);
    auto& track = walk.tracks[i];
    if (!track) {
      continue;
    }
    if (auto good = check_pauses(*track); !good) {
      return good;
    }
    if (foot == Foot::right) {
      const std::int64_t offset_us = std::llround(o.right_offset_s * 1e6);
      for (ImuSample& sample : track->samples) {
        sample.t_us += offset_us;
      }
    }
    host::RecordedDevice device;
    device.rate_hz = track->rate_hz;
    device.scales = scales(*track);
    device.toes_axis = host::axis_named(o.toes[i]).value_or(wire::Axis::unknown);
    device.clock_offset_us = host::clock_offset_us(track->samples.front().t_us);
    header.devices[i] = device;
    header.origin += (header.origin.empty() ? "imported from " : ", ") + track->name;
    samples[i] = track->samples;
    for (const std::string& warning : track->warnings) {
      say(warning);
    }
    tell_track(foot, *track, device.scales);
  }
  return host::write_recording(o.out, header, samples);
}

Result<void> check(const ImportOptions& o) {
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
  }
  return {};
}

/// Sidecars are read too.
Result<void> check_output(const ImportOptions& o) {
  host::FileClaims claims;
  std::vector<std::string> files = o.files;
  files.insert(files.end(), o.foot_files.begin(), o.foot_files.end());
  for (const std::string& file : files) {
    claims.reads(file);
    if (is_audio(file)) {
      claims.reads(host::wav_sidecar(file).string());
    }
  }
  return claims.records(o.out);
}

int import_walk(const ImportOptions& o) {
  if (auto good = check(o); !good) {
    return tell(good.error());
  }
  if (auto free = check_output(o); !free) {
    return tell(free.error());
  }
  Walk walk;
  for (const Foot foot : {Foot::left, Foot::right}) {
    const std::string& file = o.foot_files[index(foot)];
    if (file.empty()) {
      continue;
    }
    if (auto read = read_file(o, file, foot, walk); !read) {
      return tell(read.error());
    }
  }
  for (const std::string& file : o.files) {
    if (auto read = read_file(o, file, std::nullopt, walk); !read) {
      return tell(read.error());
    }
  }
  if (walk.tracks[0] && walk.tracks[1]) {
    if (auto good = host::check_two_feet(walk.tracks[0]->name, walk.tracks[1]->name); !good) {
      return tell(good.error());
    }
  }
  if (auto written = write(o, walk); !written) {
    return tell(written.error());
  }
  say(fmt::format("wrote {}. Next: backstep analyze {}", o.out, o.out));
  return walk.damaged ? 3 : 0;
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
