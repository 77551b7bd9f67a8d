#pragma once

#include <fmt/core.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "dsp/base/imu_sample.h"

namespace backstep::test {

/// A file that goes away with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& name, const std::string& content = "")
      : path_(std::filesystem::temp_directory_path() / fmt::format("backstep_test_{}_{}", ::getpid(), name)) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Something like a walk, good enough for a reader: a second still, then every second half a second of swing in which
/// the foot turns up to 6 rad/s and the accelerometer is shaken by up to 8 m/s^2. Gravity is along +z.
inline std::vector<ImuSample> steps(double seconds = 6, double rate_hz = 200) {
  std::vector<ImuSample> samples(static_cast<std::size_t>(seconds * rate_hz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t_s = static_cast<double>(i) / rate_hz;
    const double phase = t_s - std::floor(t_s);
    const double swing = t_s > 1 && phase < 0.5 ? std::sin(4 * kPi * phase) : 0;
    const double noise = 1e-3 * std::sin(1e4 * t_s);
    samples[i].t_us = std::llround(t_s * 1e6);
    samples[i].acc_mps2 = Vec3(8 * swing, noise, kGravity_mps2 + 3 * swing + noise);
    samples[i].gyr_radps = Vec3(noise, 6 * swing, 0.5 * swing - noise);
  }
  return samples;
}

inline constexpr const char* kHeader = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n";

/// One line of a table, values multiplied by these factors.
struct Factors {
  double time = 1, acc = 1, gyr = 1;
};

inline std::string csv_line(const ImuSample& s, const Factors& f = {}) {
  const Vec3 a = s.acc_mps2 * f.acc, g = s.gyr_radps * f.gyr;
  return fmt::format("{:.6f},{:.6f},{:.6f},{:.6f},{:.7f},{:.7f},{:.7f}\n", static_cast<double>(s.t_us) * 1e-6 * f.time,
                     a.x(), a.y(), a.z(), g.x(), g.y(), g.z());
}

inline std::string csv(const std::vector<ImuSample>& samples, const std::string& header = kHeader,
                       const Factors& factors = {}) {
  std::string text = header;
  for (const ImuSample& s : samples) text += csv_line(s, factors);
  return text;
}

}  // namespace backstep::test
