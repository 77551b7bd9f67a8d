// From reset to run(): the vectors, the FPU, the variables, and a stack filled so that its peak can be read.
#include "firmware/arm/startup.h"

#include <algorithm>
#include <cstddef>

#include "firmware/arm/semihosting.h"

namespace {

/// What the stack is filled with at the start: a word that is something else has been used.
constexpr std::uint32_t kUnusedStack = 0x57AC57AC;

}  // namespace

extern "C" {

using Function = void (*)();

// Places that chip.ld names: only their addresses mean something.
extern std::uint32_t data_begin, data_end, data_image, flash_end, bss_begin, bss_end, stack_top;
extern Function init_array_begin, init_array_end;

[[noreturn]] void reset() {
  // Full access to coprocessors 10 and 11, the FPU: CPACR, ARMv7-M Architecture Reference Manual, B3.2.20.
  *reinterpret_cast<volatile std::uint32_t*>(0xE000ED88) = 0xFU << 20U;
  asm volatile("dsb\n isb" ::: "memory");

  std::copy(&data_image, &data_image + (&data_end - &data_begin), &data_begin);
  std::fill(&bss_begin, &bss_end, 0U);
  std::uint32_t* stack_pointer = nullptr;
  asm volatile("mov %0, sp" : "=r"(stack_pointer));
  const std::ptrdiff_t own_frame = 64;  // words that this function and std::fill themselves may use
  std::fill(&bss_end, stack_pointer - own_frame, kUnusedStack);
  std::for_each(&init_array_begin, &init_array_end, [](Function f) { f(); });
  backstep::firmware::exit_to_host(backstep::firmware::run());
}

/// Any fault or interrupt: none is expected.
[[noreturn]] void unexpected() { backstep::firmware::exit_to_host(70); }

/// What the libraries call where the host would throw.
void abort() { backstep::firmware::exit_to_host(71); }

struct Vectors {
  std::uint32_t* initial_stack_pointer;
  Function handlers[15];
};

[[gnu::section(".vectors"), gnu::used]] const Vectors vectors = {
    &stack_top,
    {reset, unexpected, unexpected, unexpected, unexpected, unexpected, unexpected, unexpected, unexpected, unexpected,
     unexpected, unexpected, unexpected, unexpected, unexpected}};
}

namespace backstep::firmware {
namespace {

std::uint32_t bytes_between(const std::uint32_t* begin, const std::uint32_t* end) {
  return reinterpret_cast<std::uintptr_t>(end) - reinterpret_cast<std::uintptr_t>(begin);
}

}  // namespace

std::uint32_t flash_bytes() { return reinterpret_cast<std::uintptr_t>(&flash_end); }  // it begins at 0

std::uint32_t variable_bytes() { return bytes_between(&data_begin, &bss_end); }

std::uint32_t stack_bytes() {
  return bytes_between(std::find_if(&bss_end, &stack_top, [](std::uint32_t word) { return word != kUnusedStack; }),
                       &stack_top);
}

}  // namespace backstep::firmware
