// What durable appends to the event log cost.
#pragma once

#include "domain/result.hpp"
#include "ports/event_log.hpp"
#include "services/calibration/traffic.hpp"
#include "sim/model.hpp"

namespace souk::calibration {

struct LogCosts {
  sim::ServiceTime sync;   // an append of one event by the only appender, from the call to the answer
  Nanos cpu_per_event{0};  // of all threads together
};
// Errors: those of the log.
Result<LogCosts> measure_log(ports::EventLog& log, Traffic& traffic, Nanos duration);

}  // namespace souk::calibration
