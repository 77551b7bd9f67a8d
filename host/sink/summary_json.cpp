#include "host/sink/summary_json.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>

#include "dsp/summary/proportion.h"
#include "dsp/summary/symmetry.h"
#include "dsp/summary/variability.h"
#include "host/base/contradiction.h"
#include "host/base/names.h"
#include "host/sink/belt.h"
#include "host/sink/findings.h"

namespace backstep::host {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kDirections = {Direction::backward, Direction::forward,  Direction::left,
                                    Direction::right,    Direction::in_place, Direction::uncertain};
constexpr double kDegPerRad = 180 / kPi;

Json scaled(std::optional<double> x, double scale = 1) {
  // Six digits after the point: far below what a shoe can tell, and no 0.30000000000000004.
  return x && std::isfinite(*x) ? Json(std::round(*x * scale * 1e6) / 1e6) : Json(nullptr);
}

Json statistics(const Distribution& d, double scale = 1) {
  return {{"n", d.count()},
          {"mean", scaled(d.mean(), scale)},
          {"sd", scaled(d.sd(), scale)},
          {"median", scaled(d.median(), scale)},
          {"robust_sd", scaled(d.robust_sd(), scale)}};
}

Json proportion(const Proportion& p) {
  if (p.of == 0) {
    return nullptr;
  }
  const Proportion::Interval interval = p.interval();
  return {{"count", p.count},
          {"of", p.of},
          {"share", scaled(p.share())},
          {"low_95", scaled(interval.low)},
          {"high_95", scaled(interval.high)}};
}

template <class E, std::size_t N>
Json counts_json(const std::array<std::uint32_t, N>& of) {
  Json j = Json::object();
  for (std::size_t i = 0; i < N; ++i) {
    j[std::string(name(static_cast<E>(i)))] = of[i];
  }
  return j;
}

/// What touched first: how often, and how the foot stood then. Angles of one class have a mean, those of all have none.
Json contact(const WalkStats& w) {
  Json j = Json::object();
  for (const ContactClass c :
       {ContactClass::ball_first, ContactClass::flat, ContactClass::heel_first, ContactClass::uncertain}) {
    Json of = {{"contacts", proportion({w.contacts[c], c == ContactClass::uncertain ? w.rows : w.contacts.known()})}};
    if (c != ContactClass::uncertain) {
      of["strike_angle_deg"] = statistics(w.strike_of(c), kDegPerRad);
    }
    j[std::string(name(c))] = of;
  }
  return j;
}

Json variability_of(const WalkStats& w) {
  const Variability v = variability(w);
  return {{"strides", v.strides},
          {"stride_time_cv_pct", scaled(v.stride_time_cv_pct)},
          {"stride_time_robust_cv_pct", scaled(v.stride_time_robust_cv_pct)},
          {"stride_length_cv_pct", scaled(v.stride_length_cv_pct)},
          {"stride_length_robust_cv_pct", scaled(v.stride_length_robust_cv_pct)},
          {"share_at_one_speed", scaled(v.share_at_speed)},
          {"missing_because", v.missing == NoVariability::none ? Json(nullptr) : Json(name(v.missing))}};
}

Json walk_json(const WalkStats& w) {
  return {{"strides", w.rows},
          {"strides_used", w.used},
          {"stride_length_m", statistics(w.stride_length_m)},
          {"stride_time_s", statistics(w.stride_time_s)},
          {"stance_time_s", statistics(w.stance_time_s)},
          {"swing_time_s", statistics(w.swing_time_s)},
          {"stance_pct", statistics(w.stance_pct)},
          {"swing_pct", statistics(w.swing_pct)},
          {"step_time_s", statistics(w.step_time_s)},
          {"double_support_s", statistics(w.double_support_s)},
          {"double_support_pct", statistics(w.double_support_pct)},
          {"initial_double_support_s", statistics(w.initial_double_support_s)},
          {"speed_mps", statistics(w.speed_mps)},
          {"cadence_spm", statistics(w.cadence_spm)},
          {"walk_ratio_cm_per_spm", statistics(w.walk_ratio, 100)},
          {"variability", variability_of(w)},
          {"regularity", {{"n", w.alikeness.count}, {"mean", scaled(w.alikeness.mean())}}},
          {"sensor_rise_m", statistics(w.sensor_rise_m)},
          {"toe_clearance_m", statistics(w.toe_clearance_m)},
          {"heel_clearance_m", statistics(w.heel_clearance_m)},
          {"height_m", statistics(w.height_m)},
          {"lateral_m", statistics(w.lateral_m)},
          {"contact", contact(w)},
          {"toe_out_deg", statistics(w.toe_out_rad, kDegPerRad)},
          {"inversion_deg", statistics(w.inversion_rad, kDegPerRad)},
          {"roll_time_s", statistics(w.roll_time_s)},
          {"roll_amplitude_deg", statistics(w.roll_amplitude_rad, kDegPerRad)},
          {"roll_monotonicity", statistics(w.roll_monotonicity)},
          {"roll_peak_dps", statistics(w.roll_peak_radps, kDegPerRad)},
          {"heel_touch_dps", statistics(w.heel_touch_radps, kDegPerRad)},
          {"roll_score", statistics(w.roll_score)},
          {"roll_fault", counts_json<RollFault>(w.roll_faults)},
          {"smooth_rolls", proportion({w.smooth_rolls, w.smooth_judged})},
          {"last_part", counts_json<LastPart>(w.last_parts)},
          {"overstride", counts_json<Overstride>(w.overstrides)},
          {"stride_length_sd_m", scaled(w.stride_length_sd_m.mean())},
          {"strike_angle_sd_deg", scaled(w.strike_angle_sd_rad.mean(), kDegPerRad)},
          {"t_ic_sd_s", scaled(w.t_ic_sd_s.mean())},
          {"t_tc_sd_s", scaled(w.t_tc_sd_s.mean())},
          {"rows_without_distance", w.rows_without_distance}};
}

Json foot_json(const WalkReport& report, const SessionSummary& summary, Foot foot) {
  const auto i = index(foot);
  if (!report.info.has_foot[i]) {
    return nullptr;
  }
  Json left_out = Json::object(), alerts = Json::object(), directions = Json::object();
  for (int why = 0; why < kLeftOutReasons; ++why) {
    left_out[std::string(name(static_cast<LeftOut>(why)))] = summary.left_out(foot, static_cast<LeftOut>(why));
  }
  for (int kind = 0; kind < 5; ++kind) {
    alerts[std::string(name(static_cast<AlertKind>(kind)))] = summary.alerts(foot, static_cast<AlertKind>(kind));
  }
  for (const Direction d : kDirections) {
    if (summary.walk(foot, d).rows > 0) {
      directions[std::string(name(d))] = walk_json(summary.walk(foot, d));
    }
  }
  const ProvisionalStats& p = summary.provisional(foot);
  const auto& calibration = report.calibration[i];
  const FootDiagnosis& d = report.diagnosis[i];
  return {
      {"samples", report.source.samples[i]},
      {"samples_lost", report.source.lost[i]},
      {"rate_hz", scaled(report.info.rate_hz[i])},
      {"toes_from", calibration ? Json(name(calibration->toe_source)) : Json(nullptr)},
      {"gravity_mps2", calibration ? scaled(calibration->gravity_mps2) : Json(nullptr)},
      {"strides", summary.rows(foot)},
      {"unfinished_swings", report.unfinished_swings[i]},
      {"contradiction", contradicts(d) ? Json(name(d.contradiction)) : Json(nullptr)},
      {"closing_speed_mps", scaled(d.closing_speed_mps)},
      {"no_strides_because", report.no_strides_because[i].empty() ? Json(nullptr) : Json(report.no_strides_because[i])},
      {"left_out", left_out},
      {"alerts", alerts},
      {"provisional_contacts",
       {{"agreed", p.agreed},
        {"disagreed", p.disagreed},
        {"withdrawn", p.withdrawn},
        {"disagreement", scaled(p.disagreement())}}},
      {"direction", directions}};
}

Json symmetries(const WalkStats& l, const WalkStats& r) {
  Json j = Json::object();
  const auto add = [&](const char* what, Distribution WalkStats::*quantity) {
    const auto s = symmetry(l.*quantity, r.*quantity);
    j[what] = s ? Json{{"ratio_right_left", scaled(s->ratio)},
                       {"index_pct", scaled(s->index_pct)},
                       {"index_se_pct", scaled(s->index_se_pct)},
                       {"notable", s->notable}}
                : Json(nullptr);
  };
  add("stride_time", &WalkStats::stride_time_s);
  add("stance_time", &WalkStats::stance_time_s);
  add("swing_time", &WalkStats::swing_time_s);
  add("step_time", &WalkStats::step_time_s);
  add("roll_time", &WalkStats::roll_time_s);
  Json angles = Json::object();
  for (const ContactClass c : {ContactClass::ball_first, ContactClass::flat, ContactClass::heel_first}) {
    const auto left = l.strike_of(c).mean(), right = r.strike_of(c).mean();
    angles[std::string(name(c))] = left && right ? scaled(*right - *left, kDegPerRad) : Json(nullptr);
  }
  j["strike_angle_difference_deg"] = angles;
  return j;
}

Json walks_json(const WalkReport& report, const SessionSummary& summary) {
  Json j = Json::object();
  for (const Direction d : kDirections) {
    const WalkStats &l = summary.walk(Foot::left, d), &r = summary.walk(Foot::right, d);
    if (l.rows + r.rows == 0) {
      continue;
    }
    const Walked walked = summary.walked(d);
    j[std::string(name(d))] = {{"distance_m", scaled(walked.distance_m)},
                               {"time_s", scaled(walked.time_s)},
                               {"strides_without_length", walked.strides_without_length},
                               {"time_without_length_s", scaled(walked.time_without_length_s)},
                               {"cadence_spm", scaled(cadence_spm(summary, d))},
                               {"speed_mps", scaled(mean_of_feet(summary, d, &WalkStats::speed_mps))},
                               {"rise_per_stride_m", scaled(mean_of_feet(summary, d, &WalkStats::height_m))},
                               {"expected_rise_per_stride_m", scaled(expected_rise_m(report, summary, d))},
                               {"symmetry", symmetries(l, r)}};
  }
  return j;
}

Json period(const PeriodStats& s) {
  Json angles = Json::object();
  for (const ContactClass c : {ContactClass::ball_first, ContactClass::flat, ContactClass::heel_first}) {
    angles[std::string(name(c))] = scaled(s.strike_angle_rad[static_cast<std::size_t>(c)].mean(), kDegPerRad);
  }
  return {{"contact", counts_json<ContactClass>(s.contacts.of)},
          {"smooth_rolls", s.smooth_rolls},
          {"rolls_judged", s.smooth_judged},
          {"strike_angle_deg", angles},
          {"strides_used", s.used},
          {"stride_length_m", scaled(s.stride_length_m.mean())},
          {"speed_mps", scaled(s.speed_mps.mean())}};
}

Json learning_curve(const SessionSummary& summary) {
  Json curve = Json::array();
  for (int m = 0; m < summary.minutes(); ++m) {
    Json minute = {{"minute", m + 1}};
    for (const Foot foot : kFeet) {
      minute[std::string(name(foot))] = period(summary.minute(foot, m));
    }
    curve.push_back(minute);
  }
  return curve;
}

double seconds_of(std::int64_t t_us) { return static_cast<double>(t_us) * 1e-6; }

Json turns_json(const SessionSummary& summary) {
  Json list = Json::array();
  for (const WalkTurn& t : summary.turns()) {
    list.push_back({{"begin_s", scaled(seconds_of(t.begin_us))},
                    {"end_s", scaled(seconds_of(t.end_us))},
                    {"turn_deg", scaled(t.turn_rad, kDegPerRad)},
                    {"steps", t.steps}});
  }
  return {{"count", summary.turn_count()}, {"listed", list}};
}

/// What lies between marks; nothing where nobody marked anything.
Json intervals_json(const WalkReport& report, const SessionSummary& summary) {
  Json list = Json::array();
  for (std::size_t i = 0; !summary.marks().empty() && i <= summary.marks().size(); ++i) {
    Json interval = {{"mark", i > 0 && i <= report.marks.size() ? Json(report.marks[i - 1]) : Json(nullptr)},
                     {"begin_s", i > 0 ? scaled(seconds_of(summary.marks()[i - 1])) : Json(nullptr)}};
    for (const Direction d : {Direction::backward, Direction::forward}) {
      for (const Foot foot : kFeet) {
        interval[std::string(name(d))][std::string(name(foot))] = period(summary.interval(foot, i, d));
      }
    }
    list.push_back(interval);
  }
  return list;
}

Json belt(const WalkReport& report, const SessionSummary& summary) {
  Json list = Json::array();
  for (const BeltStretch& b : belt_stretches(report, summary)) {
    list.push_back({{"begin_s", scaled(b.begin_s)},
                    {"belt_mps", scaled(b.belt_mps)},
                    {"measured_mps", scaled(b.measured_mps)},
                    {"strides", b.strides}});
  }
  return list;
}

/// What only the strides after them told: by foot and stride of the table.
Json left_out_later(const SessionSummary& summary) {
  Json list = Json::array();
  for (const LeftOutLater& later : summary.left_out_later()) {
    list.push_back({{"foot", name(later.foot)}, {"stride", later.stride}, {"because", name(later.why)}});
  }
  return {{"count", summary.left_out_later_count()}, {"listed", list}};
}

Json baseline(const SessionSummary& summary) {
  const WalkStats& l = summary.walk(Foot::left, Direction::backward);
  const WalkStats& r = summary.walk(Foot::right, Direction::backward);
  const std::uint32_t n = l.used + r.used;
  if (n < kFewestForBaseline || l.speed_mps.count() + r.speed_mps.count() == 0) {
    return nullptr;
  }
  const auto pooled = [&](const Distribution& left, const Distribution& right) {
    const double sum = left.median().value_or(0) * left.count() + right.median().value_or(0) * right.count();
    return scaled(sum / (left.count() + right.count()));
  };
  return {{"strides", n},
          {"stride_length_m", pooled(l.stride_length_m, r.stride_length_m)},
          {"speed_mps", pooled(l.speed_mps, r.speed_mps)}};
}

}  // namespace

Json settings_json(const std::vector<Setting>& settings) {
  Json j = Json::object();
  for (const Setting& s : settings) {
    j[s.section][s.key] = scaled(s.value);
  }
  return j;
}

Json utc_json(std::optional<std::int64_t> utc_us) {
  if (!utc_us) {
    return nullptr;
  }
  const std::chrono::sys_time<std::chrono::microseconds> at{std::chrono::microseconds(*utc_us)};
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", std::chrono::floor<std::chrono::seconds>(at));
}

Json summary_json(const WalkReport& report, const SessionSummary& summary) {
  Json unknown = Json::array();
  for (const NotKnown& n : not_known(report, summary)) {
    unknown.push_back({{"what", n.what}, {"because", n.because.text}});
  }
  Json texts = Json::array();
  for (const Sentence& warning : warnings(report, summary)) {
    texts.push_back(warning.text);
  }
  const auto time = [](std::optional<std::int64_t> t_us) { return t_us ? scaled(double(*t_us), 1e-6) : Json(nullptr); };
  const WalkConditions& c = report.conditions;
  return {
      {"format", kSummaryFormat},
      {"software", report.software},
      {"file", report.info.name},
      {"start_utc", utc_json(report.info.start_utc_us)},
      {"begin_s", time(report.begin_us)},
      {"end_s", time(report.end_us)},
      {"as_live", report.as_live},
      {"common_clock", report.info.common_clock},
      {"damaged", report.source.damaged},
      {"surface", name(c.surface)},
      {"belt_speed_mps", scaled(c.belt_speed_mps)},
      {"incline_pct", scaled(c.incline_pct)},
      {"profile", report.profile},
      {"leg_length_m", scaled(report.overstride.leg_length_m)},
      {"warnings", texts},
      {"not_known", unknown},
      {"walked", walks_json(report, summary)},
      {"feet", {{"left", foot_json(report, summary, Foot::left)}, {"right", foot_json(report, summary, Foot::right)}}},
      {"turns", turns_json(summary)},
      {"intervals", intervals_json(report, summary)},
      {"belt", belt(report, summary)},
      {"left_out_later", left_out_later(summary)},
      {"settings", settings_json(report.settings)},
      {"learning_curve_backward", learning_curve(summary)},
      {"baseline", baseline(summary)},
      {"note", "Training and research tool, not a medical device; it does not diagnose or predict falls."}};
}

void SummaryJsonSink::on_end(const WalkReport& report, const SessionSummary& summary) {
  // Names of files may hold any bytes: what is no UTF-8 in them is replaced.
  out_.write(summary_json(report, summary).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace backstep::host
