#include "tests/validation/report.h"

#include <fmt/format.h>

#include "tests/validation/limits.h"
#include "tests/validation/markdown.h"
#include "tests/validation/tables.h"
#include "tests/validation/worst_strides.h"

namespace backstep::validation {

namespace {

std::string section(const std::string& title, const std::string& about, const std::string& table) {
  return fmt::format("\n## {}\n\n{}{}{}", title, about, about.empty() ? "" : "\n\n", table);
}

/// What each folder holds, and what its figures are worth.
std::string introduction(const Report& report) {
  std::string text = fmt::format(
      "# What Backstep {} measures on recordings with a reference\n\nMeasured {}. Made by `backstep_validate --write`; "
      "not typed. One configuration, the default; the toe axis as the recordings' index declares it, unless a line "
      "says "
      "otherwise. Errors are measured minus true; sd is one standard deviation. What is counted and how strides are "
      "matched: `comparison.h`.\n\n",
      report.version, report.date);
  text += head({"folder", "recordings", "true strides", "contacts", "lift-offs"});
  for (const FolderReport& f : report.folders) {
    const Comparison all = of_family(f.results, "");
    text += row({f.name, std::to_string(f.results.size()), std::to_string(all.true_strides),
                 std::to_string(all.contacts_in_time.size()), std::to_string(all.lift_offs.size())});
  }
  text += fmt::format(
      "\nBoth folders were looked at while the program was made, `recordings` from the beginning, `recordings-2` late: "
      "neither shows what walks give that nobody has seen. {} constants of `dsp/` name recordings as their reason, or "
      "among their reasons, in their own comments (the rule: `constants.h`):",
      report.constants.size());
  std::string file;
  for (const RecordedConstant& c : report.constants) {
    text += c.file == file ? fmt::format(", `{}`", c.name)
                           : fmt::format("{} {} `{}`", file.empty() ? "" : ";", c.file, c.name);
    file = c.file;
  }
  return text + ".\n";
}

/// One folder by itself.
std::string folder_part(const FolderReport& folder) {
  const Results& results = folder.results;
  return fmt::format("\n# Folder {}\n", folder.name) +
         section("Sure and wrong",
                 "Used, with no mark that warns of the length, more than 6 cm and more than three standard deviations "
                 "off, the program's and the reference's own together (`judged_stride.h`). A rest that is misplaced "
                 "makes one stride too long and its neighbour as much too short.",
                 silent_table(results)) +
         section(
             "Walks without true strides",
             "Patients and others, of whom at most the way they went is known. The toe axis declared.",
             untracked_table(results) +
                 "\nTheir contacts. No reference tells whether they are right. What the angle of a patient's foot says "
                 "is "
                 "little: within 2° of a limit, as both feet of the person after a stroke are, the class changes with "
                 "the rest that is its zero, and contacts told at once (from the rest before) differ from the row's; "
                 "a foot that comes down on its outer edge is told by its pitch alone; and below 104 samples a second "
                 "nothing is said of the roll. What can be said of that person is that neither foot strikes as a "
                 "healthy one does (heel first by 15° to 28°), and that the feet differ.\n\n" +
                 untracked_contacts(results)) +
         section("Stride lengths",
                 "Without `_with_turns`: of strides that turn by at most 45°. A treadmill's lengths are left out: its "
                 "belt is known to 10 %.",
                 length_table(results)) +
         section(
             "Times of contact and lift-off",
             "Centred: after removing the median of each recording and foot, since most references have a constant "
             "offset: they tell contact by a threshold of height and speed (`bandai`, `cmu`, ±30 ms), by the motion "
             "of markers (`gaitmap`, ±10 ms), by detectors checked by hand (`ipol`, ±20 ms), by pressure (`insole`, "
             "about 70 ms late), or by the peak of the shock in the toe sensor's own signal (`gottlieb`: no "
             "independent truth).",
             time_table(results)) +
         section("Strike angle",
                 "At the program's own contact, against the reference's at its own. Where the two instants differ the "
                 "foot turns by 300-400 °/s.",
                 strike_table(results)) +
         section("Standard deviations",
                 "Lengths in cm, of straight strides; strike angles in degrees; times in ms, of instants that "
                 "references define "
                 "each in its own way (above). The truth's own error is added in "
                 "quadrature: `honesty.h` and `recordings.cpp` say what it is taken for. Held to 90-98 %: 20 strides "
                 "and more. "
                 "Strike angles of walks played backward are left out, as all their contacts: they land where a foot "
                 "lifted off.",
                 honesty_table(results)) +
         section("Pitch of the foot, sample by sample", "", pitch_table(results)) +
         section("Mounting not declared", "", mounting_table(results)) +
         section(
             "Packets lost",
             fmt::format("1 % of all packets (8 samples each) of either foot, {} draws. Lengths of straight strides; "
                         "a row is flagged when it says `gap`.",
                         folder.loss.seeds),
             loss_table(folder.loss)) +
         section("Directions and contacts that are wrong", "Of clean strides, and of all contacts with a known part.",
                 wrong_table(results)) +
         section("Every recording", "An empty cell: the reference does not tell.", recording_table(results)) +
         section("The worst lengths of each recording", "", worst_table(results)) +
         section("Limits", "What the same recordings give where something is known perfectly.", limits(results));
}

}  // namespace

std::string full_report(const Report& report) {
  std::string text =
      introduction(report) +
      section("Targets", "Empty: the folder has none of these, or there is no target.", target_table(report.folders)) +
      report.perturbations;
  for (const FolderReport& folder : report.folders) {
    text += folder_part(folder);
  }
  return text;
}

}  // namespace backstep::validation
