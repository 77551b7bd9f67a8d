#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "tests/validation/folders.h"
#include "tests/validation/report.h"

namespace backstep::validation {

namespace {

/// A quantity of accuracy() and what it must keep: what is reached, less a little. A change that costs more than that
/// is to be looked at.
struct Floor {
  std::string_view quantity;  ///< how its name begins
  double recordings_2;        ///< kNone where that folder has none of it
  double recordings;
};

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

constexpr std::array kFloors = {
    Floor{"recall", kNone, 0.996},
    Floor{"precision", kNone, 0.998},
    Floor{"length_coverage", kNone, 0.99},
    Floor{"strike_coverage", kNone, 0.99},
    Floor{"direction_clean", kNone, 0.99},
    Floor{"direction_clean_reversed", kNone, 0},
    Floor{"length_cm_gaitmap, mae", kNone, 1.35},
    Floor{"length_cm_gaitmap, sd", kNone, 1.75},
    Floor{"length_cm_gaitmap_with_turns, mae", kNone, 1.7},
    Floor{"length_cm_pyshoe_with_turns, mae", kNone, 2.0},
    Floor{"length_cm_pyshoe_with_turns, max", kNone, 11},
    Floor{"length_cm_pyshoe_run_with_turns, mae", kNone, 2.2},
    Floor{"length_cm_bandai_backward, mae", kNone, 0.6},
    Floor{"length_cm_bandai_backward, max", kNone, 3.5},
    Floor{"length_cm_hall, mae", kNone, 1.7},
    Floor{"loop, horizontal", kNone, 0.4},
    Floor{"pitch_rmse_deg, worst foot of gaitmap", kNone, 1.6},
    Floor{"IC_ms_gaitmap", kNone, 10.5},
    Floor{"TC_ms_gaitmap", kNone, 5.5},
    Floor{"IC_ms_ipol", kNone, 8},
    Floor{"TC_ms_ipol", kNone, 5},
    Floor{"IC_ms_bandai_backward", kNone, 10},
    Floor{"TC_ms_bandai_backward", kNone, 6.5},
    Floor{"IC_impact_ms_gottlieb_backward", kNone, 5},
    Floor{"strike_deg_gaitmap", kNone, 0.9},
    Floor{"contact_far_agree", kNone, 0.99},
    Floor{"contact_agree", kNone, 0.97},
    Floor{"contact_opposite", kNone, 0},
    Floor{"no toes: feet wrong", kNone, 0},
    Floor{"no toes: feet uncertain", kNone, 6},
    Floor{"no toes: recall", kNone, 0.995},
    Floor{"no toes: length mae", kNone, 1.1},
    Floor{"1 % lost: recall", kNone, 0.985},
    Floor{"1 % lost: precision", kNone, 0.998},
    Floor{"1 % lost: rows beside a loss flagged", kNone, 1},
    Floor{"1 % lost: length mae of unflagged rows", kNone, 1.08},
    Floor{"1 % lost: median sd of flagged rows", kNone, 2},
    Floor{"1 % lost: flagged rows within 2 sd", kNone, 0.95},
    Floor{"1 % lost: contact_opposite", kNone, 0},
    Floor{"1 % lost: direction reversed", kNone, 0},
    Floor{"length_sd_", kNone, 0.9},
    Floor{"length_sd_pyshoe", kNone,
          0.88},  // seven of its 66 straight strides: of two trials whose gyroscope is clipped
    Floor{"strike_sd_gaitmap", kNone, 0.9},
    Floor{"strike_sd_bandai", kNone, 0.75},
};

/// What a quantity must keep in a folder: the floor that says most of its name. kNone: nothing.
double floor_of(std::string_view folder, const Quantity& q) {
  const Floor* best = nullptr;
  for (const Floor& floor : kFloors) {
    if (q.name.starts_with(floor.quantity) && (best == nullptr || floor.quantity.size() > best->quantity.size())) {
      best = &floor;
    }
  }
  if (best == nullptr || std::find(kReported.begin(), kReported.end(), folder) == kReported.end()) {
    return kNone;
  }
  return folder == kReported.front() ? best->recordings_2 : best->recordings;
}

}  // namespace

std::vector<std::string> broken_floors(const FolderReport& report) {
  std::vector<std::string> broken;
  for (const RecordingResult& r : report.results) {
    if (!r.failure.empty()) {
      broken.push_back(fmt::format("{}: {} was not analysed: {}", report.name, r.recording.name, r.failure));
    }
  }
  for (const Quantity& q : report.quantities) {
    const double limit = floor_of(report.name, q);
    if (q.at_least ? q.value < limit : q.value > limit) {  // never of kNone
      broken.push_back(fmt::format("{}: {}: {}, must be at {} {}", report.name, q.name, q.measured,
                                   q.at_least ? "least" : "most", limit));
    }
  }
  return broken;
}

}  // namespace backstep::validation
