#pragma once

#include <string>
#include <string_view>

namespace backstep::host {

/// Where a sink writes its text: a file (output_file.h), or memory. What cannot be written is told by whoever made it.
class Output {
 public:
  Output() = default;
  virtual ~Output() = default;

  virtual void write(std::string_view text) = 0;

 protected:
  Output(Output&&) noexcept = default;
  Output& operator=(Output&&) = delete;
};

struct OutputInMemory final : Output {
  std::string text;
  void write(std::string_view more) override { text += more; }
};

}  // namespace backstep::host
