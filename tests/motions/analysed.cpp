#include "tests/motions/analysed.h"

#include <algorithm>
#include <optional>

#include "host/source/source.h"
#include "tests/validation/analysis.h"

namespace backstep::motions {

namespace {

/// Both shoes' samples in order of time.
class Merged final : public host::Source {
 public:
  Merged(const std::array<std::vector<ImuSample>, 2>& samples, double rate_hz, const Worn& worn) {
    info_.name = "motion";
    info_.common_clock = true;
    for (const Foot foot : {Foot::left, Foot::right}) {
      const auto i = index(foot);
      if (!worn.foot[i]) continue;
      info_.has_foot[i] = true;
      info_.rate_hz[i] = rate_hz;
      for (const ImuSample& sample : samples[i]) readings_.push_back({foot, sample});
    }
    std::stable_sort(readings_.begin(), readings_.end(),
                     [](const auto& a, const auto& b) { return a.sample.t_us < b.sample.t_us; });
  }

  const host::SourceInfo& info() const override { return info_; }
  std::optional<host::Reading> next() override {
    return at_ < readings_.size() ? std::optional(readings_[at_++]) : std::nullopt;
  }
  void rewind() override { at_ = 0; }
  const host::SourceReport& report() const override { return report_; }

 private:
  host::SourceInfo info_;
  std::vector<host::Reading> readings_;
  std::size_t at_ = 0;
  host::SourceReport report_;
};

}  // namespace

std::vector<Stride> analysed(const std::array<std::vector<ImuSample>, 2>& readings, double rate_hz, const Worn& worn) {
  Merged source(readings, rate_hz, worn);
  FootSetup setup;
  if (worn.toes_declared) setup.toes_axis_sensor = Vec3::UnitX();
  return validation::analyse(source, {setup, setup});
}

}  // namespace backstep::motions
