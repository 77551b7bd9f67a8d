// The options and commands of what the library suggests: it knows none itself.
#include "host/cli/hints.h"

#include <fmt/format.h>

#include <utility>

namespace backstep::cli {
namespace {

using host::Hint;

struct Wording {
  std::string words;
  std::string option{};  ///< that the command must have; "": another command helps
};

Wording wording(Hint hint, const std::string& value) {
  switch (hint) {
    case Hint::none:
      break;
    case Hint::acc_unit:
      return {value.empty() ? "Say the unit with --acc-unit m/s2 or g" : "Say --acc-unit " + value, "--acc-unit"};
    case Hint::gyr_unit:
      return {value.empty() ? "Say the unit with --gyro-unit rad/s or deg/s"
                            : "If the values are " + value + ", say --gyro-unit " + value,
              "--gyro-unit"};
    case Hint::name_feet:
      return {value.empty() ? "Say which is which with --left FILE and --right FILE"
                            : fmt::format("Say whose foot it is: --left {} or --right {}", value, value),
              "--left"};
    case Hint::part_of_walk:
      return {"--from and --to choose a part of the walk", "--to"};  // --from may be a file
    case Hint::toes:
      return {fmt::format("Declare it (--{}-toes=+x) or give a calibration (backstep calibrate)", value),
              "--left-toes"};
    case Hint::toes_sign:
      return {value.empty() ? "The options are --left-toes and --right-toes"
                            : fmt::format("The option is --{}-toes", value),
              "--left-toes"};
    case Hint::led_forward:
      return {"If these did lead forward (a foot that drops in swing can look so), say --forward", "--forward"};
    case Hint::common_clock:
      return {"If one clock timed two CSV files, say --common-clock", "--common-clock"};
    case Hint::leg_length:
      return {"The options are --leg-length-m, --height-m and --baseline", "--leg-length-m"};
    case Hint::diagnose:
      return {"See what is wrong with it: backstep doctor " + value};
    case Hint::import_first:
      return {"For CSV, WAV or FLAC use `backstep import`, or `backstep analyze --left L.csv --right R.csv`"};
    case Hint::calibrate:
      return {"Make it with: backstep calibrate walk.gait -o shoes.json"};
    case Hint::make_baseline:
      return {"Make it with: backstep analyze walk.gait --summary-json baseline.json"};
    case Hint::list_presets:
      return {"See them all: backstep simulate --list", "--preset"};
    case Hint::plain_preset:
      return {"Otherwise leave out all options but --seed, --loss-pct and -o", "--preset"};
    case Hint::recover:
      return {"Save what is whole to a new file: backstep recover " + value};
    case Hint::analyse:
      return {"Next: backstep analyze " + value};
    case Hint::resume:
      return {"The option is --resume", "--resume"};
    case Hint::adapter:
      return {"The option is --adapter", "--adapter"};
    case Hint::scan:
      return {"`backstep scan` shows what is in reach"};
    case Hint::claim:
      return {fmt::format("If it is yours: `backstep devices claim {}`", value)};
    case Hint::forget:
      return {fmt::format("`backstep devices forget {}` gives it free", value)};
  }
  return {};
}

HasOption& at_hand() {
  static HasOption has = [](const std::string&) { return false; };
  return has;
}

}  // namespace

std::string hint_in_words(Hint hint, const std::string& value, const HasOption& has) {
  const Wording said = wording(hint, value);
  return said.option.empty() || has(said.option) ? said.words : std::string();
}

void hint_for(HasOption has) { at_hand() = std::move(has); }

std::string hint_at_hand(Hint hint, const std::string& value) { return hint_in_words(hint, value, at_hand()); }

}  // namespace backstep::cli
