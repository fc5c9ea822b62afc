// Shared by the tests of the application layer: a hand-driven clock and a way to run a task to its end.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <utility>

#include "ports/clock.hpp"
#include "ports/rethrow.hpp"
#include "runtime/run_to_end.hpp"

namespace souk::app {

// Time moves only by sleeping: a sleep ends at once and moves the clock to its end.
class JumpingClock final : public ports::Clock {
 public:
  Instant now() const override { return now_; }
  UnixMs unix_ms() const override { return 1'583'366'400'000 + static_cast<UnixMs>(to_ms(now_ - Instant{})); }
  Task<bool> sleep_until(Instant when) override {
    if (when > now_) now_ = when;
    co_return true;
  }
  void advance(Nanos by) { now_ += by; }

 private:
  Instant now_{};
};

template <class T>
T run_task(Task<T> task) {
  return runtime::run_to_end(std::move(task));
}

inline void run_task(Task<void> task) {
  asio::io_context context{1};
  asio::co_spawn(context, std::move(task), rethrow);
  context.run();
}

}  // namespace souk::app
