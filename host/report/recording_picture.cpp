#include "host/report/recording_picture.h"

#include <algorithm>
#include <utility>

#include "host/base/names.h"

namespace backstep::host {
namespace {

constexpr double kLook_s = 6;               // some strides, and each sample can still be told
constexpr std::size_t kMostLooked = 1300;   // what a picture can show: above 217 Hz the look is shorter
constexpr std::size_t kLeastPerColumn = 2;  // an envelope is one of several samples

/// A header may say anything.
double rate_hz(const Diagnosed& found, Foot foot) {
  const FootSurvey& survey = found.survey.feet[index(foot)];
  const double told_hz = survey.rate_hz.value_or(found.survey.header.devices[index(foot)]->rate_hz);
  return std::min(std::max(1.0, told_hz), 1e6);
}

std::int64_t middle_us(const Diagnosed& found, Foot foot) {
  const auto& strides = found.strides.feet[index(foot)];
  const FootSurvey& survey = found.survey.feet[index(foot)];
  return strides.empty() ? survey.first_us + (survey.last_us - survey.first_us) / 2
                         : strides[strides.size() / 2].at_us();
}

/// Around what was found first, else in the middle of the walk.
CloserLook look_at(const Diagnosed& found, Foot foot) {
  CloserLook look;
  const auto shows = std::find_if(found.findings.begin(), found.findings.end(),
                                  [&](const Finding& f) { return f.at_us && f.where == name(foot); });
  const bool any = shows != found.findings.end();
  look.because = any ? shows->what : "";
  const FootSurvey& survey = found.survey.feet[index(foot)];
  const double seconds = std::min(kLook_s, static_cast<double>(kMostLooked) / rate_hz(found, foot));
  const auto length_us = static_cast<std::int64_t>(seconds * 1e6);
  const std::int64_t centre_us = any ? *shows->at_us : middle_us(found, foot);
  const std::int64_t latest_us = std::max(survey.first_us, survey.last_us - length_us);
  look.from_us = std::clamp(centre_us - length_us / 2, survey.first_us, latest_us);
  look.to_us = std::min(look.from_us + length_us, std::max(look.from_us, survey.last_us) + 1);
  return look;
}

std::size_t columns_for(std::int64_t span_us, double rate_hz) {
  const double samples = static_cast<double>(span_us) * 1e-6 * rate_hz;
  return static_cast<std::size_t>(
      std::clamp(samples / static_cast<double>(kLeastPerColumn), 1.0, static_cast<double>(RecordingPicture::kColumns)));
}

}  // namespace

void FoundStrides::on_stride(const Stride& stride) {
  feet[index(stride.foot)].push_back({.t_tc_us = stride.t_tc_us,
                                      .t_ic_us = stride.t_ic_us,
                                      .t_ff_us = stride.t_ff_us,
                                      .contact = stride.contact,
                                      .backward = stride.direction == Direction::backward,
                                      .used = stride.used});
}

Result<RecordingPicture> draw_recording(Result<Input> input, Diagnosed found) {
  RecordingPicture picture;
  std::optional<std::int64_t> begin_us, end_us;
  for (const FootSurvey& foot : found.survey.feet) {
    if (foot.counters.samples > 0) {
      begin_us = std::min(begin_us.value_or(foot.first_us), foot.first_us);
      end_us = std::max(end_us.value_or(foot.last_us), foot.last_us);
    }
  }
  picture.begin_us = begin_us.value_or(0);
  picture.end_us = std::max(picture.begin_us, end_us.value_or(0));
  for (const Foot foot : kFeet) {
    if (found.survey.feet[index(foot)].counters.samples > 0) {
      const std::size_t columns = columns_for(picture.end_us - picture.begin_us, rate_hz(found, foot));
      picture.feet[index(foot)].emplace(
          FootPicture{SignalEnvelope(picture.begin_us, picture.end_us, columns), look_at(found, foot)});
    }
  }
  const auto read = survey_recording(std::move(input), [&](Foot foot, const ImuSample& sample) {
    auto& drawn = picture.feet[index(foot)];
    if (!drawn) {
      return;
    }
    drawn->envelope.add(sample);
    CloserLook& look = drawn->look;
    if (sample.t_us >= look.from_us && sample.t_us < look.to_us && look.samples.size() < kMostLooked) {
      look.samples.push_back(sample);
    }
  });
  if (!read) {
    return tl::make_unexpected(read.error());
  }
  picture.found = std::move(found);
  return picture;
}

}  // namespace backstep::host
