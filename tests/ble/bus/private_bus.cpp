#include "tests/ble/bus/private_bus.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace backstep::test {
namespace {

constexpr int kSkipped = 77;

constexpr const char* kConfiguration =
    R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
)";

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "backstep-bus-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error("no temporary folder");
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

pid_t start_program(const std::vector<std::string>& words, const std::filesystem::path& folder,
                    const std::vector<std::string>& variables, int in, int out, int err) {
  std::vector<char*> arguments;
  for (const std::string& word : words) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const std::string& variable : variables) {
      ::putenv(const_cast<char*>(variable.c_str()));
    }
    if (::chdir(folder.c_str()) == 0 && ::dup2(in, 0) >= 0 && ::dup2(out, 1) >= 0 && ::dup2(err, 2) >= 0) {
      ::execvp(arguments[0], arguments.data());
    }
    ::_exit(127);
  }
  return pid;
}

PrivateBus::PrivateBus(const std::filesystem::path& folder) {
  const std::string configuration = folder / "bus.conf";
  std::ofstream(configuration) << fmt::format(kConfiguration, (folder / "bus").string());
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe");
  }
  // It complains where it may not have as many sockets as it likes.
  const int log = ::open((folder / "bus.log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  pid_ =
      start_program({"dbus-daemon", "--config-file=" + configuration, "--nofork", "--nopidfile", "--print-address=1"},
                    folder, {}, STDIN_FILENO, ends[1], log);
  ::close(ends[1]);
  ::close(log);
  for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) {
    address_ += c;
  }
  ::close(ends[0]);
  if (address_.empty()) {
    fmt::print(stderr, "skipped: dbus-daemon cannot be started; the Debian package dbus-daemon has it\n");
    std::_Exit(kSkipped);
  }
}

void PrivateBus::stop() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
}

}  // namespace backstep::test
