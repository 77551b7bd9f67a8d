# WebAssembly as browsers run it, with Debian's clang 14 and wasi-libc: no threads, no exceptions, no files.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_CXX_COMPILER clang++-14)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_AR llvm-ar-14)
set(CMAKE_RANLIB llvm-ranlib-14)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_PREFIX_PATH /usr)  # headers of Eigen and FlatBuffers: they are for every machine
set(CMAKE_CXX_FLAGS_INIT "-fno-exceptions -fno-rtti")
