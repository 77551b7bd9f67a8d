// A text table, after one byte that says which units are declared.
#include "host/base/input.h"
#include "host/import/csv_track.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/track_laws.h"

using namespace backstep;
using namespace backstep::fuzz;

namespace {

host::CsvUnits units_from(std::uint8_t bits) {
  host::CsvUnits units;
  if (const unsigned acc = bits & 3U; acc != 3) {
    units.acc = static_cast<host::AccUnit>(acc);
  }
  if (const unsigned gyr = bits >> 2 & 3U; gyr != 3) {
    units.gyr = static_cast<host::GyrUnit>(gyr);
  }
  return units;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
  const host::CsvUnits units = units_from(in.take<std::uint8_t>());
  const auto track = host::read_csv(host::in_memory("fuzz.csv", {in.rest().begin(), in.rest().end()}), units);
  if (!track) {
    must(track.error().kind == host::ErrorKind::input && !track.error().message().empty(), "an error is told in words");
    return 0;
  }
  check(*track);
  return 0;
}
