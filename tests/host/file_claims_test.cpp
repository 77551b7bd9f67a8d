#include "host/recording/file_claims.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/host/gait_fixture.h"
#include "tests/host/temporary_folder.h"

using namespace backstep::host;
using backstep::test::TemporaryFolder;
using backstep::test::write_content;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

std::string why_not(const Result<void>& result) { return result ? std::string() : result.error().message(); }

}  // namespace

TEST_CASE("Nothing is written onto what is read, by whatever name") {
  const TemporaryFolder folder;
  const std::string input = folder.file("left.csv");
  write_content(input, "time_s\n");
  fs::create_hard_link(input, folder.file("hard.csv"));
  fs::create_symlink("left.csv", folder.file("soft.csv"));
  FileClaims claims;
  claims.reads(input);
  claims.reads("");
  claims.reads("-");
  for (const std::string& name : {input, folder.file("./left.csv"), folder.file("hard.csv"), folder.file("soft.csv")}) {
    const auto free = claims.writes(name);
    CHECK_THAT(why_not(free), Contains("is what is read"));
    CHECK(free.error().kind == ErrorKind::request);
  }
  CHECK(claims.writes(folder.file("strides.csv")));
}

TEST_CASE("No result is written onto a recording, by its name or by what it is") {
  const TemporaryFolder folder;
  const std::string recording = folder.file("walk.gait"), renamed = folder.file("walk.bin");
  write_test_walk(recording, 0.1);
  fs::copy_file(recording, renamed);
  write_content(folder.file("damaged.gait"), "no magic");
  for (const std::string& name : {recording, renamed, folder.file("damaged.gait")}) {
    CHECK_THAT(why_not(FileClaims().writes(name)), Contains("is a recording, and recordings are never overwritten"));
  }
  CHECK(FileClaims().writes(folder.file("new.gait")));
  write_content(folder.file("old.csv"), "\x89GAI is how some other file begins");
  CHECK(FileClaims().writes(folder.file("old.csv")));
}

TEST_CASE("Two results of one call have two files") {
  const TemporaryFolder folder;
  fs::create_directory_symlink(folder.path(), folder.file("again"));
  FileClaims claims;
  CHECK(claims.writes(folder.file("a.csv")));
  CHECK_THAT(why_not(claims.writes(folder.file("again/a.csv"))), Contains("two results cannot both go to"));
  CHECK_THAT(why_not(claims.writes(folder.file("none/../a.csv"))), Contains("two results cannot both go to"));
  CHECK(claims.writes("-"));
  CHECK_THAT(why_not(claims.writes("-")), Contains("two results cannot both go to stdout"));
  CHECK(claims.writes("/dev/null"));
  CHECK(claims.writes("/dev/null"));
}
