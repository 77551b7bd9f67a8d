#include "host/recording/wav_description.h"

#include <fmt/core.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "host/base/toes_axis.h"

namespace backstep::host {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "backstep-imu-audio";

Json to_json(const WavDescription& d) {
  Json json = {{"format", kFormat},
               {"version", 1},
               {"foot", d.foot == Foot::left ? "left" : "right"},
               {"channels", {"acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"}},
               {"start_s", d.start_s},
               {"rate_hz", d.rate_hz},
               {"acc_full_scale_mps2", d.acc_full_scale_mps2},
               {"gyr_full_scale_radps", d.gyr_full_scale_radps},
               {"resampled", d.resampled},
               {"time_error_s", d.time_error_s},
               {"common_clock", d.common_clock},
               {"gap_count", d.gaps}};
  if (d.toes_axis != wire::Axis::unknown) json["toes_axis"] = name(d.toes_axis);
  if (d.frames) json["frame_count"] = *d.frames;
  if (d.start_utc_us) json["start_utc_us"] = *d.start_utc_us;
  return json;
}

tl::unexpected<Error> no_description(const std::string& file, const std::string& why) {
  return fail({.where = file,
               .what = fmt::format("no description of its channels ({})", why),
               .expected = "one as this program's export writes it into the file's comment and the .json beside it",
               .todo = "Export the walk again"});
}

}  // namespace

std::filesystem::path wav_sidecar(const std::filesystem::path& path) { return path.string() + ".json"; }

std::string wav_description_json(const WavDescription& description) { return to_json(description).dump(); }

std::string wav_sidecar_json(const WavDescription& description, const std::vector<UniformTrack::Gap>& gaps) {
  Json json = to_json(description);
  json["meaning"] =
      "value = sample * full scale, samples being -1 to 1; channels in m/s^2 and rad/s along the sensor's axes; frame "
      "i "
      "is at start_s + i / rate_hz, the same seconds as in the recording";
  json["method"] = description.resampled
                       ? "cubic Hermite interpolation of the samples onto even times, never across a gap"
                       : "the samples as they were; their own times are within time_error_s of the even ones";
  json["gaps"] = Json::array();
  for (const UniformTrack::Gap& gap : gaps) json["gaps"].push_back({{"frame", gap.first}, {"missing", gap.missing}});
  return json.dump(2) + "\n";
}

Result<WavDescription> parse_wav_description(const std::string& text, const std::string& file) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("format", Json()) != kFormat) return no_description(file, "none found");
  if (json.value("version", Json()) != 1) return no_description(file, "a version this program does not know");
  try {
    WavDescription d;
    d.foot = json.at("foot").get<std::string>() == "right" ? Foot::right : Foot::left;
    d.start_s = json.at("start_s").get<double>();
    d.rate_hz = json.at("rate_hz").get<double>();
    d.acc_full_scale_mps2 = json.at("acc_full_scale_mps2").get<double>();
    d.gyr_full_scale_radps = json.at("gyr_full_scale_radps").get<double>();
    d.resampled = json.at("resampled").get<bool>();
    d.time_error_s = json.at("time_error_s").get<double>();
    d.common_clock = json.at("common_clock").get<bool>();
    d.gaps = json.at("gap_count").get<std::size_t>();
    if (json.contains("toes_axis")) {
      const auto axis = axis_named(json["toes_axis"].get<std::string>());
      if (!axis) return no_description(file, "its toes_axis is no sensor axis");
      d.toes_axis = *axis;
    }
    const Json frames = json.value("frame_count", Json());
    if (frames.is_number_unsigned()) d.frames = frames.get<std::size_t>();
    if (json.contains("start_utc_us")) d.start_utc_us = json["start_utc_us"].get<std::int64_t>();
    constexpr double kLatest_s = 4e12;  // as microseconds this fits an int64
    if (!(d.rate_hz > 0.01 && d.rate_hz < 1e6 && std::abs(d.start_s) < kLatest_s)) {
      return no_description(file, "its rate or start time is impossible");
    }
    return d;
  } catch (const Json::exception& e) {
    return no_description(file, e.what());
  }
}

Result<std::vector<UniformTrack::Gap>> parse_wav_gaps(const std::string& text, std::size_t frames,
                                                      const std::string& file) {
  const Json json = Json::parse(text, nullptr, false);
  try {
    std::vector<UniformTrack::Gap> gaps;
    std::size_t end = 0;
    for (const Json& item : json.at("gaps")) {
      const UniformTrack::Gap gap{item.at("frame").get<std::size_t>(), item.at("missing").get<std::size_t>()};
      if (gap.first < end || gap.first >= frames || gap.missing > frames - gap.first) {
        return fail(
            {.where = file,
             .what = fmt::format("the gap at frame {} does not fit the {} frames of the audio file", gap.first, frames),
             .todo = "Export the walk again"});
      }
      end = gap.first + gap.missing;
      gaps.push_back(gap);
    }
    return gaps;
  } catch (const Json::exception& e) {
    return fail({.where = file,
                 .what = fmt::format("its list of gaps cannot be read ({})", e.what()),
                 .todo = "Export the walk again"});
  }
}

}  // namespace backstep::host
