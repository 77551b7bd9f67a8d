#include "host/report/drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace backstep::host {
namespace {

constexpr double kFarthest = 1e5;  // pixels: far outside, and a number

/// Also of what is no number.
double drawable(double pixels) { return std::isnan(pixels) ? 0 : std::clamp(pixels, -kFarthest, kFarthest); }

std::int64_t fifths(double pixels) { return std::llround(5 * drawable(pixels)); }

/// With a tenth at most.
std::string px(double pixels) { return fmt::format("{:g}", std::round(10 * drawable(pixels)) / 10); }

/// The shortest step between ticks of a span, at most ten of them.
std::int64_t step_us(std::int64_t span_us) {
  constexpr std::array<std::int64_t, 15> kSteps_us = {
      100'000,    200'000,    500'000,     1'000'000,   2'000'000,   5'000'000,     10'000'000,   15'000'000,
      30'000'000, 60'000'000, 120'000'000, 300'000'000, 600'000'000, 1'800'000'000, 3'600'000'000};
  for (const std::int64_t step : kSteps_us) {
    if (span_us / step <= 10) {
      return step;
    }
  }
  std::int64_t step = kSteps_us.back();
  while (span_us / step > 10) {
    step *= 2;
  }
  return step;
}

}  // namespace

void Path::move_to(double x, double y) {
  data_ += 'm';
  last_ = 'm';
  go(x, y);
  start_x_ = x_;
  start_y_ = y_;
}

void Path::line_to(double x, double y) {
  const bool upright = fifths(x) == x_;
  const char command = upright ? 'v' : 'l';
  // Points after a move are lines, and a command that goes on is not said again.
  if (last_ != command && !(last_ == 'm' && !upright)) {
    data_ += command;
  }
  last_ = command;
  go(x, y);
}

void Path::go(double x, double y) {
  const std::int64_t to_x = fifths(x), to_y = fifths(y);
  if (last_ != 'v') {
    number(to_x - x_);
  }
  number(to_y - y_);
  x_ = to_x;
  y_ = to_y;
}

void Path::number(std::int64_t value) {
  const bool after_number = !data_.empty() && data_.back() >= '0' && data_.back() <= '9';
  fmt::format_to(std::back_inserter(data_), "{}{}", after_number && value >= 0 ? " " : "", value);
}

void Path::close() {
  data_ += 'z';
  last_ = 'z';
  x_ = start_x_;
  y_ = start_y_;
}

std::string Path::element(std::string_view classes) const {
  return data_.empty() ? "" : fmt::format(R"(<path class="fifths {}" d="{}"/>)", classes, data_);
}

TimeAxis::TimeAxis(std::int64_t from_us, std::int64_t to_us, std::int64_t zero_us)
    : from_us_(from_us), to_us_(std::max(to_us, from_us + 1)), zero_us_(zero_us) {}

double TimeAxis::x(std::int64_t t_us) const {
  return kPlotLeft + kPlotWidth * static_cast<double>(t_us - from_us_) / static_cast<double>(to_us_ - from_us_);
}

std::vector<TimeAxis::Tick> TimeAxis::ticks() const {
  const std::int64_t step = step_us(to_us_ - from_us_), begin = from_us_ - zero_us_;
  std::int64_t t_us = begin / step * step;
  t_us += t_us < begin ? step : 0;
  std::vector<Tick> ticks;
  for (; t_us <= to_us_ - zero_us_; t_us += step) {
    ticks.push_back({x(t_us + zero_us_), clock_text(t_us, step < 1'000'000)});
  }
  return ticks;
}

std::string TimeAxis::drawn(double top, double bottom) const {
  std::string out;
  for (const Tick& tick : ticks()) {
    out += line_between(tick.x, top, tick.x, bottom, "grid");
    out += text_at(tick.x, bottom + 15, "mid", tick.label);
  }
  return out;
}

double ValueAxis::y(double value) const { return top + height * (high - value) / (high - low); }

double round_up(double value) {
  if (!(value > 0) || !std::isfinite(value)) {
    return 1;
  }
  const double decade = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0}) {
    if (value <= step * decade) {
      return step * decade;
    }
  }
  return 10 * decade;
}

std::string number_text(double value) { return fmt::format("{}{:g}", value < 0 ? "−" : "", std::abs(value)); }

std::string lost_text(std::int64_t lost_us) {
  return fmt::format("{:.2f} s lost", static_cast<double>(lost_us) * 1e-6);
}

std::string clock_text(std::int64_t t_us, bool tenths) {
  const std::int64_t all = std::abs(t_us) / 100'000, s = all / 10;
  std::string out = t_us < 0 && all > 0 ? "−" : "";
  out += s >= 3600 ? fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
                   : fmt::format("{}:{:02}", s / 60, s % 60);
  return tenths ? out + fmt::format(".{}", all % 10) : out;
}

std::string text_at(double x, double y, std::string_view classes, std::string_view content) {
  return fmt::format(R"(<text x="{}" y="{}" class="{}">{}</text>)", px(x), px(y), classes, content);
}

std::string line_between(double x1, double y1, double x2, double y2, std::string_view classes) {
  return fmt::format(R"(<path class="{}" d="M{} {}L{} {}"/>)", classes, px(x1), px(y1), px(x2), px(y2));
}

std::string box(double x, double y, double width, double height, std::string_view classes) {
  return fmt::format(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>)", classes, px(x), px(y), px(width),
                     px(height));
}

std::string contact_glyph(const Contacted& contacted, double x, double y, double size) {
  constexpr std::array<std::string_view, 4> kSymbols = {"unsure", "ball", "flat", "heel"};
  constexpr std::array<std::string_view, 4> kColours = {"c-unsure", "c-ball", "c-flat", "c-ball"};
  const auto i = static_cast<std::size_t>(contacted.contact);
  const bool attention = contacted.contact == ContactClass::heel_first && contacted.backward;
  return fmt::format(R"(<use href="#{}" class="{}{}" x="{}" y="{}" width="{}" height="{}"/>)", kSymbols[i],
                     attention ? "c-heel" : kColours[i], contacted.used ? "" : " pale", px(x - size / 2),
                     px(y - size / 2), px(size), px(size));
}

std::string framed(double height, std::string_view label, std::string_view content) {
  return fmt::format(
      R"(<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>)",
      label, px(kPictureWidth), px(height), content);
}

std::string_view symbols() {
  return R"(<svg class="sprite" xmlns="http://www.w3.org/2000/svg" width="0" height="0" aria-hidden="true">
<symbol id="ball" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.5" fill="currentColor"/></symbol>
<symbol id="flat" viewBox="0 0 16 16"><path d="M1 5.2h14v5.6H1z" fill="currentColor"/></symbol>
<symbol id="heel" viewBox="0 0 16 16"><path d="M1 2h14L8 15z" fill="currentColor"/></symbol>
<symbol id="unsure" viewBox="0 0 16 16"><path d="M4.6 5.4a3.4 3.4 0 1 1 5 3Q8 9.2 8 11m0 2.3v1" fill="none" stroke="currentColor" stroke-width="2.4"/></symbol>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 6L6 0M-1.5 1.5L1.5 -1.5M4.5 7.5L7.5 4.5" class="hatch"/></pattern>
</svg>
)";
}

}  // namespace backstep::host
