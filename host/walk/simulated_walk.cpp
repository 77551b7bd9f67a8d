#include "host/walk/simulated_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "host/base/names.h"
#include "host/base/output_file.h"
#include "host/recording/recording_file.h"
#include "host/sink/sample_table.h"
#include "host/walk/write_recording.h"

namespace backstep::host {
namespace {

using walker::FootWalk;
using walker::TruthStride;

constexpr double kBothWithin_rad = 0.0087;  // 0.5 degrees: the whole sole at once

const FootWalk& of(const walker::Walk& walk, Foot foot) { return walk.feet[index(foot)]; }

std::string_view part(double pitch_rad) {
  if (std::abs(pitch_rad) < kBothWithin_rad) return "both";
  return pitch_rad > 0 ? "heel" : "ball";
}

std::string_view direction(const TruthStride& s) {
  if (s.length_m < 0.10) return "in_place";
  if (std::abs(s.forward_m) >= std::abs(s.left_m)) return s.forward_m > 0 ? "forward" : "backward";
  return s.left_m > 0 ? "left" : "right";
}

std::string_view roll_name(walker::Roll roll) {
  switch (roll) {
    case walker::Roll::smooth:
      return "smooth";
    case walker::Roll::abrupt:
      return "abrupt";
    case walker::Roll::hesitant:
      return "hesitant";
    case walker::Roll::slapping:
      return "slapping";
    case walker::Roll::broken:
      return "broken";
  }
  return "";
}

Result<void> write_text(const std::string& path, const std::string& text) {
  auto file = OutputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  file->write(text);
  return file->finish();
}

RecordedDevice device(const walker::WalkerConfig& config, Foot foot) {
  RecordedDevice d;
  d.sensor = "walker";
  d.serial = foot == Foot::left ? "left" : "right";
  d.rate_hz = config.sensor.rate_hz;
  d.scales.acc_lsb_mps2 = config.sensor.acc_lsb_mps2;
  d.scales.gyr_lsb_radps = config.sensor.gyr_lsb_radps;
  d.scales.acc_range_mps2 = 32768 * config.sensor.acc_lsb_mps2;
  d.scales.gyr_range_radps = 32768 * config.sensor.gyr_lsb_radps;
  d.toes_axis = wire::Axis::plus_x;
  d.samples_per_packet = static_cast<std::uint8_t>(config.sensor.packet_samples);
  d.clock_offset_us = clock_offset_us(0);
  return d;
}

}  // namespace

Result<void> write_gait(const walker::WalkerConfig& config, const walker::Walk& walk, const WalkOrigin& origin,
                        const std::filesystem::path& path) {
  RecordingHeader header;
  header.software = origin.software;
  header.origin = "simulated: " + origin.command;
  header.common_clock = true;

  std::array<std::span<const ImuSample>, 2> samples;
  for (const Foot foot : kFeet) {
    header.devices[index(foot)] = device(config, foot);
    samples[index(foot)] = of(walk, foot).measured;
  }
  return write_recording(new_recording(path), header, samples);
}

Result<void> write_samples_csv(const FootWalk& foot, const std::string& path) {
  std::string text = kSampleCsvHeader;
  for (const ImuSample& s : foot.measured) append_csv_sample(s, text);
  return write_text(path, text);
}

Result<void> write_truth_strides(const walker::Walk& walk, const std::string& path) {
  std::string text =
      "foot,stride,start_s,end_s,length_m,fwd_m,left_m,up_m,turn_deg,direction,"
      "strike_angle_deg,roll,roll_time_s,roll_held_s,roll_dips\n";
  for (const Foot foot : kFeet) {
    for (const TruthStride& s : of(walk, foot).strides) {
      fmt::format_to(std::back_inserter(text),
                     "{},{},{:.4f},{:.4f},{:.4f},{:.4f},{:.4f},{:.4f},{:.2f},{},{:.2f},{},{:.4f},{:.3f},{}\n",
                     name(foot), s.stride, s.start_s, s.end_s, s.length_m, s.forward_m, s.left_m, s.up_m,
                     rad_to_deg(s.turn_rad), direction(s), rad_to_deg(s.landing.strike_rad), roll_name(s.landing.roll),
                     s.t_flat_s - s.t_landed_s, s.landing.held_s, s.landing.dips);
    }
  }
  return write_text(path, text);
}

Result<void> write_truth_events(const walker::Walk& walk, const std::string& path) {
  std::string text = "foot,event,time_s,part,pitch_deg\n";
  for (const Foot foot : kFeet) {
    const auto row = [&, side = name(foot)](std::string_view event, double t_s, std::string_view part_name,
                                            double pitch_rad) {
      fmt::format_to(std::back_inserter(text), "{},{},{:.4f},{},{:.2f}\n", side, event, t_s, part_name,
                     rad_to_deg(pitch_rad));
    };
    for (const TruthStride& s : of(walk, foot).strides) {
      const double leave_rad = of(walk, foot).stances[static_cast<std::size_t>(s.stride) - 1].leave_rad;
      row("FR", s.t_rise_s, "", 0);
      row("TC", s.t_left_s, part(leave_rad), leave_rad);
      row("IC", s.t_landed_s, part(s.landing.strike_rad), s.landing.strike_rad);
      row("FF", s.t_flat_s, "", 0);
    }
  }
  return write_text(path, text);
}

Result<void> write_truth_samples(const FootWalk& foot, const std::string& path) {
  std::string text = "time_s,pos_x,pos_y,pos_z,vel_x,vel_y,vel_z,quat_w,quat_x,quat_y,quat_z,pitch_deg\n";
  for (const walker::TruthSample& s : foot.truth) {
    const Quat& q = s.q_world_sensor;
    fmt::format_to(std::back_inserter(text),
                   "{:.6f},{:.5f},{:.5f},{:.5f},{:.5f},{:.5f},{:.5f},{:.7f},{:.7f},{:.7f},{:.7f},{:.4f}\n", s.t_s,
                   s.pos_m.x(), s.pos_m.y(), s.pos_m.z(), s.vel_mps.x(), s.vel_mps.y(), s.vel_mps.z(), q.w(), q.x(),
                   q.y(), q.z(), rad_to_deg(s.pitch_rad));
  }
  return write_text(path, text);
}

}  // namespace backstep::host
