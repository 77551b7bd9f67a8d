#include "host/walk/outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <system_error>
#include <utility>

#include "host/recording/file_claims.h"
#include "host/sink/dictionary.h"
#include "host/sink/summary_json.h"
#include "host/sink/trajectory_table.h"

namespace backstep::host {

namespace {

using Field = std::string OutputPaths::*;

struct Kind {
  Field path;
  const char* name;    ///< for messages
  const char* ending;  ///< of the file in a folder, after the name of the walk
};
constexpr std::array<Kind, 4> kKinds = {{{&OutputPaths::csv, "stride table", "-strides.csv"},
                                         {&OutputPaths::json, "stride table as JSON", "-strides.ndjson"},
                                         {&OutputPaths::summary_json, "summary", "-summary.json"},
                                         {&OutputPaths::trajectory, "trajectory", "-trajectory.csv"}}};

constexpr const char* kSidecar = ".columns.json";  // after the name of a table

bool is_table(const Kind& kind) { return kind.path == &OutputPaths::csv || kind.path == &OutputPaths::json; }

/// Whether several walks go into this one.
bool is_joined(const Kind& kind, const std::string& path) {
  std::string ending = std::filesystem::path(path).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return is_table(kind) && !std::filesystem::is_directory(path) &&
         (path == "-" || ending == ".csv" || ending == ".ndjson" || ending == ".jsonl");
}

/// The result of `walk` in a folder of results.
std::string in_folder(const Kind& kind, const std::string& folder, const std::string& walk) {
  return (std::filesystem::path(folder) / (std::filesystem::path(walk).stem().string() + kind.ending)).string();
}

/// All files that are to be written.
std::vector<std::string> files_of(const Kind& kind, const std::string& path, const std::vector<std::string>& walks) {
  std::vector<std::string> files;
  if (walks.size() <= 1 || is_joined(kind, path)) {
    files.push_back(path);
  } else {
    std::transform(walks.begin(), walks.end(), std::back_inserter(files),
                   [&](const std::string& walk) { return in_folder(kind, path, walk); });
  }
  if (is_table(kind) && path != "-") {
    for (std::size_t i = 0, tables = files.size(); i < tables; ++i) {
      files.push_back(files[i] + kSidecar);
    }
  }
  return files;
}

}  // namespace

Result<void> check(const OutputPaths& paths, const std::vector<std::string>& walks,
                   const std::vector<std::string>& inputs) {
  for (const Kind& kind : kKinds) {
    const std::string& path = paths.*kind.path;
    if (!path.empty() && walks.size() > 1 && path == "-" && !is_table(kind)) {
      return fail({.kind = ErrorKind::request,
                   .where = kind.name,
                   .what = fmt::format("stdout would mix the results of {} walks", walks.size()),
                   .todo = "Name a folder: each walk gets a file of its own in it"});
    }
  }
  // In a folder a walk's results have its name; in one table of all walks its rows have its path.
  const bool in_folder = std::any_of(kKinds.begin(), kKinds.end(), [&](const Kind& kind) {
    return !(paths.*kind.path).empty() && !is_joined(kind, paths.*kind.path);
  });
  std::set<std::string> names;
  for (const std::string& walk : walks) {
    const std::string name = std::filesystem::path(walk).stem().string();
    if (in_folder && !names.insert(name).second) {
      return fail({.kind = ErrorKind::request,
                   .what = fmt::format("two walks are called {}: their results would have one name", name),
                   .todo = "Analyse them one by one"});
    }
  }
  FileClaims claims;
  for (const std::string& input : inputs) {
    claims.reads(input);
  }
  for (const Kind& kind : kKinds) {
    if (const std::string& path = paths.*kind.path; !path.empty()) {
      for (const std::string& file : files_of(kind, path, walks)) {
        if (auto free = claims.writes(file); !free) {
          return free;
        }
      }
    }
  }
  return {};
}

Result<OutputPaths> in_folders(const OutputPaths& folders, const std::string& walk) {
  OutputPaths paths;
  for (const Kind& kind : kKinds) {
    const std::string& folder = folders.*kind.path;
    if (folder.empty() || is_joined(kind, folder)) {
      continue;
    }
    std::error_code error;
    if (std::filesystem::path(folder).has_extension() && !std::filesystem::is_directory(folder)) {
      return fail({.kind = ErrorKind::request,
                   .where = fmt::format("{} {}", kind.name, folder),
                   .expected = std::string("a folder, as there are several walks") +
                               (is_table(kind) ? ", or one table that ends in .csv, .ndjson or .jsonl" : "")});
    }
    std::filesystem::create_directories(folder, error);
    if (!std::filesystem::is_directory(folder)) {
      return fail({.kind = ErrorKind::request,
                   .where = fmt::format("{} {}", kind.name, folder),
                   .expected = "a folder, as there are several walks"});
    }
    paths.*kind.path = in_folder(kind, folder, walk);
  }
  return paths;
}

void Sidecars::on_end(const WalkReport& report, const SessionSummary& /*summary*/) { report_ = report; }

Result<void> Sidecars::write(const std::vector<std::string>& walks) const {
  for (const std::string& table : tables_) {
    if (table == "-" || !std::filesystem::is_regular_file(table)) {
      continue;
    }
    auto file = OutputFile::open(table + kSidecar);
    if (!file) {
      return tl::make_unexpected(file.error());
    }
    file->write(sidecar_json(report_, walks).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    if (auto done = file->finish(); !done) {
      return done;
    }
  }
  return {};
}

Result<OutputFile*> Outputs::add(const std::string& path, OutputFile::Slow slow) {
  auto file = OutputFile::open(path, slow);
  if (!file) {
    return tl::make_unexpected(file.error());
  }
  files_.push_back(std::move(*file));
  return &files_.back();
}

Result<std::unique_ptr<Outputs>> Outputs::open(const OutputPaths& paths, OutputFile::Slow slow) {
  auto outputs = std::make_unique<Outputs>();
  std::array<OutputFile*, kKinds.size()> files{};
  // All are open before a sink writes its header: a path that cannot be written leaves stdout empty.
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (const std::string& path = paths.*kKinds[i].path; !path.empty()) {
      auto file = outputs->add(path, slow);
      if (!file) {
        return tl::make_unexpected(file.error());
      }
      files[i] = *file;
    }
  }
  if (files[0] != nullptr) {
    outputs->sinks_.push_back(std::make_unique<StrideCsvSink>(*files[0]));
  }
  if (files[1] != nullptr) {
    outputs->sinks_.push_back(std::make_unique<StrideJsonSink>(*files[1]));
  }
  for (const std::string* table : {&paths.csv, &paths.json}) {
    if (!table->empty()) {
      outputs->sidecars_.beside(*table);
    }
  }
  if (files[2] != nullptr) {
    outputs->sinks_.push_back(std::make_unique<SummaryJsonSink>(*files[2]));
  }
  if (files[3] != nullptr) {
    outputs->sinks_.push_back(std::make_unique<TrajectoryCsvSink>(*files[3]));
  }
  return outputs;
}

std::vector<Sink*> Outputs::sinks() {
  std::vector<Sink*> sinks;
  std::transform(sinks_.begin(), sinks_.end(), std::back_inserter(sinks), [](const auto& sink) { return sink.get(); });
  if (sidecars_.any()) {
    sinks.push_back(&sidecars_);
  }
  return sinks;
}

Result<void> Outputs::finish() {
  for (OutputFile& file : files_) {
    if (auto done = file.finish(); !done) {
      return done;
    }
  }
  return sidecars_.write({sidecars_.walk()});
}

Result<std::unique_ptr<JoinedTables>> JoinedTables::open(const OutputPaths& paths) {
  auto tables = std::make_unique<JoinedTables>();
  std::array<OutputFile*, 2> files{};
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string& path = paths.*kKinds[i].path;
    if (path.empty() || !is_joined(kKinds[i], path)) {
      continue;
    }
    auto file = OutputFile::open(path);
    if (!file) {
      return tl::make_unexpected(file.error());
    }
    tables->files_.push_back(std::move(*file));
    tables->sidecars_.beside(path);
    files[i] = &tables->files_.back();
  }
  if (files[0] != nullptr) {
    tables->csv_ = std::make_unique<StrideCsvSink>(*files[0], StrideCsvSink::Walks::several);
  }
  if (files[1] != nullptr) {
    tables->json_ = std::make_unique<StrideJsonSink>(*files[1]);
  }
  return tables;
}

void JoinedTables::begin_walk(const std::string& file) {
  walks_.push_back(file);
  if (csv_) {
    csv_->begin_walk(file);
  }
  if (json_) {
    json_->begin_walk(file);
  }
}

std::vector<Sink*> JoinedTables::sinks() {
  std::vector<Sink*> sinks;
  if (csv_) {
    sinks.push_back(csv_.get());
  }
  if (json_) {
    sinks.push_back(json_.get());
  }
  if (sidecars_.any()) {
    sinks.push_back(&sidecars_);
  }
  return sinks;
}

Result<void> JoinedTables::finish() {
  for (OutputFile& file : files_) {
    if (auto done = file.finish(); !done) {
      return done;
    }
  }
  return sidecars_.write(walks_);
}

}  // namespace backstep::host
