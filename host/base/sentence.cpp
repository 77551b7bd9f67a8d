#include "host/base/sentence.h"

#include <utility>

namespace backstep::host {

Sentence::Sentence(std::string said, Hint help, std::string value)
    : text(std::move(said)), hint(help), hint_value(std::move(value)) {}

std::string ended(std::string text) {
  if (!text.ends_with('.') && !text.ends_with('?')) {
    text += '.';
  }
  return text;
}

std::string in_words(const Sentence& sentence, const HintWords& words) {
  const std::string hint = words ? words(sentence.hint, sentence.hint_value) : std::string();
  if (hint.empty()) {
    return sentence.text;
  }
  const std::string first = ended(sentence.text);
  const bool had_end = first.size() == sentence.text.size();
  return first + " " + hint + (had_end ? "." : "");
}

}  // namespace backstep::host
