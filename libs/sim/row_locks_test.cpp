#include "sim/row_locks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "sim/sim_test_support.hpp"

namespace souk::sim {
namespace {

using namespace std::chrono_literals;

struct Rows {
  TestWorld world;
  RowLocks locks{world.context};
  std::string log;  // "a1 b3 ...": who got the row, and when in ms; "!" after who did not

  Task<void> change(char name, RowLocks::Key key, Nanos start, Nanos hold, Instant deadline) {
    co_await world.clock.sleep_for(start);
    auto taking = locks.take(key, deadline);
    const Result<RowLocks::Lock> lock = co_await std::move(taking);
    log += name + std::to_string(std::llround(world.now_ms())) + (lock ? " " : "! ");
    if (lock) co_await world.clock.sleep_for(hold);
  }
  void start(char name, RowLocks::Key key, Nanos at, Nanos hold, Instant deadline = kNever) {
    world.spawn(change(name, key, at, hold, deadline));
  }
};

TEST(SimRowLocks, TransactionsOnARowGoOneBehindTheOther) {
  Rows rows;
  for (const char name : {'a', 'b', 'c'}) rows.start(name, 7, 1ms, 10ms);
  rows.world.context.run();
  EXPECT_EQ(rows.log, "a1 b11 c21 ");
  EXPECT_EQ(rows.locks.locked(), 0U);
}

TEST(SimRowLocks, RowsDoNotSeeEachOther) {
  Rows rows;
  rows.start('a', 1, 0ms, 10ms);
  rows.start('b', 2, 0ms, 10ms);
  rows.world.context.run();
  EXPECT_EQ(rows.log, "a0 b0 ");
}

TEST(SimRowLocks, WhoWaitsTooLongLeavesTheLine) {
  Rows rows;
  rows.start('a', 1, 0ms, 10ms);
  rows.start('b', 1, 1ms, 10ms, Instant{5ms});
  rows.start('c', 1, 2ms, 10ms);
  rows.world.context.run();
  EXPECT_EQ(rows.log, "a0 b5! c10 ");
}

TEST(SimRowLocks, AKilledHolderGivesTheRowBackAndAKilledWaiterLeavesTheLine) {
  Rows rows;
  {
    const Context::Scope scope(rows.world.context, 1);
    rows.start('a', 1, 0ms, 1s);
  }
  {
    const Context::Scope scope(rows.world.context, 2);
    rows.start('b', 1, 1ms, 1s);
  }
  rows.start('c', 1, 2ms, 5ms);
  rows.world.context.run(Instant{5ms});
  EXPECT_EQ(rows.locks.waiting(1), 2U);
  rows.world.context.kill(2);
  EXPECT_EQ(rows.locks.waiting(1), 1U);
  rows.world.context.kill(1);
  rows.world.context.run();
  EXPECT_EQ(rows.log, "a0 c5 ");
  EXPECT_EQ(rows.locks.locked(), 0U);
}

}  // namespace
}  // namespace souk::sim
