// What can be done about an error, in the words of the command at hand.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "host/cli/hints.h"
#include "host/cli/terminal.h"

using namespace backstep;
using cli::in_words;
using host::Error;
using host::ErrorKind;
using host::Hint;

namespace {

struct Case {
  Hint hint;
  std::string value;
  std::string option;  ///< without which nothing is offered; "": offered by every command
  std::string words;
};

const std::vector<Case> kCases = {
    {Hint::none, "", "", ""},
    {Hint::acc_unit, "", "--acc-unit", "Say the unit with --acc-unit m/s2 or g."},
    {Hint::acc_unit, "g", "--acc-unit", "Say --acc-unit g."},
    {Hint::gyr_unit, "", "--gyro-unit", "Say the unit with --gyro-unit rad/s or deg/s."},
    {Hint::gyr_unit, "deg/s", "--gyro-unit", "If the values are deg/s, say --gyro-unit deg/s."},
    {Hint::name_feet, "", "--left", "Say which is which with --left FILE and --right FILE."},
    {Hint::name_feet, "a.csv", "--left", "Say whose foot it is: --left a.csv or --right a.csv."},
    {Hint::part_of_walk, "", "--to", "--from and --to choose a part of the walk."},
    {Hint::toes, "right", "--left-toes", "Declare it (--right-toes=+x) or give a calibration (backstep calibrate)."},
    {Hint::toes_sign, "left", "--left-toes", "The option is --left-toes."},
    {Hint::toes_sign, "", "--left-toes", "The options are --left-toes and --right-toes."},
    {Hint::led_forward, "", "--forward",
     "If these did lead forward (a foot that drops in swing can look so), say --forward."},
    {Hint::common_clock, "", "--common-clock", "If one clock timed two CSV files, say --common-clock."},
    {Hint::leg_length, "", "--leg-length-m", "The options are --leg-length-m, --height-m and --baseline."},
    {Hint::diagnose, "a.gait", "", "See what is wrong with it: backstep doctor a.gait."},
    {Hint::import_first, "", "",
     "For CSV, WAV or FLAC use `backstep import`, or `backstep analyze --left L.csv --right R.csv`."},
    {Hint::calibrate, "", "", "Make it with: backstep calibrate walk.gait -o shoes.json."},
    {Hint::make_baseline, "", "", "Make it with: backstep analyze walk.gait --summary-json baseline.json."},
    {Hint::list_presets, "", "--preset", "See them all: backstep simulate --list."},
    {Hint::plain_preset, "", "--preset", "Otherwise leave out all options but --seed, --loss-pct and -o."},
    {Hint::recover, "a.gait", "", "Save what is whole to a new file: backstep recover a.gait."},
    {Hint::analyse, "a.gait", "", "Next: backstep analyze a.gait."},
    {Hint::resume, "", "--resume", "The option is --resume."},
    {Hint::adapter, "", "--adapter", "The option is --adapter."},
    {Hint::scan, "", "", "`backstep scan` shows what is in reach."},
    {Hint::claim, "3F2A", "", "If it is yours: `backstep devices claim 3F2A`."},
    {Hint::forget, "3F2A", "", "`backstep devices forget 3F2A` gives it free."},
};

std::string words(const Case& c, const cli::HasOption& has) {
  cli::hint_for(has);
  return in_words(Error{.what = "no", .hint = c.hint, .hint_value = c.value});
}

}  // namespace

TEST_CASE("Each hint is worded for a command that has its option, and kept from one that has not", "[terminal]") {
  const auto all = [](const std::string&) { return true; };
  std::set<Hint> tried;
  for (const Case& c : kCases) {
    INFO(c.words);
    const auto only = [&c](const std::string& option) { return option == c.option; };
    const auto without = [&c](const std::string& option) { return option != c.option; };
    const std::string whole = c.words.empty() ? "no." : "no. " + c.words;
    CHECK(words(c, all) == whole);
    CHECK(words(c, only) == whole);
    CHECK(words(c, without) == (c.option.empty() ? whole : "no."));
    tried.insert(c.hint);
  }
  CHECK(tried.size() == static_cast<std::size_t>(Hint::forget) + 1);
}

TEST_CASE("A sentence that is no error is told with its hint too, and ends as it ended", "[terminal]") {
  cli::hint_for([](const std::string&) { return false; });
  CHECK(in_words(host::Sentence("saved a.gait", Hint::analyse, "a.gait")) ==
        "saved a.gait. Next: backstep analyze a.gait");
  CHECK(in_words(host::Sentence("it breaks off.", Hint::diagnose, "a.gait")) ==
        "it breaks off. See what is wrong with it: backstep doctor a.gait.");
  CHECK(in_words(host::Sentence("left out of reach", Hint::resume)) == "left out of reach");
}

TEST_CASE("Each kind of error has its exit code", "[terminal]") {
  CHECK(cli::exit_code_of(ErrorKind::input) == 1);
  CHECK(cli::exit_code_of(ErrorKind::output) == 1);
  CHECK(cli::exit_code_of(ErrorKind::request) == 2);
  CHECK(cli::exit_code_of(ErrorKind::loss) == 3);
  CHECK(cli::exit_code_of(ErrorKind::device) == 1);
}
