#include "tests/validation/landing_report.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

#include "host/base/names.h"
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
    const double towards_flat = truth.strike_rad < 0 ? 1 : -1;
    const double angle_error = towards_flat * (*row.strike_angle_rad - truth.strike_rad);
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

constexpr std::array kEdges = {0.0, 0.035, 0.05, 0.08, 0.12, 0.2, 1.0};

std::string table(const Study& study, const Chosen& chosen) {
  std::string out =
      head({"touch-down, m/s", "contacts", "angle towards flat, bias / SD, °", "mean sd, °", "within 2 sd, %",
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

/// What class is told, where the rate allows no more.
std::string class_table(const Study& study, const Chosen& chosen) {
  std::string out =
      head({"touch-down, m/s", "contacts", "class right, of the certain, %", "wrong at ≥ 0.9, %", "uncertain, %"});
  for (std::size_t i = 0; i + 1 < kEdges.size(); ++i) {
    Share right, sure_and_wrong, uncertain;
    for (const StudyStride& s : study.strides) {
      const double mps = s.truth.landing.touch_down_mps;
      if (!s.row || !chosen(s) || mps < kEdges[i] || mps >= kEdges[i + 1]) continue;
      const bool certain = s.row->contact != ContactClass::uncertain, is_right = s.row->contact == true_contact(s);
      if (certain) right.add(is_right);
      sure_and_wrong.add(certain && !is_right && s.row->contact_confidence.value_or(0) >= 0.9);
      uncertain.add(!certain);
    }
    const auto percent = [](const Share& share) { return fmt::format("{:.1f}", 100 * share.value()); };
    out += row({fmt::format("{} to {}", kEdges[i], kEdges[i + 1]), fmt::format("{}", uncertain.of), percent(right),
                percent(sure_and_wrong), percent(uncertain)});
  }
  return out + "\n";
}

/// How soon a contact is told: the softer the landing, the less a shock helps.
std::string told_table(const Study& study) {
  constexpr std::array kClasses = {ContactClass::ball_first, ContactClass::flat, ContactClass::heel_first};
  std::string out =
      head({"touch-down, m/s", "true class", "contacts", "told before their row, %", "median, ms", "95 %, ms"});
  for (std::size_t i = 0; i + 1 < kEdges.size(); ++i) {
    for (const ContactClass c : kClasses) {
      Share told;
      std::vector<double> delays_s;
      for (const StudyStride& s : study.strides) {
        const double mps = s.truth.landing.touch_down_mps;
        if (!s.row || s.rate_hz < 100 || true_contact(s) != c || mps < kEdges[i] || mps >= kEdges[i + 1]) continue;
        told.add(told_at_once(s));
        if (s.told) delays_s.push_back(s.told->delay_s);
      }
      out += row({fmt::format("{} to {}", kEdges[i], kEdges[i + 1]), std::string(host::name(c)),
                  fmt::format("{}", told.of), fmt::format("{:.0f}", 100 * told.value()),
                  fmt::format("{:.0f}", kMs * quantile(delays_s, 0.5)),
                  fmt::format("{:.0f}", kMs * quantile(delays_s, 0.95))});
    }
  }
  return out + "\n";
}

/// Its samples were all there, and nothing in it contradicts itself.
bool is_whole(const StudyStride& s) {
  return !s.row->quality.has(Quality::gap) && !s.row->quality.has(Quality::implausible);
}

}  // namespace

std::string landing_report(const Study& study, std::uint64_t seed) {
  const auto lands = [](double rate_hz, double sign) {
    return [rate_hz, sign](const StudyStride& s) {
      return s.rate_hz == rate_hz && is_whole(s) && sign * s.truth.landing.strike_rad >= kOffFlat_rad;
    };
  };
  std::string out = fmt::format(
      "## Generated walks: soft landings\n\n"
      "{} strides of {} walks as `draw_soft_walk` draws them, seed {}; that of the written report was never tried on "
      "anything. The swings shake as real ones do (second differences of the force), the sensor is a consumer's, one "
      "packet in a hundred is lost, half of the rolls have a fault. An angle error above zero is towards flat. Goals, "
      "by "
      "touch-down: up to 0.03 m/s angle 1.5° ± 1.8°, contact 15 ± 15 ms, at most 2 % wrong at a confidence of 0.9 or "
      "more; 0.05 to 0.08: 0.7° ± 1.4°, 8 ± 12 ms, 1 %; from 0.12: 0.6° ± 1.0°, 4 ± 8 ms, 0.5 %; 90 to 99 % within "
      "2 sd, at most 15 % uncertain.\n\n",
      study.strides.size(), study.walks, seed);
  for (const double rate_hz : {208, 104}) {
    out += fmt::format("{} Hz, ball first by 3° or more\n\n", rate_hz) + table(study, lands(rate_hz, -1));
    out += fmt::format("{} Hz, heel first by 3° or more\n\n", rate_hz) + table(study, lands(rate_hz, 1));
  }
  out += "Within 3° of flat\n\n" + table(study, [](const StudyStride& s) {
           return s.rate_hz > 100 && is_whole(s) && std::abs(s.truth.landing.strike_rad) < kOffFlat_rad;
         });
  out += "All at 0.15 to 0.35 m/s\n\n" +
         table(study, [](const StudyStride& s) { return s.rate_hz > 100 && is_whole(s) && s.speed_mps < 0.35; });
  out += "52 Hz: the class only\n\n" +
         class_table(study, [](const StudyStride& s) { return s.rate_hz < 100 && is_whole(s); });
  out += "Contacts told, after the true initial contact; 104 and 208 Hz\n\n" + told_table(study);
  out += "Samples lost in the stride, or implausible\n\n" +
         table(study, [](const StudyStride& s) { return s.rate_hz > 100 && !is_whole(s); });
  return out;
}

}  // namespace backstep::validation
