#include "host/session/calibration_file.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "host/base/names.h"
#include "host/session/json_file.h"

namespace backstep::host {

namespace {

constexpr std::string_view kFormat = "backstep-calibration-1";
// Beyond these no sensor on a shoe gets.
constexpr double kLargestBias_radps = 0.26;  // 15 deg/s, as doctor; data sheets: +-1 to +-10, the oldest part +-20
constexpr double kGravityOff = 0.15;         // of 1 g, as analyze
constexpr double kLongestShoe_m = 0.4;       // outsole of the largest sizes, with the sensor at one end of it
constexpr double kFastestFoot_radps = 100;   // RMS over a swing; ranges end at 4000 deg/s, 70 rad/s
constexpr double kLongestStride_m = 5;       // sprinters: below
constexpr double kSurest = 1e6;              // log odds

nlohmann::ordered_json json_vector(const Vec3& v) { return {v.x(), v.y(), v.z()}; }
nlohmann::ordered_json json_vector(const std::optional<Vec3>& v) { return v ? json_vector(*v) : nullptr; }

nlohmann::ordered_json foot(const FootCalibration& c) {
  const Quat& q = c.q_foot_sensor;
  return {{"gyro_bias_radps", json_vector(c.gyro_bias_radps)},
          {"gravity_mps2", c.gravity_mps2},
          {"q_foot_sensor_wxyz", {q.w(), q.x(), q.y(), q.z()}},
          {"axis_sd_rad", c.axis_sd_rad},
          {"toes_from", name(c.toe_source)},
          {"toe_log_odds", c.toe_log_odds},
          {"mean_forward_m", c.mean_forward_m},
          {"ball_m", json_vector(c.ball_m)},
          {"heel_m", json_vector(c.heel_m)},
          {"still_radps", c.still_radps},
          {"moving_radps", c.moving_radps},
          {"rests", c.rests},
          {"swings", c.swings}};
}

/// Reads numbers by name and remembers the first that is missing.
class Reader {
 public:
  explicit Reader(const nlohmann::json& json) : json_(json) {}

  Real number(const char* key) {
    const auto& v = json_.value(key, nlohmann::json());
    return v.is_number() ? v.get<Real>() : (miss(key), Real(0));
  }
  std::uint32_t count(const char* key) {
    const auto& v = json_.value(key, nlohmann::json());
    return v.is_number_unsigned() ? v.get<std::uint32_t>() : (miss(key), 0U);
  }
  template <std::size_t N>
  std::optional<std::array<Real, N>> numbers(const char* key, bool needed) {
    const auto& v = json_.value(key, nlohmann::json());
    std::array<Real, N> out{};
    bool good = v.is_array() && v.size() == N;
    for (std::size_t i = 0; good && i < N; ++i) {
      good = v[i].is_number();
      out[i] = good ? v[i].get<Real>() : 0;
    }
    if (!good && (needed || !v.is_null())) {
      miss(key);
    }
    return good ? std::optional(out) : std::nullopt;
  }
  std::optional<Vec3> vec(const char* key, bool needed) {
    const auto v = numbers<3>(key, needed);
    return v ? std::optional(Vec3((*v)[0], (*v)[1], (*v)[2])) : std::nullopt;
  }
  void miss(const char* key) { missing_ = missing_.empty() ? key : missing_; }
  const std::string& missing() const { return missing_; }

 private:
  const nlohmann::json& json_;
  std::string missing_;
};

Result<FootCalibration> read_foot(const nlohmann::json& json, const std::string& where) {
  Reader in(json);
  FootCalibration c;
  c.gyro_bias_radps = in.vec("gyro_bias_radps", true).value_or(Vec3::Zero());
  c.gravity_mps2 = in.number("gravity_mps2");
  if (const auto q = in.numbers<4>("q_foot_sensor_wxyz", true)) {
    c.q_foot_sensor = Quat((*q)[0], (*q)[1], (*q)[2], (*q)[3]);
    if (std::abs(c.q_foot_sensor.norm() - 1) > Real(1e-6)) {
      in.miss("q_foot_sensor_wxyz");
    }
  }
  c.axis_sd_rad = in.number("axis_sd_rad");
  c.toe_log_odds = in.number("toe_log_odds");
  c.mean_forward_m = in.number("mean_forward_m");
  c.ball_m = in.vec("ball_m", false);
  c.heel_m = in.vec("heel_m", false);
  c.still_radps = in.number("still_radps");
  c.moving_radps = in.number("moving_radps");
  c.rests = in.count("rests");
  c.swings = in.count("swings");
  const auto& toes = json.value("toes_from", nlohmann::json());
  if (!toes.is_string()) {
    in.miss("toes_from");
  }
  c.toe_source = toes == name(ToeSource::unknown) ? ToeSource::unknown : ToeSource::stored;
  if (c.gravity_mps2 <= 0) {
    in.miss("gravity_mps2");
  }
  if (!in.missing().empty()) {
    return fail({.where = where,
                 .what = fmt::format("\"{}\" is missing or no such value", in.missing()),
                 .hint = Hint::calibrate});
  }
  if (auto possible = check_possible(c, where); !possible) {
    return tl::make_unexpected(possible.error());
  }
  return c;
}

}  // namespace

Result<void> check_possible(const FootCalibration& c, const std::string& where) {
  struct Limit {
    const char* key;
    double found, least, most;
    const char* unit;
  };
  const auto length = [](const std::optional<Vec3>& v) { return v ? v->stableNorm() : 0.0; };
  const Limit limits[] = {
      {"gyro_bias_radps", c.gyro_bias_radps.stableNorm(), 0, kLargestBias_radps, "rad/s, as a vector's length"},
      {"gravity_mps2", c.gravity_mps2, (1 - kGravityOff) * kGravity_mps2, (1 + kGravityOff) * kGravity_mps2, "m/s2"},
      {"axis_sd_rad", c.axis_sd_rad, 0, kPi, "rad"},
      {"toe_log_odds", c.toe_log_odds, -kSurest, kSurest, "(log odds)"},
      {"mean_forward_m", c.mean_forward_m, -kLongestStride_m, kLongestStride_m, "m"},
      {"ball_m", length(c.ball_m), 0, kLongestShoe_m, "m, as a vector's length"},
      {"heel_m", length(c.heel_m), 0, kLongestShoe_m, "m, as a vector's length"},
      {"still_radps", c.still_radps, 0, kFastestFoot_radps, "rad/s"},
      {"moving_radps", c.moving_radps, 0, kFastestFoot_radps, "rad/s"}};
  for (const Limit& limit : limits) {
    if (!(limit.found >= limit.least && limit.found <= limit.most)) {  // NaN too
      return fail({.where = fmt::format("{}, \"{}\"", where, limit.key),
                   .what = "no sensor on a shoe has this",
                   .expected = fmt::format("{:.3g} to {:.3g} {}", limit.least, limit.most, limit.unit),
                   .found = fmt::format("{:.4g}", limit.found),
                   .hint = Hint::calibrate});
    }
  }
  return {};
}

std::string calibration_json(const ShoeCalibration& calibration) {
  nlohmann::ordered_json json = {{"format", kFormat}};
  for (const Foot f : kFeet) {
    const auto& c = calibration[index(f)];
    json[std::string(name(f))] = c ? foot(*c) : nullptr;
  }
  return json.dump(2) + "\n";
}

Result<ShoeCalibration> read_calibration(Result<Input> input) {
  const std::string file = input ? input->name : "";
  const auto json = read_json_file(std::move(input), {kFormat}, Hint::calibrate);
  if (!json) {
    return tl::make_unexpected(json.error());
  }
  ShoeCalibration calibration;
  for (const Foot f : kFeet) {
    const auto& part = json->value(std::string(name(f)), nlohmann::json());
    if (!part.is_object()) {
      continue;
    }
    const auto one = read_foot(part, fmt::format("{}, {} foot", file, name(f)));
    if (!one) {
      return tl::make_unexpected(one.error());
    }
    calibration[index(f)] = *one;
  }
  return calibration;
}

}  // namespace backstep::host
