#include "host/base/toes_axis.h"

#include <array>
#include <cctype>

namespace backstep::host {
namespace {

struct AxisWords {
  wire::Axis axis;
  std::string_view name;
  int dimension;
  int sign;
};

constexpr std::array kAxes = {
    AxisWords{wire::Axis::plus_x, "+x", 0, 1}, AxisWords{wire::Axis::minus_x, "-x", 0, -1},
    AxisWords{wire::Axis::plus_y, "+y", 1, 1}, AxisWords{wire::Axis::minus_y, "-y", 1, -1},
    AxisWords{wire::Axis::plus_z, "+z", 2, 1}, AxisWords{wire::Axis::minus_z, "-z", 2, -1},
};

const AxisWords* find(wire::Axis axis) {
  for (const AxisWords& words : kAxes) {
    if (words.axis == axis) {
      return &words;
    }
  }
  return nullptr;
}

}  // namespace

std::string_view name(wire::Axis axis) {
  const AxisWords* const words = find(axis);
  return words == nullptr ? "unknown" : words->name;
}

std::optional<wire::Axis> axis_named(std::string_view text) {
  if (text.empty()) {
    return std::nullopt;
  }
  const bool is_signed = text.front() == '+' || text.front() == '-';
  const std::string_view letter = text.substr(is_signed ? 1 : 0);
  for (const AxisWords& words : kAxes) {
    if (words.name.front() == (is_signed ? text.front() : '+') && letter.size() == 1 &&
        std::tolower(static_cast<unsigned char>(letter.front())) == words.name.back()) {
      return words.axis;
    }
  }
  return std::nullopt;
}

std::optional<Vec3> direction_of(wire::Axis axis) {
  const AxisWords* const words = find(axis);
  if (words == nullptr) {
    return std::nullopt;
  }
  Vec3 direction = Vec3::Zero();
  direction[words->dimension] = Real(words->sign);
  return direction;
}

wire::Axis axis_along(const std::optional<Vec3>& direction) {
  for (const AxisWords& words : kAxes) {
    if (direction && direction == direction_of(words.axis)) {
      return words.axis;
    }
  }
  return wire::Axis::unknown;
}

}  // namespace backstep::host
