#pragma once

#include <string>

#include "tests/validation/honesty.h"
#include "tests/validation/packet_loss.h"
#include "tests/validation/pooled.h"
#include "tests/validation/report.h"

namespace backstep::validation {

/// Tables of RESULTS.md, in Markdown; lines end with '\n'. Families and quantities have the names that score.py gives.

/// The folders side by side.
std::string target_table(const std::vector<FolderReport>& folders);

/// The strides that were sure and wrong, one by one.
std::string silent_table(const Results& results);

/// What became of the walks whose strides nobody knows.
std::string untracked_table(const Results& results);
std::string untracked_contacts(const Results& results);

/// Stride lengths by family: straight strides, then with turns.
std::string length_table(const Results& results);

/// Contacts and lift-offs by family and direction: raw and centred.
std::string time_table(const Results& results);

/// Strike angles by family, at the program's own contact.
std::string strike_table(const Results& results);

std::string honesty_table(const Results& results);

/// Pitch of every foot that the truth has a pitch of.
std::string pitch_table(const Results& results);

/// The feet that `--no-toes` confuses or leaves uncertain, by name.
std::string mounting_table(const Results& results);

/// What packet loss does, by family.
std::string loss_table(const LossResult& loss);

/// The directions of clean strides and the contacts that are wrong or were not found, one by one.
std::string wrong_table(const Results& results);

/// Every recording, one row.
std::string recording_table(const Results& results);

}  // namespace backstep::validation
