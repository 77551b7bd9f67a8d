#include "host/source/seen_shoe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "host/base/names.h"
#include "host/base/nearest_word.h"
#include "host/base/printable.h"

namespace backstep::host::ble {
namespace {

constexpr std::size_t kLongestName = 60;  ///< bytes: what fits a line of a table

std::string lower(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return low;
}

/// Words that a user may call the shoe by.
std::vector<std::string> words_for(const SeenShoe& shoe) {
  std::vector<std::string> words = {shoe.address};
  for (const std::string& word : {shoe.serial, shoe.name, std::string(shoe.foot ? name(*shoe.foot) : "")}) {
    if (!word.empty()) {
      words.push_back(word);
    }
  }
  return words;
}

/// `word` in small letters.
bool is_called(const SeenShoe& shoe, const std::string& word) {
  const auto words = words_for(shoe);
  return std::any_of(words.begin(), words.end(), [&](const std::string& w) { return lower(w) == word; });
}

std::string nearest(std::span<const SeenShoe> shoes, const std::string& word) {
  std::vector<std::string> words;
  for (const SeenShoe& shoe : shoes) {
    std::ranges::move(words_for(shoe), std::back_inserter(words));
  }
  return nearest_word(word, words);
}

template <class Shoes>
std::string list(const Shoes& shoes) {
  std::string text;
  for (const SeenShoe& shoe : shoes) {
    text += (text.empty() ? "" : ", ") + describe(shoe);
  }
  return text;
}

}  // namespace

void read_advertised_name(std::string_view advertised, SeenShoe& shoe) {
  constexpr std::string_view kStart = "Backstep ";
  if (!advertised.starts_with(kStart) || advertised.size() < kStart.size() + 3) {
    return;
  }
  const std::string_view rest = advertised.substr(kStart.size());
  if ((rest[0] == 'L' || rest[0] == 'R') && rest[1] == ' ') {
    shoe.foot = rest[0] == 'L' ? Foot::left : Foot::right;
    shoe.serial = rest.substr(2);
  }
}

std::string describe(const SeenShoe& shoe) {
  std::string text = shoe.foot ? fmt::format("{} shoe", name(*shoe.foot)) : std::string("shoe");
  text += shoe.serial.empty() ? "" : " " + shoe.serial;
  SeenShoe usual;
  read_advertised_name(shoe.name, usual);
  if (usual.serial.empty() && !shoe.name.empty()) {
    text += " \"" + shoe.name + '"';
  }
  return text + " (" + shoe.address + ")";
}

Result<SeenShoe> choose(std::span<const SeenShoe> shoes, std::string_view word) {
  if (shoes.empty()) {
    return fail({.kind = ErrorKind::device,
                 .what = "no shoe is known here, and none is in reach",
                 .todo = "Switch the shoes on (their light blinks) and stay near"});
  }
  const std::string wanted = lower(word);
  std::vector<SeenShoe> fit;
  std::copy_if(shoes.begin(), shoes.end(), std::back_inserter(fit),
               [&](const SeenShoe& shoe) { return is_called(shoe, wanted); });
  if (std::any_of(fit.begin(), fit.end(), [](const SeenShoe& s) { return s.bonded; })) {
    std::erase_if(fit, [](const SeenShoe& s) { return !s.bonded; });
  }
  if (fit.size() == 1) {
    return fit.front();
  }
  if (fit.empty()) {
    const std::string near = nearest(shoes, wanted);
    return fail({.kind = ErrorKind::device,
                 .what = fmt::format("there is no shoe \"{}\"{}", word,
                                     near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near)),
                 .todo = fmt::format("There {}: {}", shoes.size() == 1 ? "is" : "are", list(shoes))});
  }
  return fail({.kind = ErrorKind::device,
               .what = fmt::format("\"{}\" may be one of {} shoes: {}", word, fit.size(), list(fit)),
               .todo = "Say which by its serial number or address"});
}

std::string name_problem(std::span<const SeenShoe> shoes, const SeenShoe& shoe, std::string_view word) {
  const std::string wanted = lower(word);
  if (wanted == "left" || wanted == "right" || wanted == "both") {
    return fmt::format("\"{}\" cannot be a shoe's name: it says which shoes a command is for", word);
  }
  if (word.size() > kLongestName) {
    return fmt::format("the name has {} bytes; {} are the most", word.size(), kLongestName);
  }
  if (printable(word) != word) {
    return "the name has a character that cannot be shown";
  }
  for (const SeenShoe& other : shoes) {
    if (other.address != shoe.address && is_called(other, wanted)) {
      return fmt::format("\"{}\" is what the {} is called already", word, describe(other));
    }
  }
  return {};
}

}  // namespace backstep::host::ble
