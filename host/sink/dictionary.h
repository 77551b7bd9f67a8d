#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/sink/walk_report.h"

namespace backstep::host {

/// A word that a column of the stride table may hold, and what it means.
struct ColumnWord {
  std::string_view column, word, meaning;
};

/// Every word of every column of words, by column.
std::span<const ColumnWord> column_words();

/// The data dictionary for people: the columns of the stride table with unit and meaning, then the words.
std::string dictionary_text();

/// The same for programs: "columns" and "words".
nlohmann::ordered_json dictionary_json();

/// What belongs to a stride table and has no place in it: its columns, their words, and what it was made with. `walks`:
/// names of the recordings that its rows are of.
nlohmann::ordered_json sidecar_json(const WalkReport& report, const std::vector<std::string>& walks);

}  // namespace backstep::host
