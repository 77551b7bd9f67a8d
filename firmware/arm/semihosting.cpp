#include "firmware/arm/semihosting.h"

#include <array>
#include <cstring>

namespace backstep::firmware {
namespace {

enum class Operation : std::uint32_t { open = 0x01, close = 0x02, write = 0x05, read = 0x06, exit_extended = 0x20 };

template <std::size_t N>
std::uint32_t call(Operation operation, const std::array<std::uint32_t, N>& arguments) {
  register std::uint32_t r0 asm("r0") = static_cast<std::uint32_t>(operation);
  register const std::uint32_t* r1 asm("r1") = arguments.data();
  asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

std::uint32_t address(const void* p) { return reinterpret_cast<std::uintptr_t>(p); }

}  // namespace

HostFile::HostFile(const char* name, Mode mode)
    : handle_(call<3>(Operation::open, {address(name), static_cast<std::uint32_t>(mode),
                                        static_cast<std::uint32_t>(std::strlen(name))})) {
  if (handle_ == UINT32_MAX) {
    exit_to_host(72);
  }
}

HostFile::~HostFile() { call<1>(Operation::close, {handle_}); }

std::size_t HostFile::read(std::span<std::byte> to) {
  const std::uint32_t not_read = call<3>(Operation::read, {handle_, address(to.data()), to.size()});
  return to.size() - not_read;
}

void HostFile::write(std::span<const std::byte> bytes) {
  if (call<3>(Operation::write, {handle_, address(bytes.data()), bytes.size()}) != 0) {
    exit_to_host(73);
  }
}

void exit_to_host(int code) {
  const std::uint32_t application_exit = 0x20026;
  call<2>(Operation::exit_extended, {application_exit, static_cast<std::uint32_t>(code)});
  while (true) {
  }
}

}  // namespace backstep::firmware
