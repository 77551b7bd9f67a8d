#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/ble/bus/private_bus.h"

namespace backstep::test {

/// One of our programs as a user runs it: what it says, its exit code, Ctrl-C.
class Program {
 public:
  Program(const std::vector<std::string>& words, const std::filesystem::path& folder, const std::string& bus_address);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Takes what it has written, and notes its end. Never waits.
  void look();

  void interrupt() const;  ///< Ctrl-C
  void mark() const;       ///< SIGUSR1
  void write(const std::string& line) const;

  /// Its standard output goes into a short pipe that nobody reads from now on.
  void stop_reading();
  /// As of a pager that the user has left.
  void close_output();
  void read_again() { reading_ = true; }

  bool said(const std::string& words) const { return err_.find(words) != std::string::npos; }
  std::size_t times_said(const std::string& words) const;
  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }
  std::optional<int> code() const { return code_; }
  std::vector<int> sockets() const { return {ends_[0], ends_[1]}; }

 private:
  pid_t pid_ = -1;
  int in_ = -1, ends_[2] = {-1, -1};
  bool reading_ = true;
  std::string out_, err_;
  std::optional<int> code_;
};

}  // namespace backstep::test
