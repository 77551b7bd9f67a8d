// How long the chain takes, on a minute of backward walking. For looking at; nothing fails by it.
//   cmake --build --preset release --target backstep_bench && build/release/backstep_bench
#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "dsp/pipeline/foot_pipeline.h"
#include "tests/validation/analysis.h"

namespace {

using namespace backstep;

constexpr double kRate_hz = 208;

/// A minute of both feet, in memory.
const walker::Walk& minute() {
  static const walker::Walk kWalk = [] {
    walker::WalkerConfig config = *walker::preset("backward-good");
    config.bouts = {walker::stand(2), walker::walk(walker::Travel::backward, 0.7, 0.7 * 57), walker::stand(1)};
    return walker::walk(config, 1);
  }();
  return kWalk;
}

/// Both feet's samples, merged by time.
class Minute : public host::Source {
 public:
  Minute() {
    info_.common_clock = true;
    for (const Foot foot : {Foot::left, Foot::right}) {
      info_.has_foot[index(foot)] = true;
      info_.rate_hz[index(foot)] = kRate_hz;
      for (const ImuSample& sample : minute().feet[static_cast<std::size_t>(index(foot))].measured) {
        readings_.push_back({foot, sample});
      }
    }
    std::stable_sort(readings_.begin(), readings_.end(),
                     [](const host::Reading& a, const host::Reading& b) { return a.sample.t_us < b.sample.t_us; });
  }
  const host::SourceInfo& info() const override { return info_; }
  std::optional<host::Reading> next() override {
    return at_ < readings_.size() ? std::optional(readings_[at_++]) : std::nullopt;
  }
  void rewind() override { at_ = 0; }
  const host::SourceReport& report() const override { return report_; }

 private:
  std::vector<host::Reading> readings_;
  std::size_t at_ = 0;
  host::SourceInfo info_;
  host::SourceReport report_;
};

void one_foot_per_sample(benchmark::State& state) {
  const auto& samples = minute().feet[0].measured;
  for (auto _ : state) {
    const auto pipeline = std::make_unique<FootPipeline>(Foot::left, Real(kRate_hz));
    for (const ImuSample& sample : samples) {
      pipeline->push(sample);
      while (const auto event = pipeline->next()) {
        benchmark::DoNotOptimize(event);
      }
    }
  }
  state.counters["per_sample"] = benchmark::Counter(
      static_cast<double>(samples.size()), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void analyse_a_minute_of_two_feet(benchmark::State& state) {
  Minute source;
  for (auto _ : state) {
    source.rewind();
    benchmark::DoNotOptimize(validation::analyse(source, {}));
  }
}

}  // namespace

BENCHMARK(one_foot_per_sample)->Unit(benchmark::kMillisecond);
BENCHMARK(analyse_a_minute_of_two_feet)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
