#include "host/base/error.h"

namespace backstep::host {

namespace {

void end_sentence(std::string& text) {
  if (!text.ends_with('.') && !text.ends_with('?')) {
    text += '.';
  }
}

}  // namespace

std::string Error::message() const {
  std::string clauses = what;
  const auto add = [&](const char* word, const std::string& clause) {
    if (!clause.empty()) {
      clauses += (clauses.empty() ? "" : ", ") + std::string(word) + clause;
    }
  };
  add("expected ", expected);
  add("found ", found);
  std::string text = where;
  if (!where.empty() && !clauses.empty()) {
    text += ": ";
  }
  text += clauses;
  end_sentence(text);
  if (!todo.empty()) {
    text += " " + todo;
    end_sentence(text);
  }
  return text;
}

}  // namespace backstep::host
