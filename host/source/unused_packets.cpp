#include "host/source/unused_packets.h"

#include <fmt/format.h>

namespace backstep::host {

bool mostly_unused(const FootCounters& counters) { return 2 * counters.unused() > counters.packets; }

std::string unused_words(const FootCounters& counters) {
  std::string why;
  const auto add = [&](std::size_t count, const char* words) {
    if (count > 0) {
      why += fmt::format("{}{} {}", why.empty() ? ": " : ", ", count, words);
    }
  };
  add(counters.stale, "came twice or too late");
  add(counters.not_believed, "contradict the packets around them");
  add(counters.invalid, "are no packets (wrong length, version or count)");
  return fmt::format("{} of {} packets are not used{}", counters.unused(), counters.packets, why);
}

}  // namespace backstep::host
