#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "host/base/error.h"
#include "host/base/output_file.h"
#include "host/sink/event_lines.h"
#include "host/sink/sink.h"
#include "host/sink/stride_table.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// Where the results go: a file, "-" for stdout, or empty for nowhere. For several walks each is a folder; a stride
/// table may be one file of them all, by its ending (.csv, .ndjson, .jsonl) or "-".
struct OutputPaths {
  std::string csv, json, summary_json, trajectory;

  bool none() const { return csv.empty() && json.empty() && summary_json.empty() && trajectory.empty(); }
};

/// What is wrong with the outputs for these walks (ErrorKind::request). `inputs`: every file that is read; none is
/// written onto.
Result<void> check(const OutputPaths& paths, const std::vector<std::string>& walks,
                   const std::vector<std::string>& inputs);

/// The paths for one of several walks: in the folders, named after the walk. Makes the folders. Tables of all walks are
/// not among them.
Result<OutputPaths> in_folders(const OutputPaths& folders, const std::string& walk);

/// Hears what stride tables were made with, and writes it beside those that are files: columns, words, settings.
class Sidecars final : public Sink {
 public:
  void beside(std::string table) { tables_.push_back(std::move(table)); }
  bool any() const { return !tables_.empty(); }
  void on_end(const WalkReport& report, const SessionSummary& summary) override;

  /// Once the tables have their names. `walks`: those that their rows are of.
  Result<void> write(const std::vector<std::string>& walks) const;

  /// The walk that was heard last.
  const std::string& walk() const { return report_.info.name; }

 private:
  std::vector<std::string> tables_;  // their paths
  WalkReport report_;
};

/// The open outputs of one walk and the sinks that write them.
class Outputs {
 public:
  /// Opens them: nothing is written on stdout before the walk itself is open and checked.
  static Result<std::unique_ptr<Outputs>> open(const OutputPaths& paths,
                                               OutputFile::Slow slow = OutputFile::Slow::wait);

  std::vector<Sink*> sinks();

  /// After on_end(): gives the files their names.
  Result<void> finish();

 private:
  Result<OutputFile*> add(const std::string& path, OutputFile::Slow slow);

  std::list<OutputFile> files_;  // a list: the sinks point into it
  std::vector<std::unique_ptr<Sink>> sinks_;
  Sidecars sidecars_;
};

/// The stride tables that hold the rows of several walks, each row with the name of its walk. They appear only when all
/// walks are in them.
class JoinedTables {
 public:
  static Result<std::unique_ptr<JoinedTables>> open(const OutputPaths& paths);

  /// Before the strides of that walk.
  void begin_walk(const std::string& file);
  std::vector<Sink*> sinks();

  /// After the last on_end().
  Result<void> finish();

 private:
  std::list<OutputFile> files_;  // a list: the sinks point into it
  std::vector<std::string> walks_;
  std::unique_ptr<StrideCsvSink> csv_;
  std::unique_ptr<StrideJsonSink> json_;
  Sidecars sidecars_;  ///< the settings are the same for all walks
};

}  // namespace backstep::host
