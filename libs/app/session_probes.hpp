// Closed-loop probes for the start of a run: what can the core serve, and a known number of events to apply. Not part
// of the accounting, and nobody retries.
#pragma once

#include <cstdint>

#include "app/session.hpp"

namespace souk::app {

// `concurrency` users install, upgrade and renew in turn without pause; returns successes per second until `until`.
Task<double> probe_core_capacity(SessionEnvironment& environment, unsigned concurrency, Instant until);

// Posts batches of 500 over several connections until `events` are accepted, or until no batch has been for a while.
// Returns how many were accepted; they count as acknowledged.
Task<std::uint64_t> probe_events(SessionEnvironment& environment, std::uint64_t events);

}  // namespace souk::app
