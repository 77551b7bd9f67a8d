#pragma once

#include <span>

namespace backstep {

struct PlanePoint {
  double x = 0, y = 0;
};

/// A line through two points, a.x < b.x.
struct Edge {
  PlanePoint a, b;

  double slope() const { return (b.y - a.y) / (b.x - a.x); }
};

/// Of all lines that no point is below, the one with the least sum of vertical distances to the points: the edge of
/// their lower convex hull over their mean x (Moon, Skelly, Towsley: Estimation and removal of clock skew from network
/// delay measurements, INFOCOM 1999, sections III and IV). What is only ever late is fitted by it.
///
/// At least two points, x rising; the hull is built in their place. O(points).
Edge lower_edge(std::span<PlanePoint> points);

}  // namespace backstep
