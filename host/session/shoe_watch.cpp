#include "host/session/shoe_watch.h"

#include <fmt/format.h>

#include <tuple>
#include <utility>

#include "host/base/contradiction.h"
#include "host/base/names.h"
#include "host/sink/stride_table.h"

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

std::string shoe_line(Foot foot, std::int64_t t_us, const ShoeState& state) {
  return fmt::format(
      "{{\"event\":\"shoe\",\"foot\":\"{}\",\"t_s\":{},\"connected\":{},\"battery_pct\":{},\"missing_pct\":{:.2f},"
      "\"delay_ms\":{},\"low_battery\":{},\"reduced\":{}}}\n",
      name(foot), seconds(t_us), state.connected, state.battery_pct ? fmt::format("{}", *state.battery_pct) : "null",
      state.missing_pct, state.delay_ms ? fmt::format("{:.1f}", *state.delay_ms) : "null", state.low_battery,
      state.reduced);
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

bool ShoeWatch::line_due(const ShoeState& state, std::int64_t t_us) {
  const auto words = [](const ShoeState& s) {
    return std::tuple(s.connected, s.battery_pct, s.low_battery, s.reduced);
  };
  if (told_ && words(*told_) == words(state) && t_us - told_us_ < kBetween_us) {
    return false;
  }
  told_ = state;
  told_us_ = t_us;
  return true;
}

}  // namespace backstep::host
