#include "host/sink/doubts.h"

#include <fmt/format.h>

#include <array>

#include "dsp/calibration/foot_alignment.h"
#include "host/sink/contradiction.h"
#include "host/sink/names.h"

namespace backstep::host {

namespace {

constexpr std::array kFeet = {Foot::left, Foot::right};
constexpr std::uint32_t kFewestOpposed = 3;  // strides: a direction that changes may part the feet for one or two

std::size_t at(Foot foot) { return static_cast<std::size_t>(index(foot)); }

void doubt_sensors(const WalkReport& report, std::vector<std::string>& out) {
  for (const Foot foot : kFeet) {
    if (contradicts(report.diagnosis[at(foot)])) {
      out.push_back(contradiction_sentence(foot, report.diagnosis[at(foot)]));
    }
  }
}

/// Most contacts are those of a usual walk: heel-first forward, ball-first backward.
bool usual_contacts(const SessionSummary& summary, Foot foot) {
  const std::uint32_t usual = summary.walk(foot, Direction::forward).contacts[ContactClass::heel_first] +
                              summary.walk(foot, Direction::backward).contacts[ContactClass::ball_first];
  return 3 * usual > 2 * summary.rows(foot);
}

/// A mounting with heel and toes exchanged turns direction and contact about: the worst error there is, and one slip of
/// the hand. Exchanging the ends turns a usual walk into another usual one; but backward heel-first would become
/// forward ball-first, which is rarer still, so there the pitch is no reason to doubt.
void doubt_toes(const WalkReport& report, const SessionSummary& summary, std::vector<std::string>& out) {
  for (const Foot foot : kFeet) {
    const auto& odds = report.toe_log_odds[at(foot)];
    const auto& calibration = report.calibration[at(foot)];
    if (!odds || !calibration || *odds >= -double(AlignmentConfig{}.decide_log_odds) ||
        !usual_contacts(summary, foot)) {
      continue;
    }
    const bool declared = calibration->toe_source == ToeSource::declared;
    out.push_back(fmt::format(
        "the {} foot pitches as if its toes were at the other end than {}. {}: if it is wrong, forward is backward and "
        "ball is heel here.",
        name(foot), declared ? "the axis that was declared" : "its calibration has them",
        declared ? fmt::format("Check --{}-toes", name(foot))
                 : "Is the calibration of another pair of shoes, or does the sensor sit otherwise now? Make it again "
                   "(backstep calibrate)"));
  }
}

/// "--left-toes": what told which end of a foot is the toe.
std::string told_by(const WalkReport& report, Foot foot) {
  const auto& calibration = report.calibration[at(foot)];
  const ToeSource source = calibration ? calibration->toe_source : ToeSource::unknown;
  switch (source) {
    case ToeSource::declared:
      return fmt::format("--{}-toes (has the axis the other sign?)", name(foot));
    case ToeSource::stored:
      return fmt::format("the {} foot's calibration (is it of another shoe?)", name(foot));
    default:
      return fmt::format("the {} foot, where the signal decided (--{}-toes says it for sure)", name(foot), name(foot));
  }
}

void doubt_feet(const WalkReport& report, const SessionSummary& summary, std::vector<std::string>& out) {
  const TravelOfFeet& travel = summary.travel_of_feet();
  if (travel.opposed < kFewestOpposed || travel.opposed <= travel.alike) {
    return;
  }
  const auto backward = [&](Foot foot) {
    return summary.walk(foot, Direction::backward).rows > summary.walk(foot, Direction::forward).rows;
  };
  const Foot behind = backward(Foot::left) ? Foot::left : Foot::right;
  out.push_back(fmt::format(
      "the {} foot goes backward while the {} foot goes forward ({} of {} strides): heel and toes of one of them are "
      "exchanged. Check {} and {}.",
      name(behind), name(other(behind)), travel.opposed, travel.opposed + travel.alike, told_by(report, Foot::left),
      told_by(report, Foot::right)));
}

}  // namespace

std::vector<std::string> doubts(const WalkReport& report, const SessionSummary& summary) {
  std::vector<std::string> out;
  doubt_sensors(report, out);
  doubt_toes(report, summary, out);
  doubt_feet(report, summary, out);
  return out;
}

bool contradicts(const WalkReport& report) {
  return contradicts(report.diagnosis[0]) || contradicts(report.diagnosis[1]);
}

}  // namespace backstep::host
