// What one request leaves behind of the time it took. Whoever serves the request owns its trace; it is touched on the
// request's own executor only. An adapter that works on another thread measures there and adds the sum when it is back.
#pragma once

#include "domain/request_phase.hpp"
#include "ports/clock.hpp"

namespace souk::ports {

class RequestTrace {
 public:
  // `clock` must outlive the trace.
  explicit RequestTrace(const Clock& clock) : clock_(clock) {}

  void begin() { times_.clear(); }
  void add(domain::RequestPhase phase, Nanos spent) { times_.add(phase, spent); }
  void add(const domain::PhaseTimes& times) { times_.add(times); }
  const domain::PhaseTimes& times() const { return times_; }
  Instant now() const { return clock_.now(); }

 private:
  const Clock& clock_;
  domain::PhaseTimes times_;
};

// Adds the time from here to the end of the scope to a phase; does nothing without a trace.
class PhaseTimer {
 public:
  PhaseTimer(RequestTrace* trace, domain::RequestPhase phase)
      : trace_(trace), phase_(phase), began_(trace == nullptr ? Instant{} : trace->now()) {}
  ~PhaseTimer() {
    if (trace_ != nullptr) trace_->add(phase_, trace_->now() - began_);
  }
  PhaseTimer(const PhaseTimer&) = delete;
  PhaseTimer& operator=(const PhaseTimer&) = delete;

 private:
  RequestTrace* trace_;
  domain::RequestPhase phase_;
  Instant began_;
};

}  // namespace souk::ports
