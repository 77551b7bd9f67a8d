#include <fmt/format.h>

#include <filesystem>

#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/recording/file_claims.h"
#include "host/recording/recover.h"

namespace backstep::cli {
namespace {

struct RecoverOptions {
  std::string recording;
  std::string output;
};

std::string default_output(const std::filesystem::path& recording) {
  return (recording.parent_path() / (recording.stem().string() + "-recovered.gait")).string();
}

int recover(const RecoverOptions& o) {
  const std::string output = o.output.empty() ? default_output(o.recording) : o.output;
  host::FileClaims claims;
  claims.reads(o.recording);
  if (auto free = claims.records(output); !free) {
    return tell(free.error());
  }
  const auto recovered = host::recover(o.recording, output, say);
  if (!recovered) {
    return tell(recovered.error());
  }
  show(fmt::format("Saved {}: {} records, {} bytes left out. Next: backstep analyze {}", output, recovered->records,
                   recovered->left_out_bytes, output));
  return recovered->whole ? 0 : 3;
}

}  // namespace

void add_recover(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<RecoverOptions>();
  auto* cmd = app.add_subcommand("recover", "Save what is whole in a damaged recording to a new file");
  cmd->add_option("recording", o->recording, "A .gait file; it is only read")->required();
  cmd->add_option("-o,--output", o->output, "File to write; default: the name with -recovered");
  cmd->footer(
      "Exit code: 0 all was whole, 3 saved with loss, 1 nothing could be saved.\n"
      "Example: backstep recover walk.gait -o saved.gait");
  cmd->callback([o, &exit_code] { exit_code = recover(*o); });
}

}  // namespace backstep::cli
