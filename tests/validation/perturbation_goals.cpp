#include "tests/validation/perturbation_goals.h"

#include <fmt/format.h>

namespace backstep::validation {

namespace {

constexpr std::size_t kSampled = 5;  // one recording of so many

// Of the pooled sample: what is reached, less a little.
constexpr double kLeastRecall = 0.98, kLeastUsed = 0.96, kLeastWithin = 0.96;
constexpr std::size_t kMostReversed = 36, kMostSilent = 8;

}  // namespace

GoalsMet goals_met(const PerturbationRow& row) {
  GoalsMet met;
  met.recall = row.recall.value() >= 0.985;
  met.reversed = row.reversed == 0;
  met.used = row.used.value() >= 0.9 * row.used_before.value();
  met.within = row.within.of == 0 || (row.within.value() >= 0.90 && row.within.value() <= 0.98);
  met.silent = static_cast<double>(row.silent.size()) <= 0.003 * static_cast<double>(row.sure);
  return met;
}

std::vector<Recording> perturbation_sample(const std::vector<Recording>& folder) {
  std::vector<Recording> sample;
  for (std::size_t i = 0; i < folder.size(); i += kSampled) {
    sample.push_back(folder[i]);
  }
  return sample;
}

std::vector<std::string> broken_floors(const std::vector<PerturbationRow>& sample) {
  PerturbationRow all;
  for (const PerturbationRow& row : sample) {
    all.add(row);
  }
  std::vector<std::string> broken;
  const auto keep = [&](bool kept, const char* what, double value, double limit) {
    if (!kept) {
      broken.push_back(fmt::format("{} {:.4g}, the limit is {:.4g}", what, value, limit));
    }
  };
  const auto least = [&](const char* what, double value, double limit) { keep(value >= limit, what, value, limit); };
  const auto most = [&](const char* what, std::size_t value, std::size_t limit) {
    keep(value <= limit, what, static_cast<double>(value), static_cast<double>(limit));
  };
  least("recall", all.recall.value(), kLeastRecall);
  least("used, over the share used unperturbed", all.used.value() / all.used_before.value(), kLeastUsed);
  least("within two standard deviations", all.within.value(), kLeastWithin);
  most("strides reversed", all.reversed, kMostReversed);
  most("strides sure and wrong", all.silent.size(), kMostSilent);
  return broken;
}

}  // namespace backstep::validation
