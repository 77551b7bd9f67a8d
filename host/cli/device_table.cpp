#include "host/cli/device_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "host/base/names.h"
#include "host/base/printable.h"
#include "host/cli/terminal.h"

namespace backstep::cli {
namespace {

std::string firmware(const wire::Info& info) {
  const auto& text = *info.device.firmware();
  return {text.begin(), std::find(text.begin(), text.end(), std::uint8_t{0})};
}

std::optional<int> battery_pct(const DeviceRow& row) {
  return row.counters ? wire::battery_pct(*row.counters) : std::nullopt;
}

std::string state(const DeviceRow& row) {
  if (!row.shoe.bonded) {
    return "not claimed by this computer";
  }
  return !row.shoe.in_reach() ? "claimed, out of reach" : row.info ? "claimed, in reach" : "claimed, does not answer";
}

using Cells = std::array<std::string, 8>;

Cells cells(const DeviceRow& row) {
  const auto pct = battery_pct(row);
  return {host::printable(row.shoe.name),
          row.shoe.foot ? std::string(host::name(*row.shoe.foot)) : "-",
          row.shoe.serial.empty() ? "-" : host::printable(row.shoe.serial),
          pct ? fmt::format("{} %", *pct) : "-",
          row.info ? host::printable(firmware(*row.info)) : "-",
          row.info ? (row.info->calibration ? "yes" : "no") : "-",
          row.shoe.address,
          state(row)};
}

}  // namespace

void print_device_table(const std::vector<DeviceRow>& rows) {
  std::vector<Cells> table = {{"shoe", "side", "serial", "battery", "firmware", "calibrated", "address", "state"}};
  std::transform(rows.begin(), rows.end(), std::back_inserter(table), cells);
  Cells line;
  std::array<std::size_t, line.size()> width{};
  for (const Cells& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      width[i] = std::max(width[i], row[i].size());
    }
  }
  for (const Cells& row : table) {
    std::string text;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      text += fmt::format("{:<{}}  ", row[i], width[i]);
    }
    show(text + row.back());
  }
  for (const DeviceRow& row : rows) {
    if (!row.problem.empty()) {
      say(fmt::format("{}: {}.", describe(row.shoe), row.problem));
    }
  }
}

void print_device_lines(const std::vector<DeviceRow>& rows) {
  const auto or_null = [](const auto& value) { return value ? nlohmann::ordered_json(*value) : nullptr; };
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
  };
  for (const DeviceRow& row : rows) {
    const nlohmann::ordered_json line = {
        {"side", text_or_null(row.shoe.foot ? std::string(host::name(*row.shoe.foot)) : "")},
        {"name", row.shoe.name},
        {"serial", text_or_null(row.shoe.serial)},
        {"address", row.shoe.address},
        {"claimed", row.shoe.bonded},
        {"in_reach", row.shoe.in_reach()},
        {"rssi_dbm", or_null(row.shoe.rssi_dbm)},
        {"battery_pct", or_null(battery_pct(row))},
        {"firmware", text_or_null(row.info ? firmware(*row.info) : "")},
        {"calibrated", row.info ? nlohmann::ordered_json(row.info->calibration.has_value()) : nullptr},
        {"problem", text_or_null(row.problem)}};
    fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
}

}  // namespace backstep::cli
