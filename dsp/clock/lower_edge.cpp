#include "dsp/clock/lower_edge.h"

#include <cassert>
#include <cstddef>

namespace backstep {

Edge lower_edge(std::span<PlanePoint> points) {
  assert(points.size() >= 2);
  std::size_t size = 0;
  double mean_x = 0;
  for (const PlanePoint p : points) {  // by value: its place may be written to
    mean_x += p.x / static_cast<double>(points.size());
    const auto not_below = [&](const PlanePoint& a, const PlanePoint& b) {  // b, the line from a to p
      return (b.y - a.y) * (p.x - a.x) >= (p.y - a.y) * (b.x - a.x);
    };
    while (size >= 2 && not_below(points[size - 2], points[size - 1])) {
      --size;
    }
    points[size++] = p;
  }
  std::size_t end = 1;
  while (end + 1 < size && points[end].x < mean_x) {
    ++end;
  }
  return {points[end - 1], points[end]};
}

}  // namespace backstep
