#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/base/names.h"
#include "host/base/toes_axis.h"
#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/cli/walk_input.h"
#include "host/export/sample_files.h"

namespace backstep::cli {
namespace {

using host::Result;

struct ExportOptions {
  WalkInput walk;
  std::string to, out;
};

/// "walk_left.csv" for "walk", "walk.csv" or "walk_left.csv".
std::string path_of(const ExportOptions& o, Foot foot) {
  std::string base = o.out;
  const std::string extension = "." + o.to;
  if (base.ends_with(extension)) {
    base.resize(base.size() - extension.size());
  }
  const std::string suffix = fmt::format("_{}", host::name(foot));
  return base + (base.ends_with(suffix) ? "" : suffix) + extension;
}

bool is_stream(const ExportOptions& o) { return o.out == "-" || o.to == "ndjson"; }

/// What write_feet() writes for this foot.
std::vector<std::string> files_of(const ExportOptions& o, Foot foot) {
  const std::string path = path_of(o, foot);
  return o.to == "csv" ? std::vector{path} : std::vector{path, host::wav_sidecar(path).string()};
}

/// What write_stream() writes.
std::string stream_path(const ExportOptions& o) {
  return o.out == "-" || o.out.ends_with(".ndjson") ? o.out : o.out + ".ndjson";
}

/// Nothing is read before each output is known to destroy nothing.
Result<void> check_outputs(const ExportOptions& o, const host::SourceInfo& info) {
  host::FileClaims claims = claims_of(o.walk);
  if (is_stream(o)) {
    return claims.writes(stream_path(o));
  }
  for (const Foot foot : kFeet) {
    for (const std::string& file : info.has_foot[index(foot)] ? files_of(o, foot) : std::vector<std::string>{}) {
      if (auto free = claims.writes(file); !free) {
        return free;
      }
    }
  }
  return {};
}

/// Writes one foot; what to tell about it.
Result<std::string> write_foot(const ExportOptions& o, const host::SourceInfo& info, Foot foot, wire::Axis toes_axis,
                               const std::vector<ImuSample>& samples) {
  const std::string path = path_of(o, foot);
  if (o.to != "csv") {
    const auto format = o.to == "flac" ? host::AudioFormat::flac : host::AudioFormat::wav;
    const auto audio = host::export_audio(samples, foot, toes_axis, info, format, path);
    if (!audio) {
      return tl::make_unexpected(audio.error());
    }
    return fmt::format("{} ({:.6g} Hz, {}; {})", path, audio->rate_hz,
                       audio->resampled ? "interpolated onto even times" : "samples unchanged",
                       host::wav_sidecar(path).string());
  }
  if (auto written = host::export_csv(samples, path); !written) {
    return tl::make_unexpected(written.error());
  }
  return fmt::format("{} ({} samples)", path, samples.size());
}

/// A table has no place to say which way the toes are: the command that reads it again has.
void tell_toes(const ExportOptions& o, const std::array<wire::Axis, 2>& toes_axis, const host::FootSamples& samples) {
  std::string files, options;
  for (const Foot foot : kFeet) {
    const wire::Axis axis = toes_axis[index(foot)];
    if (!samples[index(foot)].empty() && axis != wire::Axis::unknown) {
      files += fmt::format(" --{} {}", host::name(foot), path_of(o, foot));
      options += fmt::format(" --{}-toes={}", host::name(foot), host::name(axis));
    }
  }
  if (!files.empty()) {
    say(fmt::format("Tables do not say which way the toes are. With it: backstep analyze{}{}", files, options));
  }
}

int write_feet(const ExportOptions& o, const host::OpenWalk& walk, const host::FootSamples& samples) {
  std::array<wire::Axis, 2> toes_axis{};
  for (const Foot foot : kFeet) {
    const std::vector<ImuSample>& mine = samples[index(foot)];
    if (mine.empty()) {
      continue;
    }
    toes_axis[index(foot)] = host::axis_along(walk.setup[index(foot)].toes_axis_sensor);
    const auto told = write_foot(o, walk.source->info(), foot, toes_axis[index(foot)], mine);
    if (!told) {
      return tell(told.error());
    }
    say("wrote " + *told);
  }
  if (o.to == "csv") {
    tell_toes(o, toes_axis, samples);
  }
  return 0;
}

int write_stream(const ExportOptions& o, const host::FootSamples& samples) {
  if (o.to == "csv") {
    if (!samples[0].empty() && !samples[1].empty()) {
      return tell("a CSV holds one foot, and this walk has two. Name files with -o, or use --to ndjson.", 2);
    }
    const auto written = host::export_csv(samples[0].empty() ? samples[1] : samples[0], "-");
    return written ? 0 : tell(written.error());
  }
  const std::string path = stream_path(o);
  if (auto written = host::export_ndjson(samples, path); !written) {
    return tell(written.error());
  }
  if (path != "-") {
    say(fmt::format("wrote {} ({} samples)", path, samples[0].size() + samples[1].size()));
  }
  return 0;
}

int export_walk(const ExportOptions& o) {
  if (auto good = check(o.walk); !good) {
    return tell(good.error());
  }
  if (o.walk.files.size() > 1) {
    return tell("export takes one walk at a time.", 2);
  }
  if (o.out == "-" && (o.to == "wav" || o.to == "flac")) {
    return tell("audio cannot go to stdout, as its sidecar needs a place. Name it with -o.", 2);
  }
  auto walk = open_walk(o.walk, o.walk.files.empty() ? "" : o.walk.files.front(), false);
  if (!walk) {
    return tell(walk.error());
  }
  host::Source& source = *walk->source;
  if (auto free = check_outputs(o, source.info()); !free) {
    return tell(free.error());
  }
  ProgressLine progress("Reading " + source.info().name);
  const host::FootSamples samples = host::read_samples(source, [&](double share) { progress.at(share); });
  progress.clear();
  for (const host::Sentence& warning : source.report().warnings) {
    say(in_words(warning));
  }
  if (samples[0].empty() && samples[1].empty()) {
    return tell(
        fmt::format("{}: no samples to export. See what is wrong with it: backstep doctor.", source.info().name), 1);
  }
  const int code = is_stream(o) ? write_stream(o, samples) : write_feet(o, *walk, samples);
  return code == 0 && source.report().damaged ? 3 : code;
}

}  // namespace

void add_export(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<ExportOptions>();
  CLI::App* command = app.add_subcommand("export", "Write the raw samples of a walk as CSV, NDJSON, WAV or FLAC");
  add_walk_options(*command, o->walk);
  command->add_option("--to", o->to, "csv, ndjson, wav or flac")
      ->required()
      ->check(CLI::IsMember({"csv", "ndjson", "wav", "flac"}))
      ->type_name("FORMAT");
  command->add_option("-o,--output", o->out, "Name of the files, without _left and _right; - for stdout")
      ->required()
      ->type_name("NAME|-");
  command->footer(
      "Examples:\n"
      "  backstep export walk.gait --to csv -o walk       writes walk_left.csv and walk_right.csv\n"
      "  backstep export walk.gait --to ndjson -o - | head\n"
      "Audio has six channels a foot (acc_x acc_y acc_z gyr_x gyr_y gyr_z), 24 bit; scale, start time and gaps stand "
      "in\n"
      "the .json beside it. Samples that are not even in time are interpolated (cubic), and it is said.\n"
      "Strides come from backstep analyze.");
  command->callback([o, &exit_code] { exit_code = export_walk(*o); });
}

}  // namespace backstep::cli
