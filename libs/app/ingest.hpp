// Takes analytics events in: whatever is accepted is durable in the log before anybody hears so.
#pragma once

#include <vector>

#include "domain/event.hpp"
#include "ports/clock.hpp"
#include "ports/event_log.hpp"
#include "ports/flags.hpp"

namespace souk::app {

// Safe to call from several io threads.
class Ingest {
 public:
  Ingest(ports::EventLog& log, ports::Flags& flags, ports::Clock& clock) : log_(log), flags_(flags), clock_(clock) {}

  // All or none, in order; returns when durable. Events without a time (occurred_at 0) happened now. Nothing to
  // accept is accepted. Errors: unavailable (the flag analytics-ingest is off), and those of EventLog::append.
  Task<Result<ports::AppendReceipt>> accept(std::vector<domain::AnalyticsEvent> events);

 private:
  ports::EventLog& log_;
  ports::Flags& flags_;
  ports::Clock& clock_;
};

}  // namespace souk::app
