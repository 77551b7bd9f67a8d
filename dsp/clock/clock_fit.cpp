#include "dsp/clock/clock_fit.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "dsp/clock/lower_edge.h"

namespace backstep {
namespace {

constexpr std::int64_t kSecond_us = 1'000'000;
/// Bounds may cross by what a rate that is not known well yet makes of two minutes; beyond, the clock was set.
constexpr double kTolerance_us = 3000;
/// No shoe takes longer to answer; no exchange that did tells much.
constexpr std::int64_t kLongestExchange_us = 5 * kSecond_us;
/// Of the nominal interval: no oscillator of a sensor is further off.
constexpr double kMaxIntervalError = 0.15;
constexpr double kIntervalWeight = 0.1;  ///< of one packet's interval in their mean

std::int64_t second_at(std::int64_t device_us) { return device_us / kSecond_us - (device_us % kSecond_us < 0 ? 1 : 0); }

}  // namespace

ClockFit::ClockFit(double rate_hz, const ClockFitConfig& config)
    : config_(config), interval_us_(1e6 / rate_hz), nominal_interval_us_(interval_us_) {}

void ClockFit::restart() {
  used_ = 0;
  reference_.reset();
  last_first_us_.reset();
  set_ = true;
}

void ClockFit::resume(const ClockSegment& last) {
  restart();
  map_.push(last);
  reference_ = {last.device_us, last.session_us};
  set_ = false;
}

std::int64_t ClockFit::unwrapped(std::uint32_t low, std::int64_t near_us) const {
  if (!reference_) {
    return low;
  }
  const std::int64_t about_us = near_us - reference_->offset_us();
  return about_us + static_cast<std::int32_t>(low - static_cast<std::uint32_t>(about_us));
}

ClockFit::Second& ClockFit::second_of(std::int64_t device_us) {
  const std::int64_t number = second_at(device_us);
  for (std::size_t i = used_; i > 0 && seconds_[i - 1].number >= number; --i) {
    if (seconds_[i - 1].number == number || i == 1) {
      return seconds_[i - 1];
    }
  }
  if (used_ > 0 && seconds_[used_ - 1].number > number) {
    return seconds_[used_ - 1];  // a silent second: its bound may as well stand in a later one
  }
  const auto end = seconds_.begin() + static_cast<std::ptrdiff_t>(used_);
  auto kept = std::find_if(seconds_.begin(), end,
                           [&](const Second& s) { return s.number > number - static_cast<std::int64_t>(kSeconds); });
  used_ = static_cast<std::size_t>(std::move(kept, end, seconds_.begin()) - seconds_.begin());
  seconds_[used_] = {number, std::nullopt, std::nullopt};
  return seconds_[used_++];
}

void ClockFit::add_upper(const Bound& bound) {
  auto& upper = second_of(bound.device_us).upper;
  if (!upper || bound.offset_us() < upper->offset_us()) {
    upper = bound;
  }
}

void ClockFit::add_lower(const Bound& bound) {
  auto& lower = second_of(bound.device_us).lower;
  if (!lower || bound.offset_us() > lower->offset_us()) {
    lower = bound;
  }
}

void ClockFit::push(const TimeExchange& e) {
  const std::int64_t took_us = e.heard_us - e.asked_us;
  const auto within_us = static_cast<std::int32_t>(e.answered_us - e.received_us);
  if (took_us < 0 || took_us > kLongestExchange_us || within_us < 0 || within_us > took_us) {
    return;
  }
  const auto bound = [&](std::uint32_t device, std::int64_t session_us) {
    return Bound{unwrapped(device, session_us), session_us};
  };
  Bound lower = bound(e.received_us, e.asked_us), upper = bound(e.answered_us, e.heard_us);
  if (!map_.empty() && !set_ &&
      (lower.session_us - map_.session_us(lower.device_us) > config_.jump_us ||
       map_.session_us(upper.device_us) - upper.session_us > config_.jump_us)) {
    restart();
    lower = bound(e.received_us, e.asked_us);
    upper = bound(e.answered_us, e.heard_us);
  }
  add_lower(lower);
  add_upper(upper);
  reference_ = upper;
}

std::optional<ClockSegment> ClockFit::push_packet(std::uint32_t first_us, std::size_t samples, bool follows,
                                                  std::int64_t arrival_us) {
  std::int64_t device_us = unwrapped(first_us, arrival_us);
  const auto last_sample = [&] { return device_us + std::llround(interval_us_ * (static_cast<double>(samples) - 1)); };
  const bool went_back = last_first_us_ && device_us <= *last_first_us_;
  const bool too_early = !map_.empty() && !set_ && map_.session_us(last_sample()) - arrival_us > config_.jump_us;
  if (went_back || too_early) {
    restart();
    device_us = unwrapped(first_us, arrival_us);
  }
  if (follows && last_first_us_) {
    const double interval_us = static_cast<double>(device_us - *last_first_us_) / static_cast<double>(last_samples_);
    if (std::abs(interval_us / nominal_interval_us_ - 1) < kMaxIntervalError) {
      interval_us_ += kIntervalWeight * (interval_us - interval_us_);
    }
  }
  const Bound upper{last_sample(), arrival_us};
  add_upper(upper);
  reference_ = upper;
  last_first_us_ = device_us;
  last_samples_ = samples;

  std::optional<ClockSegment> begun;
  if (map_.empty() || set_ || device_us - map_.newest().device_us >= kSecond_us) {
    auto line = fit(device_us);
    if (!line) {
      restart();
      device_us = first_us;
      last_first_us_ = device_us;
      reference_ = {last_sample(), arrival_us};
      add_upper(*reference_);
      line = fit(device_us);
    }
    begun = begin_segment(device_us, *line);
    map_.push(*begun);
    set_ = false;
  }
  const std::int64_t taken_us = map_.session_us(last_sample());
  delay_us_ = arrival_us - taken_us;
  last_session_us_ = taken_us;
  return begun;
}

ClockSegment ClockFit::begin_segment(std::int64_t device_us, const Line& line) const {
  ClockSegment segment;
  segment.device_us = device_us;
  segment.rate_ppm = line.rate_ppm;
  segment.uncertainty_us = uncertainty_us();
  const std::int64_t come_to_us = map_.empty() || set_ ? line.session_us : map_.session_us(device_us);
  const std::int64_t wrong_us = line.session_us - come_to_us;
  segment.anew = map_.empty() || set_ || std::abs(wrong_us) > config_.jump_us;
  if (segment.anew) {
    segment.session_us = last_session_us_ ? std::max(line.session_us, *last_session_us_ + 1) : line.session_us;
  } else {
    const auto most_us = static_cast<std::int64_t>(config_.max_correction_ppm * 1e-6 *
                                                   static_cast<double>(ClockSegment::kCorrectionTime_us));
    segment.session_us = come_to_us;
    segment.correction_us = static_cast<std::int32_t>(std::clamp(wrong_us, -most_us, most_us));
  }
  return segment;
}

double ClockFit::rate_ppm() const {
  std::array<PlanePoint, kSeconds> points{};
  std::size_t count = 0;
  const Bound* first = nullptr;
  for (std::size_t i = 0; i < used_; ++i) {
    if (const auto& upper = seconds_[i].upper) {
      first = first == nullptr ? &*upper : first;
      points[count++] = {static_cast<double>(upper->device_us - first->device_us) * 1e-6,
                         static_cast<double>(upper->offset_us() - first->offset_us())};
    }
  }
  if (count < 2) {
    return 0;
  }
  const double span_s = points[count - 1].x;
  const double slope = lower_edge(std::span(points).first(count)).slope();
  const double weight = span_s * span_s / (span_s * span_s + config_.rate_time_s * config_.rate_time_s);
  return weight * std::clamp(slope, -config_.max_rate_ppm, config_.max_rate_ppm);
}

ClockFit::Bounds ClockFit::bounds(std::int64_t device_us, double rate_ppm) const {
  Bounds bounds;
  const auto offset = [&](const Bound& b) {
    return static_cast<double>(b.offset_us()) + static_cast<double>(device_us - b.device_us) * rate_ppm * 1e-6;
  };
  for (std::size_t i = 0; i < used_; ++i) {
    if (const auto& b = seconds_[i].upper) {
      bounds.upper_us = std::min(bounds.upper_us.value_or(offset(*b)), offset(*b));
    }
    if (const auto& b = seconds_[i].lower) {
      bounds.lower_us = std::max(bounds.lower_us.value_or(offset(*b)), offset(*b));
    }
  }
  return bounds;
}

std::optional<ClockFit::Line> ClockFit::fit(std::int64_t device_us) const {
  const double rate = rate_ppm();
  const Bounds b = bounds(device_us, rate);
  if (!b.upper_us || (b.lower_us && *b.lower_us - *b.upper_us > kTolerance_us)) {
    return std::nullopt;
  }
  const double offset_us = b.lower_us ? (*b.upper_us + *b.lower_us) / 2 : *b.upper_us;
  return Line{rate, device_us + std::llround(offset_us)};
}

std::optional<std::int64_t> ClockFit::uncertainty_us() const {
  if (used_ == 0) {
    return std::nullopt;
  }
  const Bounds b = bounds(seconds_[used_ - 1].number * kSecond_us, rate_ppm());
  if (!b.upper_us || !b.lower_us) {
    return std::nullopt;
  }
  return std::llround(std::abs(*b.upper_us - *b.lower_us) / 2);
}

}  // namespace backstep
