// The real clock: the machine's steady and wall clocks, timers of the calling coroutine's own executor.
#pragma once

#include "ports/clock.hpp"

namespace souk::runtime {

class LiveClock final : public ports::Clock {
 public:
  Instant now() const override;
  UnixMs unix_ms() const override;
  Task<bool> sleep_until(Instant when) override;
};

}  // namespace souk::runtime
