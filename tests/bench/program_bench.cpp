// backstep_bench_program PROGRAM: how long `backstep` takes from start to end, and its memory, as the fastest of
// several runs. For looking at: nothing fails by it. Small on purpose: a program begins with the memory of its parent.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Cost {
  double wall_s = 1e9, user_s = 1e9, peak_mib = 0;
};

double seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); }

/// Runs a program with nothing to read and nobody to hear it. Ends this one if it fails.
Cost run(std::vector<std::string> words) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  int status = posix_spawn(&child, argv[0], &files, nullptr, argv.data(), environ);
  rusage used{};
  if (status == 0) {
    wait4(child, &status, 0, &used);
  }
  const auto end = std::chrono::steady_clock::now();
  posix_spawn_file_actions_destroy(&files);
  if (status != 0) {
    fmt::print(stderr, "{} {} failed\n", words[0], words[1]);
    std::exit(1);
  }
  return {std::chrono::duration<double>(end - begin).count(), seconds(used.ru_utime),
          static_cast<double>(used.ru_maxrss) / 1024};
}

Cost least_of(int runs, const std::vector<std::string>& words) {
  Cost least;
  for (int i = 0; i < runs; ++i) {
    const Cost c = run(words);
    least = {std::min(least.wall_s, c.wall_s), std::min(least.user_s, c.user_s), std::max(least.peak_mib, c.peak_mib)};
  }
  return least;
}

void print(const std::string& what, const Cost& c, const std::string& more = "") {
  fmt::print("{:<34}{:>9.3f} s wall{:>9.3f} s user{:>8.1f} MiB{}\n", what, c.wall_s, c.user_s, c.peak_mib, more);
}

std::string mb_per_s(double bytes, double s) { return fmt::format("{:>8.0f} MB/s", bytes / s * 1e-6); }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: backstep_bench_program PROGRAM\n");
    return 2;
  }
  const std::string program = argv[1];
  std::string folder = (fs::temp_directory_path() / "backstep_bench_XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    fmt::print(stderr, "{} cannot be made\n", folder);
    return 1;
  }
  const auto in_folder = [&](const char* name) { return (fs::path(folder) / name).string(); };

  print("--version", least_of(20, {program, "--version"}));
  print("--help", least_of(20, {program, "--help"}));
  for (const int minutes : {10, 60}) {
    const std::string walk = in_folder("walk.gait");
    run({program, "simulate", "--seconds", std::to_string(60 * minutes), "-q", "-o", walk});
    const Cost c = least_of(5, {program, "analyze", walk, "--csv", in_folder("strides.csv")});
    print(fmt::format("analyze, {} min of both feet", minutes), c);
    fs::remove(walk);
  }
  run({program, "simulate", "--seconds", "1800", "-q", "-o", in_folder("half.csv")});
  const std::string left = in_folder("half.left.csv"), right = in_folder("half.right.csv");
  const auto bytes = static_cast<double>(fs::file_size(left) + fs::file_size(right));
  Cost least;
  for (int i = 0; i < 5; ++i) {
    const Cost c = run({program, "import", "--left", left, "--right", right, "-o", in_folder("imported.gait")});
    least = c.wall_s < least.wall_s ? c : least;
    fs::remove(in_folder("imported.gait"));
  }
  print("import, 30 min of both feet, CSV", least, mb_per_s(bytes, least.wall_s));
  fs::remove_all(folder);
}
