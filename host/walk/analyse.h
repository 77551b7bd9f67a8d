#pragma once

#include <memory>
#include <vector>

#include "host/base/error.h"
#include "host/session/run.h"
#include "host/sink/sink.h"
#include "host/sink/summary_sink.h"
#include "host/sink/walk_report.h"
#include "host/walk/open_walk.h"
#include "host/walk/settings.h"

namespace backstep::host {

/// What came out beside what the sinks heard.
struct Analysis {
  WalkReport report;
  SummarySink summary;
};

/// Analyses an open walk. A foot without samples in the span is an error only where no foot has any.
/// The sinks hear all of it, from on_begin() to on_end().
Result<std::unique_ptr<Analysis>> analyse(OpenWalk& walk, const AnalysisSettings& settings, std::vector<Sink*> sinks,
                                          const Progress& progress = {});

}  // namespace backstep::host
