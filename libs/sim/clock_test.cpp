#include "sim/clock.hpp"

#include <gtest/gtest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <string>

#include "sim/sim_test_support.hpp"

namespace souk::sim {
namespace {

using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;

Task<void> note_after(Clock& clock, Nanos wait, std::string& notes, char note) {
  const bool slept = co_await clock.sleep_for(wait);
  notes += slept ? note : '!';
}

TEST(SimClock, SleepersWakeInOrderAtTheirTimes) {
  TestWorld world;
  std::string notes;
  world.spawn(note_after(world.clock, 3s, notes, 'c'));
  world.spawn(note_after(world.clock, 1s, notes, 'a'));
  world.spawn(note_after(world.clock, 2s, notes, 'b'));
  world.context.run();
  EXPECT_EQ(notes, "abc");
  EXPECT_EQ(world.clock.now(), Instant{3s});
}

TEST(SimClock, DatesFollowVirtualTime) {
  TestWorld world;
  const UnixMs before = world.clock.unix_ms();
  std::string notes;
  world.spawn(note_after(world.clock, 27 * 24h, notes, 'x'));
  world.context.run();
  EXPECT_EQ(world.clock.unix_ms() - before, 27 * kMsPerDay);
}

TEST(SimClock, ASleepHonoursItsCancellationSlot) {
  TestWorld world;
  asio::cancellation_signal signal;
  std::string notes;
  world.spawn(note_after(world.clock, 10s, notes, 'x'), signal.slot());
  world.context.run(Instant{4s});
  signal.emit(asio::cancellation_type::terminal);
  world.context.run();
  EXPECT_EQ(notes, "!");
  EXPECT_EQ(world.clock.now(), Instant{4s});
}

TEST(SimClock, ASleepForEverEndsByCancellationOnly) {
  TestWorld world;
  asio::cancellation_signal signal;
  std::string notes;
  const auto sleep = [](Clock& clock, std::string& into) -> Task<void> {
    const bool slept = co_await clock.sleep_until(kNever);
    into += slept ? 'x' : '!';
  };
  world.spawn(sleep(world.clock, notes), signal.slot());
  world.context.run();
  EXPECT_EQ(notes, "");
  signal.emit(asio::cancellation_type::terminal);
  signal.emit(asio::cancellation_type::terminal);  // the second finds nobody
  world.context.run();
  EXPECT_EQ(notes, "!");
}

TEST(SimClock, TheFirstOfTwoCancelsTheOther) {
  TestWorld world;
  std::string notes;
  const auto race = [](Clock& clock, std::string& into) -> Task<void> {
    co_await (note_after(clock, 1s, into, 'a') || note_after(clock, 60s, into, 'b'));
    into += '.';
  };
  world.spawn(race(world.clock, notes));
  world.context.run();
  EXPECT_EQ(notes, "a!.");
  EXPECT_EQ(world.clock.now(), Instant{1s});
}

}  // namespace
}  // namespace souk::sim
