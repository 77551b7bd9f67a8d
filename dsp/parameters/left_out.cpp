#include "dsp/parameters/left_out.h"

#include <utility>

namespace backstep {

LeftOutReasons left_out_reasons(const Stride& s) {
  constexpr std::pair<Quality, LeftOut> kReasons[] = {{Quality::first, LeftOut::start},
                                                      {Quality::implausible, LeftOut::implausible},
                                                      {Quality::gap, LeftOut::gap},
                                                      {Quality::turn, LeftOut::turn},
                                                      {Quality::gyr_clipped, LeftOut::gyr_clipped},
                                                      {Quality::too_long, LeftOut::too_long},
                                                      {Quality::uncalibrated, LeftOut::uncalibrated},
                                                      {Quality::slip, LeftOut::slip}};
  LeftOutReasons out;
  bool spoilt = false;
  for (const auto& [quality, why] : kReasons) {
    if (s.quality.has(quality)) {
      out.set(why);
      spoilt = spoilt || why != LeftOut::start;
    }
  }
  if (!s.stride_length_m) {
    out.set(LeftOut::unmeasured);
  } else if (!s.used && !spoilt) {
    out.set(LeftOut::in_place);
  }
  return out;
}

bool counts_pattern(const Stride& s) {
  return s.contact != ContactClass::uncertain && !s.quality.has(Quality::implausible);
}

}  // namespace backstep
