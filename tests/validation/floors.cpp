#include <fmt/format.h>

#include <string_view>

#include "tests/validation/report.h"

namespace backstep::validation {

namespace {

/// What is reached, less a little: a change that costs more than that is to be looked at.
class Floors {
 public:
  void at_least(std::string_view what, Share share, double floor) {
    require(share.of > 0, fmt::format("{}: nothing to judge", what));
    require(share.value() >= floor, fmt::format("{}: {} of {} ({:.4f}), must be at least {}", what, share.count,
                                                share.of, share.value(), floor));
  }

  void at_most(std::string_view what, double value, double limit) {
    require(value <= limit, fmt::format("{}: {:.3f}, must be at most {}", what, value, limit));
  }

  void require(bool kept, std::string sentence) {
    if (!kept) {
      broken.push_back(std::move(sentence));
    }
  }

  std::vector<std::string> broken;
};

}  // namespace

std::vector<std::string> broken_floors(const Report& report) {
  Floors floors;
  const Results& results = report.results;
  for (const RecordingResult& r : results) {
    floors.require(r.failure.empty(), fmt::format("{} was not analysed: {}", r.recording.name, r.failure));
  }
  const Comparison all = of_family(results, "");
  floors.at_least("strides found of the true ones", {all.found, all.true_strides}, 0.995);
  floors.at_least("true ones of the strides found", {all.found, all.found + all.invented}, 0.995);
  return std::move(floors.broken);
}

}  // namespace backstep::validation
