#include "host/sink/doubts.h"

#include <fmt/format.h>

#include <array>

#include "dsp/calibration/foot_alignment.h"
#include "host/base/contradiction.h"
#include "host/base/names.h"

namespace backstep::host {

namespace {

constexpr std::uint32_t kFewestTogether = 3;  // strides, to know that the feet travel together
constexpr std::uint32_t kFewestOpposed = 3;   // strides: a direction that changes may part the feet for one or two

void doubt_sensors(const WalkReport& report, std::vector<Sentence>& out) {
  for (const Foot foot : kFeet) {
    if (contradicts(report.diagnosis[index(foot)])) {
      out.push_back(contradiction_sentence(foot, report.diagnosis[index(foot)]));
    }
  }
}

/// What the walk says of a foot's toe end, with what the other foot has to say: both travel the same way.
double log_odds(const WalkReport& report, const SessionSummary& summary, Foot foot) {
  const TravelOfFeet& travel = summary.travel_of_feet();
  const auto& others = report.toe_log_odds[index(other(foot))];
  const bool together = travel.alike + travel.opposed >= kFewestTogether;
  return others && together
             ? pooled_log_odds(*report.toe_log_odds[index(foot)], travel.alike > travel.opposed ? *others : -*others)
             : *report.toe_log_odds[index(foot)];
}

/// A mounting with heel and toes exchanged turns direction and contact about: the worst error there is, and one slip of
/// the hand.
void doubt_toes(const WalkReport& report, const SessionSummary& summary, std::vector<MountingDoubt>& out) {
  for (const Foot foot : kFeet) {
    const auto& calibration = report.calibration[index(foot)];
    if (!report.toe_log_odds[index(foot)] || !calibration || calibration->toe_source < ToeSource::stored ||
        log_odds(report, summary, foot) >= -double(AlignmentConfig{}.decide_log_odds)) {
      continue;
    }
    const bool declared = calibration->toe_source == ToeSource::declared;
    out.push_back(
        {foot,
         fmt::format("the {} foot moves as if its toes were at the other end than {}. If so, forward is backward and "
                     "ball is heel here",
                     name(foot), declared ? "the axis that was declared" : "its calibration has them"),
         declared
             ? Sentence("Has that axis the other sign?", Hint::toes_sign, std::string(name(foot)))
             : Sentence("Is the calibration of another pair of shoes, or was it made of a walk backward, or does the "
                        "sensor sit otherwise now?",
                        Hint::calibrate)});
  }
}

/// What told which end of a foot is the toe.
std::string told_by(const WalkReport& report, Foot foot) {
  const auto& calibration = report.calibration[index(foot)];
  const ToeSource source = calibration ? calibration->toe_source : ToeSource::unknown;
  switch (source) {
    case ToeSource::declared:
      return fmt::format("the axis of the {} toes (has it the other sign?)", name(foot));
    case ToeSource::stored:
      return fmt::format("the {} foot's calibration (is it of another shoe?)", name(foot));
    default:
      return fmt::format("the {} foot, where the signal decided", name(foot));
  }
}

void doubt_feet(const WalkReport& report, const SessionSummary& summary, std::vector<MountingDoubt>& out) {
  const TravelOfFeet& travel = summary.travel_of_feet();
  if (travel.opposed < kFewestOpposed || travel.opposed <= travel.alike) {
    return;
  }
  const auto backward = [&](Foot foot) {
    return summary.walk(foot, Direction::backward).rows > summary.walk(foot, Direction::forward).rows;
  };
  const Foot behind = backward(Foot::left) ? Foot::left : Foot::right;
  out.push_back({std::nullopt,
                 fmt::format("the {} foot goes backward while the {} foot goes forward ({} of {} strides): heel and "
                             "toes of one of them are exchanged",
                             name(behind), name(other(behind)), travel.opposed, travel.opposed + travel.alike),
                 Sentence(fmt::format("Check {} and {}", told_by(report, Foot::left), told_by(report, Foot::right)),
                          Hint::toes_sign)});
}

}  // namespace

std::vector<MountingDoubt> mounting_doubts(const WalkReport& report, const SessionSummary& summary) {
  std::vector<MountingDoubt> out;
  doubt_toes(report, summary, out);
  doubt_feet(report, summary, out);
  return out;
}

std::vector<Sentence> doubts(const WalkReport& report, const SessionSummary& summary) {
  std::vector<Sentence> out;
  doubt_sensors(report, out);
  for (const MountingDoubt& doubt : mounting_doubts(report, summary)) {
    out.push_back({ended(fmt::format("{}. {}", doubt.what, doubt.todo.text)), doubt.todo.hint, doubt.todo.hint_value});
  }
  return out;
}

bool contradicts(const WalkReport& report) {
  return contradicts(report.diagnosis[0]) || contradicts(report.diagnosis[1]);
}

}  // namespace backstep::host
