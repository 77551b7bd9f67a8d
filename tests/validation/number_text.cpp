#include "tests/validation/number_text.h"

#include <fmt/format.h>

namespace backstep::validation {

std::string signed_number(double x, int decimals) {
  const std::string text = fmt::format("{:+.{}f}", x, decimals);
  return text.find_first_not_of("+-0.") == std::string::npos ? text.substr(1) : text;
}

std::string mean_sd(const Spread& s, int decimals) {
  return s.count == 0 ? "" : fmt::format("{} ± {:.{}f}", signed_number(s.mean, decimals), s.sd, decimals);
}

std::string of(Share share) { return share.of == 0 ? "" : fmt::format("{} of {}", share.count, share.of); }

std::string percent(Share share) { return share.of == 0 ? "" : fmt::format("{:.1f} %", 100 * share.value()); }

}  // namespace backstep::validation
