#include "host/base/error.h"

#include <utility>

#include "host/base/sentence.h"

namespace backstep::host {

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
  text = ended(std::move(text));
  return todo.empty() ? text : ended(text + " " + todo);
}

}  // namespace backstep::host
