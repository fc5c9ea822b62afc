// The machine's time as a Clock, for tests and benchmarks of the journal.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "ports/clock.hpp"

namespace souk::event_log {

class TestClock final : public ports::Clock {
 public:
  Instant now() const override { return Instant(std::chrono::steady_clock::now().time_since_epoch()); }
  UnixMs unix_ms() const override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  }
  Task<bool> sleep_until(Instant when) override {
    asio::steady_timer timer(co_await asio::this_coro::executor,
                             std::chrono::steady_clock::time_point(when.time_since_epoch()));
    const auto token = asio::as_tuple(asio::use_awaitable);
    const auto result = co_await timer.async_wait(token);
    co_return !std::get<0>(result);
  }
};

}  // namespace souk::event_log
