#pragma once

#include <functional>
#include <string>

#include "host/base/error.h"

namespace backstep::host {

/// A sentence for the user that is no error, and what they could say or do about it, as an Error has it. Its text names
/// no option and no command: those are whoever shows it.
struct Sentence {
  Sentence(std::string said, Hint help = Hint::none, std::string value = {});
  Sentence(const char* said) : Sentence(std::string(said)) {}

  std::string text;
  Hint hint;
  std::string hint_value;
};

/// With a full stop, where it has no end.
std::string ended(std::string text);

/// A hint as it is said where it is shown, without a full stop; "" where it cannot be followed.
using HintWords = std::function<std::string(Hint hint, const std::string& value)>;

/// The sentence and after it the hint in these words, with a full stop where the sentence has its end; without words
/// the sentence alone.
std::string in_words(const Sentence& sentence, const HintWords& words);

}  // namespace backstep::host
