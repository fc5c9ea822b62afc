// Time. The only way for application code to know it or to wait for it.
#pragma once

#include "domain/time.hpp"
#include "ports/task.hpp"

namespace souk::ports {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual UnixMs unix_ms() const = 0;
  // Resumes the calling coroutine on its executor at `when` (at once if past) and returns true; returns false, early,
  // if the coroutine was cancelled meanwhile. Never throws for cancellation.
  virtual Task<bool> sleep_until(Instant when) = 0;
  Task<bool> sleep_for(Nanos duration) { return sleep_until(now() + duration); }
};

}  // namespace souk::ports
