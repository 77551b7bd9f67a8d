#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>

namespace backstep::host {

/// What kind of thing went wrong; whoever shows it decides what follows (an exit code, a page's colour).
enum class ErrorKind : std::uint8_t {
  input,    ///< what was read cannot be used
  output,   ///< something cannot be written
  request,  ///< what was asked for makes no sense
  loss,     ///< done, but not whole
  device    ///< no radio or no shoe, or one that does not do what it is asked
};

/// What the user could say or do that mends it. How that is said (an option, a field of a page) knows whoever shows it.
enum class Hint : std::uint8_t {
  none,
  acc_unit,       ///< that accelerations are in `hint_value`, or in whichever unit
  gyr_unit,       ///< that angular rates are in `hint_value`, or in whichever unit
  name_feet,      ///< which file is of which foot; `hint_value`: the file
  part_of_walk,   ///< which part of the walk to look at
  toes,           ///< which axis points to the toes, or a calibration; `hint_value`: the foot
  toes_sign,      ///< the toes are at the other end of the axis; `hint_value`: the foot, or "" for one of both
  led_forward,    ///< that the steps did lead forward
  common_clock,   ///< that one clock timed both feet
  leg_length,     ///< how long the legs are, or what is normal for the person
  diagnose,       ///< have the recording `hint_value` looked at
  import_first,   ///< bring another maker's file in
  calibrate,      ///< make a calibration
  make_baseline,  ///< make the summary of a walk that is normal for the person
  list_presets,   ///< which simulated walks there are
  plain_preset,   ///< leave the changes to the simulated walk out
  recover,        ///< save what is whole of the recording `hint_value`
  analyse,        ///< have the recording `hint_value` analysed
  resume,         ///< go on with the recording
  adapter,        ///< take another Bluetooth adapter
  scan,           ///< see which shoes are in reach
  claim,          ///< make the shoe `hint_value` this computer's own
  forget          ///< give the shoe `hint_value` free
};

/// Why something could not be done. Every text is a clause: no capital at its beginning, no full stop at its end.
struct Error {
  ErrorKind kind = ErrorKind::input;
  std::string where{};     ///< the file and the place in it, "left.csv, line 7"; "": what was asked for
  std::string what{};      ///< is wrong
  std::string expected{};  ///< "" where `what` says it
  std::string found{};     ///< likewise
  std::string todo{};      ///< what to do next, as an order that begins with a capital; may be several sentences
  Hint hint = Hint::none;
  std::string hint_value{};

  /// In one or two sentences for a person: where, what, expected and found, what to do next; the hint is left out.
  std::string message() const;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) { return tl::make_unexpected(std::move(error)); }

}  // namespace backstep::host
