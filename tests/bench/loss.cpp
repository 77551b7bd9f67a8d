// backstep_bench_loss: what loss on the air and outages cost: two shoes walk for three minutes at 208 Hz, their packets
// and those sent again meet the same air. A table in Markdown; the same on each machine.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "tests/host/air_walk.h"

using namespace backstep;
using namespace backstep::test;

namespace {

namespace fs = std::filesystem;

/// A three-minute walk: longer than the longest outage, with a walk before and after.
walker::WalkerConfig three_minutes() {
  walker::WalkerConfig config = *walker::preset("backward-good");
  config.bouts = {walker::stand(2), walker::walk(walker::Travel::backward, 0.7, 0.7 * 177), walker::stand(1)};
  return config;
}

/// The cells of a table by the names of its columns.
using Row = std::map<std::string, std::string>;

std::vector<std::string> cells_of(const std::string& line) {
  std::istringstream text(line);
  std::vector<std::string> cells;
  for (std::string cell; std::getline(text, cell, ',');) {
    cells.push_back(cell);
  }
  return cells;
}

std::vector<Row> rows_of(const std::string& table) {
  std::istringstream text(table);
  std::string line;
  std::getline(text, line);
  const auto names = cells_of(line);
  std::vector<Row> rows;
  while (std::getline(text, line)) {
    const auto cells = cells_of(line);
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) {
      row[names[i]] = cells[i];
    }
  }
  return rows;
}

bool same_stride(const Row& a, const Row& b) {
  const auto near = [&](const char* column, double most) {
    const std::string &x = a.at(column), &y = b.at(column);
    return x.empty() || y.empty() ? x == y : std::abs(std::stod(x) - std::stod(y)) <= most;
  };
  return a.at("foot") == b.at("foot") && a.at("contact") == b.at("contact") && a.at("direction") == b.at("direction") &&
         near("t_ic_s", 0.005) && near("stride_length_m", 0.001) && near("strike_angle_deg", 0.1);
}

struct Figures {
  std::vector<Row> live, analysed;
  std::size_t samples = 0, recorded = 0, packets = 0, asked = 0, resent = 0, gone = 0;
  double worst_wait_s = 0;
};

Figures walk(const Air& air) {
  static const walker::WalkerConfig kConfig = three_minutes();
  const fs::path file = fs::temp_directory_path() / fmt::format("backstep_bench_loss_{}.gait", ::getpid());
  fs::remove(file);
  AirWalk walk(air, file, nullptr, kConfig);
  walk.play();
  Figures f;
  f.live = rows_of(walk.table());
  f.analysed = rows_of(replayed(file, host::Waiting::for_all));
  f.asked = walk.asked();
  f.worst_wait_s = static_cast<double>(walk.worst_wait_us()) * 1e-6;
  for (const Foot foot : kFeet) {
    f.samples += walk.samples(foot);
    f.recorded += recorded(file, foot).size();
    f.packets += walk.counters(foot).packets_made();
    f.resent += walk.counters(foot).packets_resent();
    f.gone += walk.session().foot(foot).gone;
  }
  fs::remove(file);
  return f;
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

/// Strides of the clean walk that are told the same: contact and direction equal, initial contact within 5 ms (a
/// sample), length 1 mm and strike angle 0.1 deg.
std::size_t told_the_same(const std::vector<Row>& rows, const std::vector<Row>& clean) {
  return static_cast<std::size_t>(std::ranges::count_if(clean, [&](const Row& stride) {
    return std::ranges::any_of(rows, [&](const Row& row) { return same_stride(row, stride); });
  }));
}

std::size_t with_gap(const std::vector<Row>& rows) {
  return static_cast<std::size_t>(
      std::ranges::count_if(rows, [](const Row& row) { return row.at("quality").find("gap") != std::string::npos; }));
}

}  // namespace

int main() {
  const std::int64_t from_us = 40'000'000;
  std::vector<std::pair<std::string, Air>> airs;
  for (const double percent : {0.0, 0.1, 1.0, 5.0, 10.0, 20.0}) {
    airs.emplace_back(fmt::format("{:g} % loss", percent), Air{.drop = percent / 100});
  }
  for (const int seconds : {5, 20, 60, 90}) {
    airs.emplace_back(fmt::format("{} s outage, left", seconds),
                      Air{.outage_from_us = from_us, .outage_to_us = from_us + seconds * 1'000'000});
  }
  fmt::print(
      "| air | samples recorded % | live rows | flagged `gap` % | strides told as without loss %: live | by `analyze` "
      "| "
      "packets made | asked for | sent again | gone | longest until recorded s |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|\n");
  std::optional<Figures> clean;
  for (const auto& [name, air] : airs) {
    const Figures f = walk(air);
    if (!clean) {
      clean = f;
    }
    fmt::print("| {} | {:.3f} | {} | {:.1f} | {:.1f} | {:.1f} | {} | {} | {} | {} | {:.2f} |\n", name,
               share(f.recorded, f.samples), f.live.size(), share(with_gap(f.live), f.live.size()),
               share(told_the_same(f.live, clean->live), clean->live.size()),
               share(told_the_same(f.analysed, clean->analysed), clean->analysed.size()), f.packets, f.asked, f.resent,
               f.gone, f.worst_wait_s);
    std::fflush(stdout);
  }
}
