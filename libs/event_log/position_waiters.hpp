// The coroutines that wait for a record to exist. Shared with them, so that one which is resumed late finds it alive.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "domain/time.hpp"
#include "ports/task.hpp"

namespace souk::event_log {

class PositionWaiters {
 public:
  explicit PositionWaiters(std::uint64_t next_position) : next_position_(next_position) {}

  // True once a record at `position` exists; false if `timeout` passes, the waiters are closed, or the calling
  // coroutine is cancelled before. A timeout of Nanos::max() is none.
  static Task<bool> wait(std::shared_ptr<PositionWaiters> self, std::uint64_t position, Nanos timeout);

  // Records below `next_position` exist now.
  void publish(std::uint64_t next_position);
  // Nobody waits from now on.
  void close();

 private:
  class Waiter;
  struct StartWaiting;

  bool exists(std::uint64_t position) const;

  mutable std::mutex mutex_;  // guards everything below, and every use of a waiting timer
  std::uint64_t next_position_;
  bool closed_ = false;
  std::multimap<std::uint64_t, asio::steady_timer*> waiting_;  // by position
};

}  // namespace souk::event_log
