#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "dsp/base/math.h"
#include "tests/validation/report.h"
#include "tests/validation/statistics.h"

namespace backstep::validation {

namespace {

constexpr double kRecall = 0.98;
constexpr double kPrecision = 0.98;
constexpr double kCleanDirection = 0.98;
constexpr double kLengthAll_cm = 2.5;
constexpr double kLengthBackward_cm = 1.0;
constexpr std::string_view kBackwardFamily = "bandai-walkback";
constexpr double kContactFar = 0.95;
constexpr double kContactAll = 0.90;

class Floors {
 public:
  void at_least(std::string_view what, Share share, double floor) {
    require(share.value() >= floor, fmt::format("{}: {} of {} ({:.4f}), must be at least {}", what, share.count,
                                                share.of, share.value(), floor));
    require(share.of > 0, fmt::format("{}: nothing to judge", what));
  }

  void at_most(std::string_view what, const Spread& s, double limit_cm) {
    require(s.mean_abs <= limit_cm, fmt::format("{}: {:.3f} cm, must be at most {} cm", what, s.mean_abs, limit_cm));
    require(s.count > 0, fmt::format("{}: nothing to judge", what));
  }

  void none(std::string_view what, std::size_t count) {
    require(count == 0, fmt::format("{}: {}, must be none", what, count));
  }

  void require(bool kept, std::string sentence) {
    if (!kept) {
      broken.push_back(std::move(sentence));
    }
  }

  std::vector<std::string> broken;
};

}  // namespace

std::vector<std::string> broken_floors(const std::vector<RecordingResult>& results) {
  Floors floors;
  for (const RecordingResult& r : results) {
    floors.require(r.failure.empty(), fmt::format("{} was not analysed: {}", r.recording.name, r.failure));
  }
  const Comparison all = of_all(results);
  floors.at_least("strides found of the true ones", {all.found, all.true_strides}, kRecall);
  floors.at_least("true ones of the strides found", {all.found, all.found + all.invented}, kPrecision);
  floors.at_least("direction of clean strides", directions_right(all, Strides::clean), kCleanDirection);
  floors.none("strides taken for the reverse, forward or backward", directions_reversed(all));
  floors.at_most("mean length error, straight strides", spread(length_errors(all, 100)), kLengthAll_cm);
  for (std::size_t i = 0; i < families().size(); ++i) {
    if (families()[i].name_contains == kBackwardFamily) {
      floors.at_most("mean length error, backward by motion capture", spread(length_errors(of_family(results, i), 100)),
                     kLengthBackward_cm);
    }
  }
  floors.at_least("contact class far from the limits", contacts_right(all, Contacts::far), kContactFar);
  floors.at_least("contact class", contacts_right(all, Contacts::all), kContactAll);
  floors.none("contacts of the opposite class", contacts_opposite(all));
  return std::move(floors.broken);
}

}  // namespace backstep::validation
