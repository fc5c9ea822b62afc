// The machine's clock for the tests and the benchmark of the server, which have no runtime around them.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <tuple>

#include "ports/clock.hpp"

namespace souk::http::test {

class SteadyClock final : public ports::Clock {
 public:
  Instant now() const override {
    return Instant(std::chrono::duration_cast<Nanos>(std::chrono::steady_clock::now().time_since_epoch()));
  }
  UnixMs unix_ms() const override { return 0; }
  Task<bool> sleep_until(Instant when) override {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_at(std::chrono::steady_clock::time_point(when.time_since_epoch()));
    const std::tuple<boost::system::error_code> done = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return !std::get<0>(done);
  }
};

}  // namespace souk::http::test
