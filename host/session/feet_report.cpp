#include "host/session/feet_report.h"

#include "host/base/contradiction.h"
#include "host/session/no_strides.h"

namespace backstep::host {

void report_feet(const SessionPipeline& pipeline, const SessionConfig& config, const SessionSummary& summary,
                 WalkReport& report) {
  for (const Foot foot : kFeet) {
    const auto i = index(foot);
    if (!report.info.has_foot[i]) {
      continue;
    }
    const FootDiagnosis& diagnosis = pipeline.diagnosis(foot);
    report.diagnosis[i] = diagnosis;
    report.calibration[i] = pipeline.calibration(foot);
    report.toe_log_odds[i] = diagnosis.toe_log_odds;
    report.unfinished_swings[i] = diagnosis.unfinished_swing ? 1 : 0;
    if (summary.rows(foot) == 0 && !contradicts(diagnosis)) {
      report.no_strides_because[i] = no_strides_because(foot, diagnosis, config);
    }
  }
}

}  // namespace backstep::host
