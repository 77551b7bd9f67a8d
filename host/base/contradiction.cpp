#include "host/base/contradiction.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "host/base/names.h"

namespace backstep::host {

namespace {

/// What integration leaves of sound sensors at the end of a swing; median over recordings: 0.09.
constexpr double kSoundClosing_mps = 0.1;

std::string stuck_axes(std::uint8_t axes) {
  constexpr std::array<std::string_view, 6> kAxes = {"acc x", "acc y", "acc z", "gyr x", "gyr y", "gyr z"};
  std::string names;
  int count = 0;
  for (std::size_t i = 0; i < kAxes.size(); ++i) {
    if ((static_cast<unsigned>(axes) >> i & 1U) != 0) {
      names += fmt::format("{}{}", names.empty() ? "" : ", ", kAxes[i]);
      ++count;
    }
  }
  return fmt::format("{} never change{}", names, count == 1 ? "s" : "");
}

}  // namespace

std::string contradiction_of(Foot foot, const FootDiagnosis& d) {
  switch (d.contradiction) {
    case Contradiction::stuck_axis:
      return fmt::format("the sensor of the {} foot contradicts itself: {} although the others do", name(foot),
                         stuck_axes(d.stuck_axes));
    case Contradiction::rotation_against_force: {
      std::string what = fmt::format("rotation and acceleration of the {} foot do not belong together", name(foot));
      if (d.closing_speed_mps) {
        what += fmt::format(
            ": by them it still moves at {:.1f} m/s (median) where it comes to rest; sound sensors leave about {:.1f}",
            *d.closing_speed_mps, kSoundClosing_mps);
      }
      return what;
    }
    case Contradiction::no_walking:
      return fmt::format("the {} foot moves, but does not stand, turn and get on as a walking foot does", name(foot));
    case Contradiction::none:
      break;
  }
  return {};
}

std::string cause_of(const FootDiagnosis& d) {
  switch (d.contradiction) {
    case Contradiction::stuck_axis:
      return "Is the axis broken, or was its column lost on the way? No stride of this foot is counted";
    case Contradiction::rotation_against_force:
      return "Is an axis exchanged or a sign turned, a unit or scale wrong, or do the times run at another speed? No "
             "stride of this foot is counted";
    case Contradiction::no_walking:
      return "Is this a walk, and does the sensor sit on a foot? Nothing of it is counted";
    case Contradiction::none:
      break;
  }
  return {};
}

std::string contradiction_sentence(Foot foot, const FootDiagnosis& d) {
  return fmt::format("{}. {}.", contradiction_of(foot, d), cause_of(d));
}

}  // namespace backstep::host
