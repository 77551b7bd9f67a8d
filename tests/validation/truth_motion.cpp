#include "tests/validation/truth_motion.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/validation/csv_table.h"

namespace backstep::validation {

namespace {

constexpr double kNear_s = 0.020;
constexpr double kSpeedHalf_s = 0.050;

/// The columns of a position: of the sensor, else of the marker that the reference's strides are taken from.
std::array<std::string_view, 2> position_columns(const CsvTable& table) {
  for (const std::array<std::string_view, 2> names :
       {std::array<std::string_view, 2>{"pos_x", "pos_y"}, {"heel_x", "heel_y"}, {"ankle_x", "ankle_y"}}) {
    if (std::find(table.columns.begin(), table.columns.end(), names[0]) != table.columns.end()) {
      return names;
    }
  }
  return {"", ""};
}

}  // namespace

std::vector<TrueMotion> read_true_motion(const std::filesystem::path& path) {
  const CsvTable table = read_csv_table(path).value_or(CsvTable());
  const auto position = position_columns(table);
  std::vector<TrueMotion> motion;
  motion.reserve(table.rows.size());
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto time_s = number(table.cell(i, "time_s"));
    if (!time_s) {
      continue;
    }
    TrueMotion m;
    m.time_s = *time_s;
    m.pitch_deg = number(table.cell(i, "pitch_deg"));
    m.pos_x_m = number(table.cell(i, position[0]));
    m.pos_y_m = number(table.cell(i, position[1]));
    m.toe_x_m = number(table.cell(i, "toe_x"));
    m.toe_y_m = number(table.cell(i, "toe_y"));
    // Of the computed recordings alone: elsewhere the heel is a marker.
    m.ball_z_m = number(table.cell(i, "ball_z"));
    m.heel_z_m = m.ball_z_m ? number(table.cell(i, "heel_z")) : std::nullopt;
    const auto w = number(table.cell(i, "quat_w")), x = number(table.cell(i, "quat_x")),
               y = number(table.cell(i, "quat_y")), z = number(table.cell(i, "quat_z"));
    if (w && x && y && z) {
      m.q_world_sensor = Quat(*w, *x, *y, *z).normalized();
    }
    motion.push_back(m);
  }
  return motion;
}

const TrueMotion* nearest(const std::vector<TrueMotion>& motion, double at_s) {
  const auto after = std::lower_bound(motion.begin(), motion.end(), at_s,
                                      [](const TrueMotion& m, double t_s) { return m.time_s < t_s; });
  const TrueMotion* best = after == motion.end() ? nullptr : &*after;
  if (after != motion.begin() && (best == nullptr || at_s - std::prev(after)->time_s < best->time_s - at_s)) {
    best = &*std::prev(after);
  }
  return best != nullptr && std::abs(best->time_s - at_s) < kNear_s ? best : nullptr;
}

std::optional<double> true_speed_mps(const std::vector<TrueMotion>& motion, double at_s) {
  const TrueMotion* before = nearest(motion, at_s - kSpeedHalf_s);
  const TrueMotion* after = nearest(motion, at_s + kSpeedHalf_s);
  if (before == nullptr || after == nullptr || before == after || !before->pos_x_m || !before->pos_y_m ||
      !after->pos_x_m || !after->pos_y_m) {
    return std::nullopt;
  }
  return std::hypot(*after->pos_x_m - *before->pos_x_m, *after->pos_y_m - *before->pos_y_m) /
         (after->time_s - before->time_s);
}

std::optional<double> toe_way_m(const std::vector<TrueMotion>& motion, double begin_s, double end_s) {
  const TrueMotion *begin = nearest(motion, begin_s), *end = nearest(motion, end_s);
  if (begin == nullptr || end == nullptr || !begin->toe_x_m || !begin->toe_y_m || !end->toe_x_m || !end->toe_y_m) {
    return std::nullopt;
  }
  return std::hypot(*end->toe_x_m - *begin->toe_x_m, *end->toe_y_m - *begin->toe_y_m);
}

}  // namespace backstep::validation
