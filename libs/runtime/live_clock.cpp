#include "runtime/live_clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace souk::runtime {

Instant LiveClock::now() const { return Instant(std::chrono::steady_clock::now().time_since_epoch()); }

UnixMs LiveClock::unix_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Task<bool> LiveClock::sleep_until(Instant when) {
  const auto executor = co_await asio::this_coro::executor;
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  // Waiting in a coroutine that is already cancelled would throw.
  if (cancellation.cancelled() != asio::cancellation_type::none) co_return false;
  asio::steady_timer timer(executor, std::chrono::steady_clock::time_point(when.time_since_epoch()));
  const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return !error;
}

}  // namespace souk::runtime
