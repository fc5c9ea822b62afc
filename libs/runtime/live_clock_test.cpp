#include "runtime/live_clock.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <optional>

namespace souk::runtime {
namespace {

Task<void> sleep_into(LiveClock& clock, Instant until, std::optional<bool>& slept) {
  slept = co_await clock.sleep_until(until);
}

TEST(LiveClock, TimeMovesForwardAndDatesAreOfThisCentury) {
  const LiveClock clock;
  const Instant before = clock.now();
  EXPECT_LE(before, clock.now());
  EXPECT_GT(clock.unix_ms(), 1'583'366'400'000);
}

TEST(LiveClock, SleepEndsAtItsTimeAndNotBefore) {
  LiveClock clock;
  asio::io_context context;
  const Instant until = clock.now() + std::chrono::milliseconds(20);
  std::optional<bool> slept;
  asio::co_spawn(context, sleep_into(clock, until, slept), asio::detached);
  context.run();
  EXPECT_EQ(slept, true);
  EXPECT_GE(clock.now(), until);
}

TEST(LiveClock, ASleepIntoThePastEndsAtOnce) {
  LiveClock clock;
  asio::io_context context;
  std::optional<bool> slept;
  asio::co_spawn(context, sleep_into(clock, Instant{}, slept), asio::detached);
  context.run();
  EXPECT_EQ(slept, true);
}

TEST(LiveClock, CancellationEndsASleepEarly) {
  LiveClock clock;
  asio::io_context context;
  asio::cancellation_signal signal;
  std::optional<bool> slept;
  asio::co_spawn(context, sleep_into(clock, kNever, slept),
                 asio::bind_cancellation_slot(signal.slot(), asio::detached));
  context.poll();
  EXPECT_EQ(slept, std::nullopt);
  signal.emit(asio::cancellation_type::terminal);
  context.run();
  EXPECT_EQ(slept, false);
}

}  // namespace
}  // namespace souk::runtime
