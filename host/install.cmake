# The library for other programs: cmake --install BUILD --component development, then find_package(backstep) and
# backstep::host. What they include is host/walk/measure.h and what that includes.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
find_package(Threads REQUIRED)

add_library(backstep_host STATIC)
foreach(room wire dsp walker base files recording recording_files import ingest source sink session walk walk_files export)
  target_sources(backstep_host PRIVATE $<TARGET_OBJECTS:backstep_${room}>)
endforeach()
set_target_properties(backstep_host PROPERTIES EXPORT_NAME host LINKER_LANGUAGE CXX DISABLE_PRECOMPILE_HEADERS ON)
target_compile_features(backstep_host INTERFACE cxx_std_20)
target_include_directories(backstep_host INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/backstep>)
foreach(library Eigen3::Eigen fmt::fmt Threads::Threads tl::expected PkgConfig::sndfile)
  target_link_libraries(backstep_host INTERFACE $<INSTALL_INTERFACE:${library}>)
endforeach()

install(TARGETS backstep_host EXPORT backstep ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/backstep)
install(EXPORT backstep FILE backstep-targets.cmake NAMESPACE backstep:: DESTINATION ${package_dir} COMPONENT development)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/backstep-config.cmake.in
  ${PROJECT_BINARY_DIR}/backstep-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/backstep-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/backstep-config.cmake ${PROJECT_BINARY_DIR}/backstep-config-version.cmake
  DESTINATION ${package_dir} COMPONENT development)

# measure.h and the closure of its includes; the test of the installed library fails where one is missing.
set(public
  dsp/alert/alert.h
  dsp/base/capacity.h
  dsp/base/contradiction.h
  dsp/base/imu_sample.h
  dsp/base/kept_sample.h
  dsp/base/math.h
  dsp/base/quality.h
  dsp/base/ring.h
  dsp/base/so3.h
  dsp/calibration/foot_calibration.h
  dsp/contact/roll.h
  dsp/parameters/left_out.h
  dsp/parameters/overstride.h
  dsp/parameters/stride.h
  dsp/parameters/trajectory_point.h
  dsp/pipeline/foot_diagnosis.h
  dsp/stride/contact_shock.h
  dsp/stride/event_finder.h
  dsp/stride/foot_motion.h
  dsp/stride/soft_landing.h
  dsp/summary/distribution.h
  dsp/summary/session_summary.h
  dsp/summary/turns.h
  dsp/summary/walk_stats.h
  dsp/summary/walking_strides.h
  dsp/trajectory/swing_smoother.h
  host/base/error.h
  host/base/progress.h
  host/base/range.h
  host/base/sentence.h
  host/base/source_info.h
  host/sink/shoe_state.h
  host/sink/sink.h
  host/sink/walk_report.h
  host/walk/analysis_options.h
  host/walk/measure.h)
foreach(header ${public})
  cmake_path(GET header PARENT_PATH folder)
  install(FILES ${PROJECT_SOURCE_DIR}/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/backstep/${folder}
    COMPONENT development)
endforeach()
