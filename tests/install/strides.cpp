// Samples in, strides out: the library as another program uses it. Reads lines of "foot t_us ax ay az gx gy gz" (m/s^2,
// rad/s) on stdin.
#include <host/walk/measure.h>

#include <cstdio>
#include <iostream>

namespace bs = backstep::host;

struct PrintStrides : bs::Sink {
  void on_stride(const backstep::Stride& s) override {
    std::printf("%s %u %.3f s %.3f m\n", s.foot == backstep::Foot::left ? "left" : "right",
                static_cast<unsigned>(s.number), s.stride_time_s.value_or(0), s.stride_length_m.value_or(0));
  }
};

int main() {
  bs::SampledWalk walk;
  int foot = 0;
  backstep::ImuSample sample;
  while (std::cin >> foot >> sample.t_us >> sample.acc_mps2.x() >> sample.acc_mps2.y() >> sample.acc_mps2.z() >>
         sample.gyr_radps.x() >> sample.gyr_radps.y() >> sample.gyr_radps.z()) {
    auto& sampled = walk.feet.at(static_cast<std::size_t>(foot));
    if (!sampled) sampled = bs::SampledFoot{{}, "+x"};
    sampled->samples.push_back(sample);
  }
  PrintStrides strides;
  bs::Sink* sinks[] = {&strides};
  const auto report = bs::measure(std::move(walk), {}, sinks);
  if (!report) std::cerr << report.error().message() << '\n';
  return report ? 0 : 1;
}
