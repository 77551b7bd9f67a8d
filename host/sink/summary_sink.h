#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/summary/session_summary.h"
#include "host/sink/sink.h"

namespace backstep::host {

/// Gathers the summary of a session.
class SummarySink : public Sink {
 public:
  void on_contact(const Contact& contact) override { summary_->push(contact); }
  void on_withdrawn(const Withdrawn& withdrawn) override { summary_->push(withdrawn); }
  void on_stride(const Stride& stride) override { summary_->push(stride); }
  void on_alert(const Alert& alert) override { summary_->push(alert); }

  void on_mark(std::int64_t t_us, std::string_view text) override {
    summary_->mark(t_us);
    marks_.emplace_back(text);
  }

  /// What was written beside each mark.
  const std::vector<std::string>& marks() const { return marks_; }

  /// After the last event.
  const SessionSummary& finish() {
    summary_->finish();
    return *summary_;
  }

 private:
  std::vector<std::string> marks_;
  std::unique_ptr<SessionSummary> summary_ = std::make_unique<SessionSummary>();  // too large for a stack
};

}  // namespace backstep::host
