#include "host/report/doctor_page.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <functional>

#include "host/base/names.h"
#include "host/base/sentence.h"
#include "host/base/version.h"
#include "host/report/closer_look.h"
#include "host/report/drawing.h"
#include "host/report/html.h"
#include "host/report/page_style.h"
#include "host/report/whole_walk.h"

namespace backstep::host {
namespace {

constexpr std::int64_t kDay_us = 86'400'000'000;

std::string started(const RecordingHeader& header) {
  if (!header.start_utc_us) {
    return "date not known";
  }
  const std::int64_t s = *header.start_utc_us / 1'000'000;
  constexpr std::int64_t kYear10000_s = 253'402'300'800;
  return s < 0 || s >= kYear10000_s ? "date not known"
                                    : fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(s)));
}

std::string duration_words(std::int64_t lasted_us) {
  const std::int64_t s = (lasted_us + 500'000) / 1'000'000;
  return s < 60     ? fmt::format("{} s", s)
         : s < 3600 ? fmt::format("{} min {} s", s / 60, s % 60)
                    : fmt::format("{} h {} min", s / 3600, s / 60 % 60);
}

std::string feet_words(const RecordingHeader& header) {
  std::string out;
  for (const Foot foot : kFeet) {
    if (const auto& device = header.devices[index(foot)]) {
      out += fmt::format("{}{} {:.4g} Hz", out.empty() ? "" : ", ", name(foot), device->rate_hz);
    }
  }
  return out.empty() ? "no foot" : out;
}

std::string_view capitalised(Foot foot) { return foot == Foot::left ? "Left" : "Right"; }

std::string heading(Foot foot) { return fmt::format("<h3 class=\"{}-name\">{}</h3>\n", name(foot), capitalised(foot)); }

std::string finding_list(const std::vector<Finding>& findings) {
  if (findings.empty()) {
    return "<h2>Nothing wrong was found</h2>\n";
  }
  std::string out = fmt::format("<h2>{} finding{}</h2>\n<ol>\n", findings.size(), findings.size() == 1 ? "" : "s");
  for (const Finding& f : findings) {
    out += fmt::format("<li><b>{}</b><div><p>{}.</p><p>{}</p></div></li>\n", html(f.where), html(f.what),
                       html(ended(f.todo)));
  }
  return out + "</ol>\n";
}

std::string whole_walk(const RecordingPicture& picture, std::int64_t zero_us) {
  std::string out =
      "<h2>The whole recording</h2>\n<p class=\"note\">Length of specific force and of angular rate, from "
      "the least to the most at each place. Hatched: samples are missing. Below, each sign is a contact "
      "that the analysis found, by its class; pale ones count for neither length nor time.</p>\n";
  if (!picture.found.not_analysed.empty()) {
    out += fmt::format("<p class=\"note\">Not analysed: {}.</p>\n", html(picture.found.not_analysed));
  }
  for (const Foot foot : kFeet) {
    if (picture.feet[index(foot)]) {
      out += fmt::format("<div class=\"foot\">{}<figure>{}</figure>\n", heading(foot),
                         whole_walk_picture(picture, foot, zero_us));
      if (const std::string& why = picture.found.no_strides_because[index(foot)]; !why.empty()) {
        out += fmt::format("<p class=\"note\">{}</p>\n", html(why));
      }
      out += "</div>\n";
    }
  }
  return out;
}

std::string closer_look(const RecordingPicture& picture, std::int64_t zero_us) {
  std::string out =
      "<h2>A closer look</h2>\n<p class=\"note\">Every sample of a few seconds, in the sensor's own axes, "
      "each on its own scale. Grey: the foot on the ground, as the analysis found it.</p>\n";
  for (const Foot foot : kFeet) {
    if (const auto& drawn = picture.feet[index(foot)]) {
      const CloserLook& look = drawn->look;
      const std::string where =
          fmt::format("{} to {}", clock_text(look.from_us - zero_us, true), clock_text(look.to_us - zero_us, true));
      out +=
          fmt::format("<div class=\"foot\">{}<p class=\"note\">{}, {}</p>\n<figure>{}</figure></div>\n", heading(foot),
                      where, look.because.empty() ? "the middle of the walk." : html(look.because) + ".",
                      closer_look_picture(picture, foot, zero_us));
    }
  }
  return out;
}

/// What is told of a foot; "" is not known.
using Fact = std::function<std::string(const RecordedDevice&, const FootSurvey&)>;

std::string stuck_axes(const FootSurvey& foot) {
  constexpr std::array<std::string_view, 6> kAxes = {"acc x", "acc y", "acc z", "gyr x", "gyr y", "gyr z"};
  std::string out;
  for (std::size_t i = 0; i < kAxes.size(); ++i) {
    if (foot.stuck[i]) {
      out += fmt::format("{}{}", out.empty() ? "" : ", ", kAxes[i]);
    }
  }
  return out.empty() ? "none" : out;
}

std::string fact_table(const RecordingPicture& picture) {
  using D = RecordedDevice;
  using F = FootSurvey;
  const auto known = [](const auto& value, auto text) { return value ? text(*value) : std::string(); };
  const std::initializer_list<std::pair<std::string_view, Fact>> facts = {
      {"sensor", [](const D& d, const F&) { return d.sensor; }},
      {"serial number", [](const D& d, const F&) { return d.serial; }},
      {"samples", [](const D&, const F& f) { return fmt::format("{}", f.counters.samples); }},
      {"samples lost",
       [](const D&, const F& f) {
         return fmt::format("{} ({:.1f} %) in {} gaps", f.counters.lost_samples, 100 * f.lost_share(), f.counters.gaps);
       }},
      {"packets of no use",
       [](const D&, const F& f) { return fmt::format("{} of {}", f.counters.unused(), f.counters.packets); }},
      {"restarts of the shoe", [](const D&, const F& f) { return fmt::format("{}", f.counters.reboots); }},
      {"rate measured",
       [&](const D&, const F& f) { return known(f.rate_hz, [](double v) { return fmt::format("{:.2f} Hz", v); }); }},
      {"rate stated", [](const D& d, const F&) { return fmt::format("{:.6g} Hz", d.rate_hz); }},
      {"times stray from an even rate by",
       [&](const D&, const F& f) {
         return known(f.jitter_s, [](double v) { return fmt::format("{:.2f} ms", 1e3 * v); });
       }},
      {"clock drift",
       [&](const D&, const F& f) {
         return known(f.clock_drift_ppm, [](double v) { return number_text(std::round(v)) + " ppm"; });
       }},
      {"gravity at rest",
       [&](const D&, const F& f) {
         return known(f.rest, [](const RestStretch& r) { return fmt::format("{:.2f} m/s²", r.gravity_mps2); });
       }},
      {"gyroscope at rest",
       [&](const D&, const F& f) {
         return known(f.rest,
                      [](const RestStretch& r) { return fmt::format("{:.1f} deg/s", rad_to_deg(r.gyro_bias_radps)); });
       }},
      {"turning to and fro in the quietest half second",
       [&](const D&, const F& f) {
         return known(f.rest,
                      [](const RestStretch& r) { return fmt::format("{:.1f} deg/s", rad_to_deg(r.gyro_noise_radps)); });
       }},
      {"at the end of the accelerometer's range",
       [](const D& d, const F& f) {
         return fmt::format("{} samples, {:.0f} m/s²", f.acc_clipped, d.scales.acc_range_mps2);
       }},
      {"at the end of the gyroscope's range",
       [](const D& d, const F& f) {
         return fmt::format("{} samples, {:.0f} deg/s", f.gyr_clipped, rad_to_deg(d.scales.gyr_range_radps));
       }},
      {"axes that never change", [](const D&, const F& f) { return stuck_axes(f); }},
  };
  const auto& devices = picture.found.survey.header.devices;
  std::string out = "<h2>Facts</h2>\n<table>\n<thead><tr><th></th>";
  for (const Foot foot : kFeet) {
    out += devices[index(foot)] ? fmt::format("<th class=\"{0}-name\">{0}</th>", name(foot)) : "";
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& [what, fact] : facts) {
    out += fmt::format("<tr><th scope=\"row\">{}</th>", what);
    for (const Foot foot : kFeet) {
      if (const auto& device = devices[index(foot)]) {
        const std::string value = fact(*device, picture.found.survey.feet[index(foot)]);
        out += fmt::format("<td>{}</td>", value.empty() ? "not known" : html(value));
      }
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n";
}

}  // namespace

void write_doctor_page(const std::string& name, const RecordingPicture& picture, Output& output) {
  const RecordingSurvey& survey = picture.found.survey;
  const bool any = picture.feet[0] || picture.feet[1];
  // Some recordings count from 1970: minutes would be no help.
  const std::int64_t zero_us = std::abs(picture.begin_us) > kDay_us ? picture.begin_us : 0;
  output.write(
      fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                  "'unsafe-inline'\"/>\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                  "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}",
                  html(name), kPageStyle, symbols()));
  output.write(fmt::format("<h1>{}</h1>\n<p class=\"muted\">{} · {} · {}</p>\n", html(name), started(survey.header),
                           any ? duration_words(picture.end_us - picture.begin_us) : "no samples",
                           feet_words(survey.header)));
  if (zero_us != 0) {
    output.write(fmt::format("<p class=\"note\">Times count from the first sample, at {:.3f} s of the recording.</p>\n",
                             static_cast<double>(zero_us) * 1e-6));
  }
  output.write(finding_list(picture.found.findings));
  if (any) {
    output.write(whole_walk(picture, zero_us));
    output.write(closer_look(picture, zero_us));
  }
  output.write(fact_table(picture));
  output.write(
      fmt::format("<p class=\"note safety\">Training and research tool, not a medical device. Made by {} "
                  "doctor.</p>\n</body>\n</html>\n",
                  software()));
}

}  // namespace backstep::host
