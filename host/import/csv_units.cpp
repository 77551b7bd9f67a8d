#include "host/import/csv_units.h"

#include <cctype>
#include <initializer_list>
#include <string>

namespace backstep::host {
namespace {

/// Lower case, without blanks and the signs that people put between: "m/s^2", "m/s²" and "mps2" become alike.
std::string plain(std::string_view text) {
  constexpr struct {
    std::string_view sign, letters;
  } kSigns[] = {{"\u00B2", "2"}, {"\u00B0", "deg"}, {"\u00B5", "u"}, {"\u03BC", "u"}};
  std::string out;
  while (!text.empty()) {
    std::size_t length = 1;
    for (const auto& [sign, letters] : kSigns) {
      if (text.substr(0, sign.size()) != sign) continue;
      out += letters;
      length = sign.size();
    }
    const auto c = static_cast<unsigned char>(text.front());
    if (std::isalnum(c) != 0) out += static_cast<char>(std::tolower(c));
    text.remove_prefix(length);
  }
  return out;
}

template <class Unit>
struct Spelling {
  std::string_view text;
  Unit unit;
};

template <class Unit>
std::optional<Unit> find(std::string_view text, std::initializer_list<Spelling<Unit>> spellings) {
  const std::string wanted = plain(text);
  for (const auto& [spelling, unit] : spellings) {
    if (wanted == spelling) return unit;
  }
  return std::nullopt;
}

}  // namespace

std::optional<TimeUnit> time_unit(std::string_view text) {
  return find<TimeUnit>(text, {{"s", TimeUnit::s},
                               {"sec", TimeUnit::s},
                               {"secs", TimeUnit::s},
                               {"second", TimeUnit::s},
                               {"seconds", TimeUnit::s},
                               {"ms", TimeUnit::ms},
                               {"msec", TimeUnit::ms},
                               {"millis", TimeUnit::ms},
                               {"milliseconds", TimeUnit::ms},
                               {"us", TimeUnit::us},
                               {"usec", TimeUnit::us},
                               {"micros", TimeUnit::us},
                               {"microseconds", TimeUnit::us},
                               {"ns", TimeUnit::ns},
                               {"nsec", TimeUnit::ns},
                               {"nanos", TimeUnit::ns},
                               {"nanoseconds", TimeUnit::ns}});
}

std::optional<AccUnit> acc_unit(std::string_view text) {
  return find<AccUnit>(text, {{"ms2", AccUnit::mps2},
                              {"mps2", AccUnit::mps2},
                              {"mss", AccUnit::mps2},
                              {"g", AccUnit::g},
                              {"gs", AccUnit::g},
                              {"mg", AccUnit::mg},
                              {"millig", AccUnit::mg}});
}

std::optional<GyrUnit> gyr_unit(std::string_view text) {
  return find<GyrUnit>(text, {{"rads", GyrUnit::radps},
                              {"radps", GyrUnit::radps},
                              {"radsec", GyrUnit::radps},
                              {"dps", GyrUnit::dps},
                              {"degs", GyrUnit::dps},
                              {"degps", GyrUnit::dps},
                              {"degsec", GyrUnit::dps},
                              {"degpersec", GyrUnit::dps},
                              {"mdps", GyrUnit::mdps},
                              {"mdegs", GyrUnit::mdps}});
}

}  // namespace backstep::host
