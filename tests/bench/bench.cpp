// How long the chain takes, on a minute of backward walking. For looking at; nothing fails by it.
//   cmake --build --preset release --target backstep_bench && build/release/backstep_bench
#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "dsp/pipeline/foot_pipeline.h"
#include "tests/validation/analysis.h"

using namespace backstep;

namespace {

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
struct Minute : host::Source {
  Minute() {
    for (const Foot foot : {Foot::left, Foot::right}) {
      the_info.has_foot[index(foot)] = true;
      the_info.rate_hz[index(foot)] = kRate_hz;
      for (const ImuSample& sample : minute().feet[static_cast<std::size_t>(index(foot))].measured) {
        readings.push_back({foot, sample});
      }
    }
    std::ranges::stable_sort(readings, {}, [](const host::Reading& r) { return r.sample.t_us; });
  }
  const host::SourceInfo& info() const override { return the_info; }
  std::optional<host::Reading> next() override {
    return at < readings.size() ? std::optional(readings[at++]) : std::nullopt;
  }
  void rewind() override { at = 0; }
  const host::SourceReport& report() const override { return empty_report; }

  std::vector<host::Reading> readings;
  std::size_t at = 0;
  host::SourceInfo the_info;
  host::SourceReport empty_report;
};

void one_foot_per_sample(benchmark::State& state) {
  const auto& samples = minute().feet[0].measured;
  for (auto _ : state) {
    FootPipeline pipeline(Foot::left, Real(kRate_hz));
    for (const ImuSample& sample : samples) {
      pipeline.push(sample);
      while (const auto event = pipeline.next()) {
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
