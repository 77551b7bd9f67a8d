#include "host/import/csv_columns.h"

#include <catch2/catch.hpp>

using namespace backstep::host;

namespace {

CsvColumns found(const std::string& header) {
  const auto columns = find_csv_columns(header, "walk.csv");
  INFO(header << (columns ? "" : ": " + columns.error().message()));
  REQUIRE(columns);
  return *columns;
}

}  // namespace

TEST_CASE("The project's own header is understood") {
  const CsvColumns c = found("time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z");
  CHECK(c.time_unit == TimeUnit::s);
  CHECK_FALSE(c.acc_unit);
  CHECK(c.column == std::array<std::size_t, 7>{0, 1, 2, 3, 4, 5, 6});
}

TEST_CASE("Headers of other makes are understood, with their units") {
  struct Example {
    const char* header;
    std::optional<TimeUnit> time;
    std::optional<AccUnit> acc;
    std::optional<GyrUnit> gyr;
  };
  const Example examples[] = {
      {"Time (s),Gyroscope X (deg/s),Gyroscope Y (deg/s),Gyroscope Z (deg/s),Accelerometer X (g),Accelerometer Y "
       "(g),Accelerometer Z (g)",
       TimeUnit::s, AccUnit::g, GyrUnit::dps},
      {"timestamp;ax;ay;az;gx;gy;gz", {}, {}, {}},
      {"t\taccel_x\taccel_y\taccel_z\tgyro_x\tgyro_y\tgyro_z", {}, {}, {}},
      {"time_ms,AccX,AccY,AccZ,GyroX (deg/s),GyroY (deg/s),GyroZ (deg/s)", TimeUnit::ms, {}, GyrUnit::dps},
      {"time_us,\"acc_x [g]\",\"acc_y [g]\",\"acc_z [g]\",wx,wy,wz", TimeUnit::us, AccUnit::g, {}},
      {"PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z", TimeUnit::us, {}, {}},
      {"t_ns,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps", TimeUnit::ns, AccUnit::mps2,
       GyrUnit::radps},
      {"time (µs),acc x [m/s²],acc y [m/s²],acc z [m/s²],gyr x [°/s],gyr y [°/s],gyr z [°/s]", TimeUnit::us,
       AccUnit::mps2, GyrUnit::dps},
      {"TIME_S,ACC_X_MG,ACC_Y_MG,ACC_Z_MG,GYR_X_MDPS,GYR_Y_MDPS,GYR_Z_MDPS", TimeUnit::s, AccUnit::mg, GyrUnit::mdps},
  };
  for (const Example& e : examples) {
    const CsvColumns c = found(e.header);
    CHECK(c.time_unit == e.time);
    CHECK(c.acc_unit == e.acc);
    CHECK(c.gyr_unit == e.gyr);
  }
}

TEST_CASE("Columns may stand in any order, between others") {
  const CsvColumns c = found("label,gyr_z,gyr_y,gyr_x,temperature,acc_x,acc_y,acc_z,time_s,magn_x");
  CHECK(c.column == std::array<std::size_t, 7>{8, 5, 6, 7, 3, 2, 1});
}

TEST_CASE("What the header lacks is said, with the names that were looked for") {
  const auto message = [](const char* header) { return find_csv_columns(header, "walk.csv").error().message(); };
  CHECK_THAT(message("time_s,acc_x,acc_y,acc_z"), Catch::Contains("walk.csv: no gyroscope columns (looked for gyr_x"));
  CHECK_THAT(message("time_s,gx,gy,gz"), Catch::Contains("no accelerometer columns"));
  CHECK_THAT(message("ax,ay,az,gx,gy,gz"), Catch::Contains("no time column"));
  CHECK_THAT(message("t,ax,ay,gx,gy,gz"), Catch::Contains("no column acc_z"));
  CHECK_THAT(message("t,ax,ay,az,acc_x,gx,gy,gz"), Catch::Contains("\"ax\" and \"acc_x\" both look like acc_x"));
  CHECK_THAT(message("t,ax (g),ay (mg),az (g),gx,gy,gz"), Catch::Contains("different units"));
}
