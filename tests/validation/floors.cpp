#include <fmt/format.h>

#include <array>
#include <string_view>

#include "tests/validation/report.h"

namespace backstep::validation {

namespace {

/// A quantity of accuracy() and what it must keep: what is reached, less a little. A change that costs more than that
/// is to be looked at.
struct Floor {
  std::string_view quantity;  ///< how its name begins
  double limit;
};

constexpr std::array kFloors = {
    Floor{"recall", 0.996},
    Floor{"precision", 0.998},
    Floor{"length_coverage", 0.99},
    Floor{"strike_coverage", 0.99},
    Floor{"direction_clean", 0.99},
    Floor{"direction_clean_reversed", 0},
    Floor{"length_cm_gaitmap, mae", 1.35},
    Floor{"length_cm_gaitmap, sd", 1.75},
    Floor{"length_cm_gaitmap_with_turns, mae", 1.7},
    Floor{"length_cm_pyshoe_with_turns, mae", 2.0},
    Floor{"length_cm_pyshoe_with_turns, max", 11},
    Floor{"length_cm_pyshoe_run_with_turns, mae", 2.2},
    Floor{"length_cm_bandai_backward, mae", 0.6},
    Floor{"length_cm_bandai_backward, max", 3.5},
    Floor{"length_cm_hall, mae", 1.7},
    Floor{"loop, horizontal", 0.4},
    Floor{"pitch_rmse_deg, worst foot of gaitmap", 1.6},
    Floor{"IC_ms_gaitmap", 10.5},
    Floor{"TC_ms_gaitmap", 5.5},
    Floor{"IC_ms_ipol", 8},
    Floor{"TC_ms_ipol", 5},
    Floor{"IC_ms_bandai_backward", 10},
    Floor{"TC_ms_bandai_backward", 6.5},
    Floor{"IC_impact_ms_gottlieb_backward", 5},
    Floor{"strike_deg_gaitmap", 0.9},
    Floor{"contact_far_agree", 0.99},
    Floor{"contact_agree", 0.97},
    Floor{"contact_opposite", 0},
    Floor{"no toes: feet wrong", 0},
    Floor{"no toes: feet uncertain", 6},
    Floor{"no toes: recall", 0.995},
    Floor{"no toes: length mae", 1.1},
    Floor{"1 % lost: recall", 0.985},
    Floor{"1 % lost: precision", 0.998},
    Floor{"1 % lost: rows beside a loss flagged", 1},
    Floor{"1 % lost: length mae of unflagged rows", 1.08},
    Floor{"1 % lost: median sd of flagged rows", 2},
    Floor{"1 % lost: flagged rows within 2 sd", 0.95},
    Floor{"1 % lost: contact_opposite", 0},
    Floor{"1 % lost: direction reversed", 0},
    Floor{"length_sd_", 0.9},
    Floor{"length_sd_pyshoe", 0.88},  // seven of its 66 straight strides: of two trials whose gyroscope is clipped
    Floor{"strike_sd_gaitmap", 0.9},
    Floor{"strike_sd_bandai", 0.75},
};

/// The floor of a quantity: the one that says most of its name.
const Floor* floor_of(const Quantity& q) {
  const Floor* best = nullptr;
  for (const Floor& floor : kFloors) {
    if (q.name.starts_with(floor.quantity) && (best == nullptr || floor.quantity.size() > best->quantity.size())) {
      best = &floor;
    }
  }
  return best;
}

}  // namespace

std::vector<std::string> broken_floors(const Results& results, const std::vector<Quantity>& quantities) {
  std::vector<std::string> broken;
  for (const RecordingResult& r : results) {
    if (!r.failure.empty()) {
      broken.push_back(fmt::format("{} was not analysed: {}", r.recording.name, r.failure));
    }
  }
  for (const Quantity& q : quantities) {
    const Floor* floor = floor_of(q);
    if (floor != nullptr && (q.at_least ? q.value < floor->limit : q.value > floor->limit)) {
      broken.push_back(
          fmt::format("{}: {}, must be at {} {}", q.name, q.measured, q.at_least ? "least" : "most", floor->limit));
    }
  }
  return broken;
}

}  // namespace backstep::validation
