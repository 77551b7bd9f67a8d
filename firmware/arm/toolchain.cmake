# The shoe's core, a Cortex-M4F, with Debian's gcc-arm-none-eabi and newlib.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR cortex-m4)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)  # a program would need the start-up code
set(CMAKE_PREFIX_PATH /usr)                        # headers of Eigen and FlatBuffers: they are for every machine
set(CMAKE_CXX_FLAGS_INIT
  "-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -fno-exceptions -fno-rtti -fno-threadsafe-statics -ffunction-sections -fdata-sections")
