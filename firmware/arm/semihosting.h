#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

/// The debugger's (here QEMU's) files and exit code: Arm, "Semihosting for AArch32 and AArch64", 2.0.
namespace backstep::firmware {

/// A file on the host, in the directory in which QEMU was started. Ends the program with 72 where it cannot be opened.
class HostFile {
 public:
  enum class Mode : std::uint8_t { read = 1, write = 5 };  // "rb" and "wb" of SYS_OPEN

  HostFile(const char* name, Mode mode);
  ~HostFile();
  HostFile(const HostFile&) = delete;
  HostFile& operator=(const HostFile&) = delete;

  /// Fills `to` as far as the file goes: how many bytes were read.
  std::size_t read(std::span<std::byte> to);

  /// Ends the program with 73 when not all is written.
  void write(std::span<const std::byte> bytes);

 private:
  std::uint32_t handle_;
};

/// Ends the emulator with this exit code.
[[noreturn]] void exit_to_host(int code);

}  // namespace backstep::firmware
