// Takes analytics events in: whatever is accepted is durable in the log before anybody hears so.
#pragma once

#include <string_view>
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
  // accept is accepted. Errors: unavailable (the flag analytics-ingest is off, for one of the sources), and those of
  // EventLog::append.
  Task<Result<ports::AppendReceipt>> accept(std::vector<domain::AnalyticsEvent> events);

  // unavailable: the flag phone-home is off, for this instance.
  Result<void> admit_phone_home(std::string_view instance) const;

 private:
  bool takes(const std::vector<domain::AnalyticsEvent>& events) const;

  ports::EventLog& log_;
  ports::Flags& flags_;
  ports::Clock& clock_;
};

}  // namespace souk::app
