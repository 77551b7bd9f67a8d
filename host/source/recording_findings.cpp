#include "host/source/recording_findings.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

#include "dsp/base/rate_range.h"
#include "host/base/contradiction.h"
#include "host/base/names.h"
#include "host/source/unused_packets.h"

namespace backstep::host {
namespace {

// Limits, each with where it comes from.
constexpr double kGravityRefused = 0.15;    // beyond, analyze refuses the file
constexpr double kGravityWarned = 0.03;     // beyond, the scale is estimated at rest
constexpr double kLowestRate_hz = 50;       // below, analyze refuses the file
constexpr double kCoarseRate_hz = 95;       // below, rows are marked low_rate
constexpr double kRateTolerance = 0.05;     // MEMS sensors keep their stated rate within a few percent
constexpr double kLostWarned = 0.01;        // one stride in a hundred or more is hit
constexpr double kJitterWarned = 0.25;      // of an interval: rows are marked uneven_time
constexpr double kDriftWarned_ppm = 200;    // crystals keep 50, both ends together 100
constexpr double kBiasWarned_radps = 0.26;  // 15 deg/s: beyond the +-10 deg/s of common sensors' data sheets
constexpr double kClippedWarned = 0.001;    // a contact shock or two may clip; more spoils lengths
constexpr double kRestNoise_radps = 0.1;    // 6 deg/s: a foot on the ground is quieter, a shank is not

class FootFindings {
 public:
  FootFindings(Foot foot, const RecordedDevice& device, const FootSurvey& survey, std::vector<Finding>& out)
      : foot_(foot), where_(name(foot)), device_(device), survey_(survey), out_(out) {}

  void add_all(const std::optional<FootDiagnosis>& diagnosis) {
    unused();
    if (survey_.counters.samples == 0) {
      add("not a single sample", "Check that this sensor was charged, switched on and in reach");
      return;
    }
    if (diagnosis) {
      analysis(*diagnosis);
    }
    loss();
    time();
    rest();
    range();
  }

 private:
  void add(std::string what, std::string todo, std::optional<std::int64_t> at_us = {}) {
    out_.push_back({where_, std::move(what), std::move(todo), at_us});
  }

  void analysis(const FootDiagnosis& d) {
    // An axis that stands still all the time range() tells.
    const bool told = d.contradiction == Contradiction::stuck_axis && survey_.stuck != std::array<bool, 6>{};
    if (contradicts(d) && !told) {
      add(contradiction_of(foot_, d), cause_of(d));
    }
    if (d.stand_ins > 0) {
      add(fmt::format("{} samples stand for lost ones: all zero, or the values before them held while the foot moved",
                      d.stand_ins),
          "They are left out, and the strides there flagged; better no sample than one that was not measured");
    }
  }

  void unused() {
    const FootCounters& c = survey_.counters;
    if (mostly_unused(c)) {
      add(unused_words(c), "What is left tells little; record again, with the newest firmware and backstep");
      return;
    }
    if (c.not_believed > 0) {
      add(fmt::format("{} packets whose number, time or start of the shoe contradict the packets around",
                      c.not_believed),
          "They are left out, and the strides there flagged. Update the shoe's firmware");
    }
    if (c.invalid > 0) {
      add(fmt::format("{} notifications are no packets (wrong length, version or count)", c.invalid),
          "Update the shoe's firmware or backstep, so that both speak the same version");
    }
  }

  void loss() {
    const FootCounters& c = survey_.counters;
    if (survey_.lost_share() > kLostWarned || (c.gaps > 0 && c.lost_samples == 0)) {
      const SampleGap& longest = survey_.longest_gaps.front();
      add(fmt::format("{} samples lost ({:.1f} %) in {} gaps, the longest from {:.3f} to {:.3f} s", c.lost_samples,
                      100 * survey_.lost_share(), c.gaps, static_cast<double>(longest.from_us) * 1e-6,
                      static_cast<double>(longest.to_us) * 1e-6),
          "Strides with gaps are left out. Keep the receiver on the body or in sight of both shoes", longest.from_us);
    }
    if (c.reboots > 0) {
      add(fmt::format("the shoe restarted {} times", c.reboots), "Charge it; if it goes on, check its battery contact");
    }
    if (c.clock_jumps > 0) {
      add(fmt::format("the shoe's clock was set {} times without a restart", c.clock_jumps),
          "It is mapped anew by arrival times, and the strides there flagged. Update the shoe's firmware");
    }
  }

  bool as_stated() const {
    return survey_.rate_hz && std::abs(*survey_.rate_hz / device_.rate_hz - 1) <= kRateTolerance;
  }

  void time() {
    const bool too_odd =
        survey_.rate_hz && (*survey_.rate_hz < kLeastRate_hz || *survey_.rate_hz > kMostRate_hz * kFastClock);
    if (!in_rate_range(device_.rate_hz) && !(as_stated() && too_odd)) {  // else it is told below
      add(fmt::format("its header says {:.6g} samples a second{}", device_.rate_hz,
                      survey_.rate_hz ? fmt::format(", its own times say {:.1f}", *survey_.rate_hz) : ""),
          fmt::format("A walk is told from 50 to {:.0f}; correct the rate where the sensor is configured",
                      kMostRate_hz));
    }
    if (!survey_.rate_hz) {
      add("a single sample", "Record again, for at least ten steps");
      return;
    }
    const double rate_hz = *survey_.rate_hz;
    if (rate_hz < kLeastRate_hz) {
      add(fmt::format("{:.1f} samples a second, at least {:.0f} are needed", rate_hz, kLowestRate_hz),
          "Record at 104 Hz or more; 208 Hz is best");
    } else if (rate_hz > kMostRate_hz * kFastClock) {
      add(fmt::format("{:.1f} samples a second, at most {:.0f} are taken", rate_hz, kMostRate_hz),
          "Record more slowly; 208 Hz is best");
    } else if (rate_hz < kCoarseRate_hz) {
      add(fmt::format("{:.1f} samples a second: contact times are coarse, and the roll is not told", rate_hz),
          "Record at 104 Hz or more; 208 Hz is best");
    }
    if (in_rate_range(device_.rate_hz) && !as_stated()) {
      add(fmt::format("{:.1f} samples a second, its header says {:.1f}", rate_hz, device_.rate_hz),
          "The device's own times are used, so results hold; correct the rate where the sensor is configured");
    }
    if (survey_.jitter_s && *survey_.jitter_s * rate_hz > kJitterWarned) {
      add(fmt::format("sample times are uneven: they stray {:.1f} ms from an even rate", 1e3 * *survey_.jitter_s),
          "Take time stamps from the sensor, not from the moment of arrival");
    }
    if (survey_.clock_drift_ppm && std::abs(*survey_.clock_drift_ppm) > kDriftWarned_ppm) {
      add(fmt::format("the device clock runs {:.0f} ppm {} against arrival times, up to 100 are usual",
                      std::abs(*survey_.clock_drift_ppm), *survey_.clock_drift_ppm > 0 ? "fast" : "slow"),
          "Times and speeds of this foot are off by as much; use a sensor with a crystal");
    }
  }

  void rest() {
    if (!survey_.rest) {
      return;
    }
    const RestStretch& r = *survey_.rest;
    const double at_s = static_cast<double>(r.at_us) * 1e-6;
    if (r.gyro_noise_radps > kRestNoise_radps) {
      add(fmt::format("the foot is never still: at its quietest, at {:.1f} s, it turns by {:.0f} deg/s", at_s,
                      rad_to_deg(r.gyro_noise_radps)),
          "Fix the sensor to the shoe (not the shank), and stand still for two seconds at the start", r.at_us);
      return;  // gravity and bias mean nothing then
    }
    const double off = r.gravity_mps2 / kGravity_mps2 - 1;
    if (std::abs(off) > kGravityWarned) {
      add(fmt::format("gravity at rest (at {:.1f} s) is {:.2f} m/s^2, expected {:.2f} ({:+.1f} %)", at_s,
                      r.gravity_mps2, kGravity_mps2, 100 * off),
          std::abs(off) > kGravityRefused ? "The accelerometer's scale or unit is wrong: this is not analysed"
                                          : "The scale is estimated at rest; calibrate the accelerometer if you can",
          r.at_us);
    }
    if (r.gyro_bias_radps > kBiasWarned_radps) {
      add(fmt::format("the gyroscope shows {:.1f} deg/s at rest (at {:.1f} s)", rad_to_deg(r.gyro_bias_radps), at_s),
          "It is taken off at rest; stand still for two seconds at the start, and let the sensor warm up", r.at_us);
    }
  }

  void range() {
    const auto share = [&](std::size_t n) {
      return static_cast<double>(n) / static_cast<double>(survey_.counters.samples);
    };
    if (share(survey_.gyr_clipped) > kClippedWarned) {
      add(fmt::format("{} samples ({:.1f} %) at the end of the gyroscope's range of {:.0f} deg/s", survey_.gyr_clipped,
                      100 * share(survey_.gyr_clipped), rad_to_deg(device_.scales.gyr_range_radps)),
          "Set a larger range; strides with clipped rates are left out", survey_.gyr_clipped_at_us);
    }
    if (share(survey_.acc_clipped) > kClippedWarned) {
      add(fmt::format("{} samples ({:.1f} %) at the end of the accelerometer's range of {:.0f} m/s^2",
                      survey_.acc_clipped, 100 * share(survey_.acc_clipped), device_.scales.acc_range_mps2),
          "Set a larger range, 16 g for walking", survey_.acc_clipped_at_us);
    }
    constexpr std::array<std::string_view, 6> kAxes = {"acc x", "acc y", "acc z", "gyr x", "gyr y", "gyr z"};
    std::string stuck;
    for (std::size_t i = 0; i < kAxes.size(); ++i) {
      if (survey_.stuck[i]) {
        stuck += fmt::format("{}{}", stuck.empty() ? "" : ", ", kAxes[i]);
      }
    }
    if (!stuck.empty()) {
      add(fmt::format("never changes: {}", stuck),
          "The sensor or its import is broken: check the source of these columns");
    }
  }

  Foot foot_;
  std::string where_;
  const RecordedDevice& device_;
  const FootSurvey& survey_;
  std::vector<Finding>& out_;
};

}  // namespace

std::vector<Finding> findings(const std::string& name, const RecordingSurvey& survey, const FeetDiagnosis& diagnosis) {
  std::vector<Finding> out;
  for (std::string& sentence : damage_sentences(name, survey.file)) {
    out.push_back({"file", std::move(sentence), "Copy it again from where it was recorded, or save what is whole",
                   std::nullopt, Hint::recover, name});
  }
  if (!survey.header.devices[0] && !survey.header.devices[1]) {
    out.push_back({"file", "the header names no sensor with scales, expected one for left or right",
                   "Nothing can be measured from it; record or import again"});
  }
  if (survey.unknown_packets > 0) {
    out.push_back({"file", fmt::format("{} packets of a foot that the header does not name", survey.unknown_packets),
                   "They are ignored; record or import again with both feet named"});
  }
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto i = index(foot);
    if (const auto& device = survey.header.devices[i]) {
      FootFindings(foot, *device, survey.feet[i], out).add_all(diagnosis[i]);
    }
  }
  return out;
}

}  // namespace backstep::host
