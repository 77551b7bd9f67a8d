#pragma once

#include <string>

#include "host/ingest/foot_decoder.h"

namespace backstep::host {

/// More than half of a foot's packets were of no use: there is data, and hardly any of it was measured by. Told by a
/// sentence, and makes the result one with loss.
bool mostly_unused(const FootCounters& counters);

/// "583 of 658 packets are not used: 570 came twice or too late, 13 contradict the packets around them".
std::string unused_words(const FootCounters& counters);

}  // namespace backstep::host
