#include "tests/validation/landing_report.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

#include "tests/validation/fault_figures.h"
#include "tests/validation/markdown.h"

namespace backstep::validation {

namespace {

constexpr double kDeg = 180 / kPi, kMs = 1000;
constexpr double kOffFlat_rad = deg_to_rad(3);

/// Mean and standard deviation.
struct Spread {
  double sum = 0, square = 0;
  std::size_t n = 0;
  void add(double x) {
    sum += x;
    square += x * x;
    ++n;
  }
  std::string text(double scale) const {
    if (n < 2) return "";
    const double count = static_cast<double>(n), mean = sum / count;
    return fmt::format("{:+.1f} / {:.1f}", scale * mean,
                       scale * std::sqrt(std::max(0.0, square / count - mean * mean)));
  }
};

struct Group {
  std::size_t strides = 0, sure_and_wrong = 0, uncertain = 0;
  Share within, shocks;
  Spread angle_rad, ic_s, tc_s;
  Share ic_within, tc_within;
  double sd_sum_rad = 0;

  void add(const StudyStride& s) {
    const Stride& row = *s.row;
    const walker::StanceTruth& truth = s.truth.landing;
    const double angle_error = *row.strike_angle_rad - truth.strike_rad;
    ++strides;
    angle_rad.add(angle_error);
    sd_sum_rad += *row.strike_angle_sd_rad;
    ++within.of;
    within.count += std::abs(angle_error) <= 2 * *row.strike_angle_sd_rad ? 1U : 0U;
    uncertain += row.contact == ContactClass::uncertain ? 1U : 0U;
    const bool wrong = row.contact != ContactClass::uncertain && row.contact != true_contact(s);
    sure_and_wrong += wrong && row.contact_confidence.value_or(0) >= 0.9 ? 1U : 0U;
    if (std::abs(truth.strike_rad) >= kOffFlat_rad) {
      ic_s.add(seconds(*row.t_ic_us) - truth.landed_s);
    }
    if (row.t_tc_us) {
      tc_s.add(seconds(*row.t_tc_us) - s.truth.t_left_s);
    }
  }

  std::string text(const std::string& name) const {
    const auto percent = [&](std::size_t count) {
      return fmt::format("{:.1f}",
                         100.0 * static_cast<double>(count) / static_cast<double>(std::max<std::size_t>(1, strides)));
    };
    return row({name, fmt::format("{}", strides), angle_rad.text(kDeg),
                fmt::format("{:.1f}", kDeg * sd_sum_rad / static_cast<double>(std::max<std::size_t>(1, strides))),
                percent(within.count), percent(sure_and_wrong), percent(uncertain), ic_s.text(kMs), tc_s.text(kMs)});
  }
};

std::string table(const Study& study, const Chosen& chosen) {
  constexpr std::array kEdges = {0.0, 0.035, 0.05, 0.08, 0.12, 0.2, 1.0};
  std::string out = head({"touch-down, m/s", "contacts", "angle, bias / SD, °", "mean sd, °", "within 2 sd, %",
                          "wrong at ≥ 0.9, %", "uncertain, %", "IC, bias / SD, ms", "lift-off, bias / SD, ms"});
  for (std::size_t i = 0; i + 1 < kEdges.size(); ++i) {
    Group group;
    for (const StudyStride& s : study.strides) {
      const double mps = s.truth.landing.touch_down_mps;
      if (s.row && s.row->strike_angle_rad && chosen(s) && mps >= kEdges[i] && mps < kEdges[i + 1]) {
        group.add(s);
      }
    }
    out += group.text(fmt::format("{} to {}", kEdges[i], kEdges[i + 1]));
  }
  return out + "\n";
}

}  // namespace

std::string landing_report(const Study& study) {
  const auto at_rate = [](double rate_hz) { return [rate_hz](const StudyStride& s) { return s.rate_hz == rate_hz; }; };
  std::string out = "All walks at 208 Hz\n\n" + table(study, at_rate(208));
  out += "104 Hz\n\n" + table(study, at_rate(104));
  out += "At 0.15 to 0.35 m/s\n\n" + table(study, [](const StudyStride& s) { return s.speed_mps < 0.35; });
  out += "Strike within 3° of flat\n\n" +
         table(study, [](const StudyStride& s) { return std::abs(s.truth.landing.strike_rad) < kOffFlat_rad; });
  return out;
}

}  // namespace backstep::validation
