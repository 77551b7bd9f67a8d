#include "host/sink/trajectory_table.h"

#include <fmt/format.h>

#include <iterator>

#include "host/base/names.h"
#include "host/sink/stride_table.h"

namespace backstep::host {

TrajectoryCsvSink::TrajectoryCsvSink(Output& out) : out_(out) {
  out_.write("t_s,foot,pitch_deg,roll_deg,yaw_deg,pos_x_m,pos_y_m,pos_z_m,vel_x_mps,vel_y_mps,vel_z_mps,still\n");
}

void TrajectoryCsvSink::on_trajectory(Foot foot, const TrajectoryPoint& p) {
  fmt::memory_buffer line;
  fmt::format_to(std::back_inserter(line), "{},{},{:.3f},{:.3f},{:.3f},{:.5f},{:.5f},{:.5f},{:.4f},{:.4f},{:.4f},{}\n",
                 seconds_text(p.t_us), name(foot), rad_to_deg(p.pitch_rad), rad_to_deg(p.roll_rad),
                 rad_to_deg(p.yaw_rad), p.pos_m.x(), p.pos_m.y(), p.pos_m.z(), p.vel_mps.x(), p.vel_mps.y(),
                 p.vel_mps.z(), p.still ? 1 : 0);
  out_.write({line.data(), line.size()});
}

}  // namespace backstep::host
