#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace backstep::test {

/// A folder of its own that goes away.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A dbus-daemon for one test, as any user. Where there is none the test program ends as skipped, and says why.
class PrivateBus {
 public:
  explicit PrivateBus(const std::filesystem::path& folder);
  ~PrivateBus() { stop(); }
  PrivateBus(const PrivateBus&) = delete;
  PrivateBus& operator=(const PrivateBus&) = delete;

  const std::string& address() const { return address_; }

  void stop();

 private:
  std::string address_;
  pid_t pid_ = -1;
};

/// Starts a program that dies with this one. `variables`: more of the environment, "NAME=value".
pid_t start_program(const std::vector<std::string>& words, const std::filesystem::path& folder,
                    const std::vector<std::string>& variables, int in, int out, int err);

}  // namespace backstep::test
