#pragma once

#include "dsp/summary/session_summary.h"
#include "host/sink/text_page.h"

namespace backstep::host {

/// What both feet did walking in one direction, side by side: contact, roll, gait, overstriding. Nothing where nobody
/// walked so.
void walking_table(TextPage& page, const SessionSummary& summary, Direction direction);

}  // namespace backstep::host
