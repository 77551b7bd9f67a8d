#pragma once

#include "dsp/pipeline/session_pipeline.h"
#include "dsp/summary/session_summary.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// What the pipeline has found out about each foot by the end of a walk goes into its report, which has `info` already.
/// `config`: what the pipeline was made with.
void report_feet(const SessionPipeline& pipeline, const SessionConfig& config, const SessionSummary& summary,
                 WalkReport& report);

}  // namespace backstep::host
