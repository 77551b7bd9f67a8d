#include "dsp/stride/rest_finder.h"

#include <algorithm>
#include <cmath>

namespace backstep {
namespace {
constexpr Real kNever = Real(1e9);
}

RestFinder::RestFinder(Real rate_hz, const RestConfig& config)
    : config_(config), decide_samples_(std::max<std::int64_t>(2, std::lround(rate_hz * config.decide_s))) {}

RestCandidate RestFinder::candidate(bool flat) const {
  return {.index = quiet_index_, .unrest_radps = valley_, .flat = flat};
}

std::optional<RestCandidate> RestFinder::push(std::int64_t index, const Stillness& s) {
  const Real u = s.unrest_radps;
  if (resting_) {
    if (u > config_.exit_radps) {
      resting_ = false;
      in_valley_ = false;
      peak_ = u;
    }
    return std::nullopt;
  }
  if (!in_valley_) {
    peak_ = std::max(peak_, u);
    if (u * config_.prominence > peak_) {
      return std::nullopt;
    }
    in_valley_ = true;
    valley_begin_ = index;
    valley_ = quiet_ = kNever;
    still_since_ = hold_until_ = -1;
  }
  valley_begin_ = valley_begin_ < 0 ? index : valley_begin_;
  // In a valley: find its lowest and quietest instants, and wait for stillness to last or for the rise out of it.
  valley_ = std::min(valley_, u);
  if (s.quick_radps < quiet_) {
    quiet_ = s.quick_radps;
    quiet_index_ = index;
  }
  if (u < config_.enter_radps) {
    still_since_ = still_since_ < 0 ? index : still_since_;
    if (index - still_since_ >= decide_samples_ && index >= hold_until_) {
      return candidate(true);
    }
  } else {
    still_since_ = -1;
  }
  if (u > valley_ * config_.prominence && u > config_.enter_radps) {
    in_valley_ = false;
    peak_ = u;
    if (valley_ < config_.dip_limit_radps) {
      return candidate(false);
    }
  }
  return std::nullopt;
}

std::optional<RestCandidate> RestFinder::finish() {
  if (resting_ || !in_valley_ || valley_ > config_.dip_limit_radps) {
    return std::nullopt;
  }
  return candidate(false);
}

std::optional<std::int64_t> RestFinder::candidate_since() const {
  return in_valley_ && !resting_ && valley_begin_ >= 0 ? std::optional(valley_begin_) : std::nullopt;
}

void RestFinder::accept() {
  if (in_valley_) {
    resting_ = true;
  }
}

void RestFinder::leave() {
  resting_ = false;
  in_valley_ = true;
  valley_ = quiet_ = kNever;
  valley_begin_ = still_since_ = hold_until_ = -1;
}

void RestFinder::reject() {
  // A later, quieter instant of the same valley may still be a rest: ask again after another decide_s.
  hold_until_ = quiet_index_ + 2 * decide_samples_;
  quiet_ = kNever;
}

void RestFinder::reset() {
  resting_ = false;
  in_valley_ = true;
  peak_ = 0;
  valley_ = quiet_ = kNever;
  quiet_index_ = 0;
  valley_begin_ = still_since_ = hold_until_ = -1;
}

}  // namespace backstep
