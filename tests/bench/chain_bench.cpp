// How long the parts of the program take, within one process. For looking at: nothing fails by it.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "host/base/file.h"
#include "host/import/csv_track.h"
#include "host/sink/sample_table.h"
#include "tests/bench/workload.h"
#include "tests/validation/analysis.h"

using namespace backstep;

namespace {

using Clock = std::chrono::steady_clock;

const std::vector<ImuSample>& left_foot() { return bench::minute().feet[0].measured; }

/// Seconds that one call takes.
template <class Work>
double time_s(Work&& work) {
  const auto begin = Clock::now();
  benchmark::DoNotOptimize(work());
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// The chain beside an orientation filter, in turns, the fastest of each: the ratio does not depend on the machine.
void chain_one_foot(benchmark::State& state) {
  double chain_s = 1e9, filter_s = 1e9;
  for (auto _ : state) {
    const double s = time_s([] { return bench::through_chain(left_foot()); });
    filter_s = std::min(filter_s, time_s([] { return bench::through_orientation_filter(left_foot()).w(); }));
    chain_s = std::min(chain_s, s);
    state.SetIterationTime(s);
  }
  const auto samples = static_cast<double>(left_foot().size());
  state.counters["ns_per_sample"] = 1e9 * chain_s / samples;
  state.counters["filter_ns"] = 1e9 * filter_s / samples;
  state.counters["times_filter"] = chain_s / filter_s;
  state.counters["times_real_time"] = samples / bench::kRate_hz / chain_s;
}

/// Both feet's samples in memory, merged by time.
struct Minute : host::Source {
  Minute() {
    for (const Foot foot : {Foot::left, Foot::right}) {
      the_info.has_foot[index(foot)] = true;
      the_info.rate_hz[index(foot)] = bench::kRate_hz;
      for (const ImuSample& sample : bench::minute().feet[index(foot)].measured) {
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

void analyse_a_minute_of_two_feet(benchmark::State& state) {
  Minute source;
  for (auto _ : state) {
    source.rewind();
    benchmark::DoNotOptimize(validation::analyse(source, {}));
  }
}

void read_csv(benchmark::State& state) {
  std::string text = host::kSampleCsvHeader;
  for (const ImuSample& sample : left_foot()) {
    host::append_csv_sample(sample, text);
  }
  const auto path = std::filesystem::temp_directory_path() / ("backstep_bench_" + std::to_string(getpid()) + ".csv");
  std::ofstream(path) << text;
  double least_s = 1e9;
  for (auto _ : state) {
    const double s = time_s([&] { return host::read_csv(host::open_input(path), {}).has_value(); });
    least_s = std::min(least_s, s);
    state.SetIterationTime(s);
  }
  state.counters["MB_per_s"] = static_cast<double>(text.size()) / least_s * 1e-6;
  std::filesystem::remove(path);
}

}  // namespace

BENCHMARK(chain_one_foot)->Unit(benchmark::kMillisecond)->UseManualTime();
BENCHMARK(analyse_a_minute_of_two_feet)->Unit(benchmark::kMillisecond);
BENCHMARK(read_csv)->Unit(benchmark::kMillisecond)->UseManualTime();
BENCHMARK_MAIN();
