#include "tests/validation/perturbation_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <future>
#include <thread>

#include "tests/validation/analysis.h"
#include "tests/validation/judged_stride.h"

namespace backstep::validation {

namespace {

/// A stride is still to be found when no more than this is missing at a time.
constexpr double kBrief_s = 0.09;

/// A recording, and which of its true strides were used as it is: empty for those without a length.
struct Subject {
  Recording recording;
  WalkData walk;
  std::vector<std::optional<bool>> used;
};

/// FNV-1a: the same draw for a recording whatever else is in the folder.
std::uint64_t seed_of(const std::string& text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  return hash;
}

void count_stride(const JudgedStride& j, const Stride& s, const Subject& subject, PerturbationRow& row, unsigned copy) {
  row.reversed += static_cast<std::size_t>(j.reversed);
  if (!j.error_m) {
    return;
  }
  row.sure += static_cast<std::size_t>(j.sure);
  if (j.silent) {
    row.silent.push_back({subject.recording.name, copy, s.foot, 1e-6 * static_cast<double>(s.t_ic_us.value_or(0)),
                          100 * *j.error_m, 100 * j.sd_m.value_or(0)});
  }
  if (j.turning) {
    return;
  }
  row.errors_cm.push_back(100 * *j.error_m);
  if (j.used) {
    row.used_errors_cm.push_back(100 * *j.error_m);
  }
  if (const auto within = j.within_two_sd(true)) {
    row.within.add(*within);
    row.within_of_family[subject.recording.family].add(*within);
    row.within_own.add(*j.within_two_sd(false));
  }
}

PerturbationRow perturb_one(const Subject& subject, const Perturbation& way, unsigned copy) {
  PerturbationRow row;
  PerturbedWalk walk = copy_of(subject.walk, subject.recording.setup);
  walker::Random random(seed_of(fmt::format("{}/{}/{}", subject.recording.name, way.name, copy)));
  if (!way.apply(walk, copy, random)) {
    return row;
  }
  row.walks = 1;
  row.recordings = copy == 0 ? 1 : 0;
  std::vector<Stride> strides;
  if (const auto data = as_read(walk, subject.recording.name)) {
    WalkSource source(*data);
    strides = analyse(source, walk.setup);
  } else {
    row.refused = 1;
  }
  row.invented = compare(walk.truth, strides, subject.recording.truth_use).invented;
  for (const JudgedStride& j : judge(subject.recording, walk.truth, strides)) {
    const TrueStride& t = walk.truth.strides[j.truth];
    if (walk.covers(t, kBrief_s)) {
      row.recall.add(j.row.has_value());
    }
    if (const auto before = subject.used[j.truth]; before && walk.covers(t, 0)) {
      row.used_before.add(*before);
      row.used.add(j.used);
    }
    if (j.row) {
      count_stride(j, strides[*j.row], subject, row, copy);
    }
  }
  return row;
}

/// Calls f(0) .. f(count - 1) on as many threads as there are cores.
template <class F>
void on_all_cores(std::size_t count, F&& f) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      f(i);
    }
  };
  std::vector<std::future<void>> others;
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) {
    others.push_back(std::async(std::launch::async, work));
  }
  work();
  for (auto& other : others) {
    other.get();
  }
}

std::vector<Subject> read_subjects(const std::vector<Recording>& recordings) {
  std::vector<std::optional<Subject>> read(recordings.size());
  on_all_cores(recordings.size(), [&](std::size_t i) {
    auto walk = read_walk(recordings[i]);
    if (!walk || walk->truth.strides.empty()) {
      return;
    }
    Subject subject{recordings[i], *std::move(walk), {}};
    WalkSource source(subject.walk);
    const auto strides = analyse(source, subject.recording.setup);
    for (const JudgedStride& j : judge(subject.recording, subject.walk.truth, strides)) {
      subject.used.push_back(j.error_m ? std::optional(j.used) : std::nullopt);
    }
    read[i] = std::move(subject);
  });
  std::vector<Subject> subjects;
  for (auto& subject : read) {
    if (subject) {
      subjects.push_back(*std::move(subject));
    }
  }
  return subjects;
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void PerturbationRow::add(const PerturbationRow& other) {
  recordings += other.recordings;
  walks += other.walks;
  refused += other.refused;
  recall.add(other.recall);
  invented += other.invented;
  reversed += other.reversed;
  used.add(other.used);
  used_before.add(other.used_before);
  within.add(other.within);
  within_own.add(other.within_own);
  for (const auto& [family, share] : other.within_of_family) {
    within_of_family[family].add(share);
  }
  append(errors_cm, other.errors_cm);
  append(used_errors_cm, other.used_errors_cm);
  sure += other.sure;
  append(silent, other.silent);
}

double PerturbationRow::worst_silent_cm() const {
  double worst = 0;
  for (const SilentRow& s : silent) {
    worst = std::max(worst, std::abs(s.error_cm));
  }
  return worst;
}

std::vector<PerturbationRow> perturb(const std::vector<Recording>& recordings, const std::vector<Perturbation>& ways,
                                     unsigned most_copies) {
  struct Task {
    std::size_t way, subject;
    unsigned copy;
  };
  const std::vector<Subject> subjects = read_subjects(recordings);
  std::vector<Task> tasks;
  for (std::size_t way = 0; way < ways.size(); ++way) {
    for (std::size_t subject = 0; subject < subjects.size(); ++subject) {
      for (unsigned copy = 0; copy < std::min(most_copies, ways[way].copies); ++copy) {
        tasks.push_back({way, subject, copy});
      }
    }
  }
  std::vector<PerturbationRow> parts(tasks.size());
  on_all_cores(tasks.size(), [&](std::size_t i) {
    parts[i] = perturb_one(subjects[tasks[i].subject], ways[tasks[i].way], tasks[i].copy);
  });
  std::vector<PerturbationRow> rows(ways.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    rows[tasks[i].way].add(parts[i]);
  }
  return rows;
}

}  // namespace backstep::validation
