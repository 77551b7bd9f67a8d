#include "host/export/sample_files.h"

#include "host/base/output_file.h"
#include "host/base/version.h"
#include "host/sink/sample_table.h"

namespace backstep::host {
namespace {

constexpr std::size_t kAtOnce = std::size_t{1} << 16;  // bytes of text

}  // namespace

FootSamples read_samples(Source& source, const Progress& progress) {
  FootSamples samples;
  while (const auto reading = source.next()) {
    if (progress) {
      progress(source.share());
    }
    samples[index(reading->foot)].push_back(reading->sample);
  }
  return samples;
}

Result<void> export_csv(const std::vector<ImuSample>& samples, const std::string& path) {
  auto file = OutputFile::open(path);
  if (!file) {
    return tl::make_unexpected(file.error());
  }
  std::string text = kSampleCsvHeader;
  for (const ImuSample& sample : samples) {
    append_csv_sample(sample, text);
    if (text.size() > kAtOnce) {
      file->write(text);
      text.clear();
    }
  }
  file->write(text);
  return file->finish();
}

Result<void> export_ndjson(const FootSamples& samples, const std::string& path) {
  auto file = OutputFile::open(path);
  if (!file) {
    return tl::make_unexpected(file.error());
  }
  const auto& left = samples[0];
  const auto& right = samples[1];
  std::string text;
  std::size_t l = 0, r = 0;
  while (l < left.size() || r < right.size()) {
    if (r == right.size() || (l < left.size() && left[l].t_us <= right[r].t_us)) {
      append_ndjson_sample(Foot::left, left[l++], text);
    } else {
      append_ndjson_sample(Foot::right, right[r++], text);
    }
    if (text.size() > kAtOnce) {
      file->write(text);
      text.clear();
    }
  }
  file->write(text);
  return file->finish();
}

Result<WavDescription> export_audio(const std::vector<ImuSample>& samples, Foot foot, wire::Axis toes_axis,
                                    const SourceInfo& info, AudioFormat format, const std::filesystem::path& path) {
  WavOptions options;
  options.format = format;
  options.foot = foot;
  options.toes_axis = toes_axis;
  options.common_clock = info.common_clock;
  options.start_utc_us = info.start_utc_us;
  options.software = software();
  return write_wav(samples, options, path);
}

}  // namespace backstep::host
