// How long threads that sleep take to run once they are woken, on the ways that a request takes: to a connection's
// thread and back, and from a timer. Without what the threads compute meanwhile, which other measurements have.
#pragma once

#include <filesystem>

#include "domain/result.hpp"
#include "ports/clock.hpp"
#include "sim/model.hpp"

namespace souk::calibration {

struct WakeUps {
  sim::ServiceTime hop;    // one way
  sim::ServiceTime timer;  // from the moment it is due
};

// Calls that do nothing, two in a row as an install makes them, through the real connection pool, at a drill's rate:
// before the first everybody sleeps.
// `database` is the data file of an open store. Errors: those of the pool; unavailable (too few calls in the time).
Result<WakeUps> measure_wake_ups(const std::filesystem::path& database, ports::Clock& clock, Nanos duration);

}  // namespace souk::calibration
