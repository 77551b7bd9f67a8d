#include "host/sink/sample_table.h"

#include <fmt/format.h>

#include <iterator>

namespace backstep::host {
namespace {

constexpr struct {
  SampleFlag flag;
  const char* name;
} kFlagNames[] = {{kAccClipped, "acc_clipped"}, {kGyrClipped, "gyr_clipped"}, {kAfterGap, "after_gap"}};

double seconds(const ImuSample& s) { return static_cast<double>(s.t_us) * 1e-6; }

}  // namespace

void append_csv_sample(const ImuSample& s, std::string& text) {
  fmt::format_to(std::back_inserter(text), "{:.6f},{:.5f},{:.5f},{:.5f},{:.6f},{:.6f},{:.6f}\n", seconds(s),
                 s.acc_mps2.x(), s.acc_mps2.y(), s.acc_mps2.z(), s.gyr_radps.x(), s.gyr_radps.y(), s.gyr_radps.z());
}

void append_ndjson_sample(Foot foot, const ImuSample& s, std::string& text) {
  fmt::format_to(std::back_inserter(text),
                 R"({{"foot":"{}","time_s":{:.6f},"acc_x":{:.5f},"acc_y":{:.5f},"acc_z":{:.5f},)"
                 R"("gyr_x":{:.6f},"gyr_y":{:.6f},"gyr_z":{:.6f})",
                 foot == Foot::left ? "left" : "right", seconds(s), s.acc_mps2.x(), s.acc_mps2.y(), s.acc_mps2.z(),
                 s.gyr_radps.x(), s.gyr_radps.y(), s.gyr_radps.z());
  if (s.flags != 0) {
    const char* separator = R"(,"flags":[")";
    for (const auto& [flag, name] : kFlagNames) {
      if ((s.flags & flag) == 0) continue;
      text += separator;
      text += name;
      separator = R"(",")";
    }
    text += "\"]";
  }
  text += "}\n";
}

}  // namespace backstep::host
