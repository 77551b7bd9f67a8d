#include "firmware/linux/sample_source.h"

#include <cstdint>

namespace backstep::firmware {

wire::ImuRaw mean(std::span<const wire::ImuRaw> samples) {
  const auto of = [samples](auto axis) {
    int sum = 0;
    for (const wire::ImuRaw& s : samples) {
      const std::int16_t count = axis(s);
      if (count == INT16_MAX || count == INT16_MIN) {
        return count;
      }
      sum += count;
    }
    return static_cast<std::int16_t>(sum / static_cast<int>(samples.size()));
  };
  return {of([](const wire::ImuRaw& s) { return s.ax(); }), of([](const wire::ImuRaw& s) { return s.ay(); }),
          of([](const wire::ImuRaw& s) { return s.az(); }), of([](const wire::ImuRaw& s) { return s.gx(); }),
          of([](const wire::ImuRaw& s) { return s.gy(); }), of([](const wire::ImuRaw& s) { return s.gz(); })};
}

}  // namespace backstep::firmware
