#include "host/session/shoe_watch.h"

#include <fmt/format.h>

#include <utility>

#include "host/base/contradiction.h"
#include "host/base/names.h"

namespace backstep::host {

std::string shoe_text(const ShoeState& state) {
  std::string text = state.connected ? fmt::format("{:.1f} % missing", state.missing_pct) : std::string("no link");
  if (state.connected && state.delay_ms) {
    text += fmt::format("  {:.0f} ms", *state.delay_ms);
  }
  if (state.battery_pct) {
    text += fmt::format("  battery {} %", *state.battery_pct);
  }
  return text;
}

std::vector<ShoeWarning> ShoeWatch::warnings(const ShoeState& state, const FootDiagnosis& diagnosis) {
  std::vector<ShoeWarning> sentences;
  if (state.low_battery && !std::exchange(warned_battery_, true)) {
    sentences.push_back(
        {NoticeKind::battery, fmt::format("{} shoe: its battery is low{}; charge it soon", name(foot_),
                                          state.battery_pct ? fmt::format(" ({} %)", *state.battery_pct) : "")});
  }
  if (state.reduced && !std::exchange(warned_reduced_, true)) {
    sentences.push_back(
        {NoticeKind::link,
         fmt::format(
             "{} shoe: the link carries only small packets, so it sends at most 52 samples a second and contacts "
             "are timed less well; another Bluetooth adapter may help",
             name(foot_))});
  }
  if (contradicts(diagnosis) && !std::exchange(warned_contradiction_, true)) {
    sentences.push_back({NoticeKind::signal, contradiction_sentence(foot_, diagnosis)});
  }
  return sentences;
}

}  // namespace backstep::host
