#pragma once

#include <filesystem>
#include <fstream>

#include "firmware/core/configuration.h"

namespace backstep::firmware {

/// A shoe's flash as two files of a folder, which is made when it is not there.
class FileStore final : public ConfigStore {
 public:
  explicit FileStore(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::error_code ignored;
    std::filesystem::create_directories(folder_, ignored);
  }

  bool read(int slot, Slot& bytes) override {
    std::ifstream file(path(slot), std::ios::binary);
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return file.gcount() == static_cast<std::streamsize>(bytes.size());
  }

  bool write(int slot, const Slot& bytes) override {
    std::ofstream file(path(slot), std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return file.flush().good();
  }

 private:
  std::filesystem::path path(int slot) const { return folder_ / (slot == 0 ? "configuration.0" : "configuration.1"); }

  std::filesystem::path folder_;
};

}  // namespace backstep::firmware
