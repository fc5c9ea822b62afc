#include "sim/context.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/alarm.hpp"
#include "sim/sim_test_support.hpp"

namespace souk::sim {
namespace {

using namespace std::chrono_literals;

TEST(SimContext, RunsInTheOrderOfTimeAndThenOfAsking) {
  Context context;
  std::string order;
  context.call_at(Instant{2s}, [&order] { order += 'c'; });
  context.call_at(Instant{1s}, [&order] { order += 'a'; });
  context.call_at(Instant{1s}, [&order] { order += 'b'; });
  context.run();
  EXPECT_EQ(order, "abc");
  EXPECT_EQ(context.now(), Instant{2s});
}

// An io_context with a clock moved by hand runs equal deadlines in the order of its timer heap.
TEST(SimContext, EqualDeadlinesComeInTheOrderOfAskingHoweverMany) {
  Context context;
  std::vector<int> order;
  for (int i = 0; i < 1'000; ++i) context.call_at(Instant{1s}, [&order, i] { order.push_back(i); });
  context.run();
  for (int i = 0; i < 1'000; ++i) ASSERT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(SimContext, WhatIsPostedNowRunsBeforeTimeMovesAndBehindWhatIsDueAlready) {
  Context context;
  std::string order;
  context.call_at(Instant{1s}, [&] {
    order += '1';
    context.call([&order] { order += 'p'; });
    context.call_at(context.now(), [&order] { order += 'n'; });
  });
  context.call_at(Instant{1s}, [&order] { order += '2'; });
  context.call_at(Instant{1s} + 1ns, [&order] { order += '3'; });
  context.run();
  EXPECT_EQ(order, "12pn3");
}

TEST(SimContext, NothingRunsInThePast) {
  Context context;
  context.call_at(Instant{5s}, [&context] { context.call_at(Instant{1s}, [] {}); });
  context.run();
  EXPECT_EQ(context.now(), Instant{5s});
}

TEST(SimContext, StopsAtTheGivenTimeAndGoesOnFromThere) {
  Context context;
  int ran = 0;
  for (int i = 1; i <= 4; ++i) context.call_at(Instant{std::chrono::seconds(i)}, [&ran] { ++ran; });
  EXPECT_EQ(context.run(Instant{2s}), 2u);
  EXPECT_EQ(context.now(), Instant{2s});
  context.run(Instant{2'500ms});
  EXPECT_EQ(context.now(), Instant{2'500ms});
  context.run();
  EXPECT_EQ(ran, 4);
}

TEST(SimContext, DeadEntriesDoNotDragTheClock) {
  TestWorld world;
  asio::cancellation_signal signal;
  bool slept = true;
  const auto sleep_long = [](Clock& clock, bool& result) -> Task<void> { result = co_await clock.sleep_for(24h); };
  world.spawn(sleep_long(world.clock, slept), signal.slot());
  world.context.call_at(Instant{1s}, [&signal] { signal.emit(asio::cancellation_type::terminal); });
  world.context.run();
  EXPECT_FALSE(slept);
  EXPECT_EQ(world.context.now(), Instant{1s});
  EXPECT_TRUE(world.context.idle());
}

TEST(SimContext, AlarmsThatAreCalledOffLeaveAtOnceAndTheOthersStayInOrder) {
  constexpr std::size_t kAlarms = 1'000;
  Context context;
  std::vector<Alarm> alarms(kAlarms);
  std::vector<std::pair<Instant, std::size_t>> wanted, rung;
  for (std::size_t i = 0; i < kAlarms; ++i) {
    const Instant at{std::chrono::milliseconds((i * 7'919) % 97)};  // scattered, ten to a moment
    alarms[i].set(context, at, [&context, &rung, i] { rung.emplace_back(context.now(), i); });
    if (i % 3 != 0) wanted.emplace_back(at, i);
  }
  for (std::size_t i = 0; i < kAlarms; i += 3) alarms[i].call_off();
  EXPECT_EQ(context.pending(), wanted.size());
  context.run();
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(rung, wanted);
}

TEST(SimContext, AnEntryForNeverIsAMistake) {
  Context context;
  EXPECT_THROW(context.call_at(kNever, [] {}), std::logic_error);
}

TEST(SimContext, AnExceptionLeavesThroughRunAndTheRestCanGoOn) {
  Context context;
  bool later = false;
  context.call([] { throw std::runtime_error("broken"); });
  context.call([&later] { later = true; });
  EXPECT_THROW(context.run(), std::runtime_error);
  context.run();
  EXPECT_TRUE(later);
}

std::size_t threads_of_this_process() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& task : std::filesystem::directory_iterator("/proc/self/task")) ++count;
  return count;
}

Task<void> use_a_real_timer() {
  asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
  co_await timer.async_wait(asio::use_awaitable);
}

void run_into_a_stray_timer() {
  TestWorld world;
  world.spawn(use_a_real_timer());
  EXPECT_THROW(world.context.run(), std::logic_error);
}

TEST(SimContext, AStrayTimerOfTheRealWorldIsAnErrorAndLeavesNoThread) {
  run_into_a_stray_timer();  // with a process's first thread the thread sanitizer starts one of its own, which stays
  const std::size_t before = threads_of_this_process();
  run_into_a_stray_timer();
  EXPECT_EQ(threads_of_this_process(), before);
}

Task<void> wait_for_ever(Clock& clock, std::shared_ptr<int> witness) {
  co_await clock.sleep_until(kNever);
  *witness = 1;
}

TEST(SimContext, TheEndOfTheWorldDestroysWhateverWaits) {
  const auto witness = std::make_shared<int>(0);
  {
    TestWorld world;
    world.spawn(wait_for_ever(world.clock, witness));
    world.context.run();
    EXPECT_GT(witness.use_count(), 1);
  }
  EXPECT_EQ(witness.use_count(), 1);
  EXPECT_EQ(*witness, 0);
}

TEST(SimContext, WhatIsSpawnedRunsToItsFirstWaitAtOnce) {
  TestWorld world;
  std::string notes;
  const auto task = [](Clock& clock, std::string& into) -> Task<void> {
    into += 'a';
    co_await clock.pass_for(1s);
    into += 'c';
  };
  world.context.call([&] {
    spawn(world.context, task(world.clock, notes));
    notes += 'b';
  });
  world.context.run();
  EXPECT_EQ(notes, "abc");
  EXPECT_EQ(world.clock.now(), Instant{1s});
}

TEST(SimContext, AnExceptionOfASpawnedTaskLeavesThroughRun) {
  TestWorld world;
  const auto task = [](Clock& clock) -> Task<void> {
    co_await clock.pass_for(1s);
    throw std::runtime_error("broken");
  };
  world.context.call([&] { spawn(world.context, task(world.clock)); });
  EXPECT_THROW(world.context.run(), std::runtime_error);
}

TEST(SimContext, AKilledProcessIsDestroyedInWhateverItSpawned) {
  TestWorld world;
  const auto witness = std::make_shared<int>(0);
  const auto inner = [](Clock& clock, std::shared_ptr<int> shared) -> Task<void> {
    co_await clock.pass_for(10s);
    *shared = 1;
  };
  const auto outer = [](auto wait, Clock& clock, std::shared_ptr<int> shared) -> Task<void> {
    co_await wait(clock, shared);
    *shared = 2;
  };
  {
    const Context::Scope scope(world.context, 7);
    world.context.call([&] { spawn(world.context, outer(inner, world.clock, witness)); });
  }
  world.context.call_at(Instant{1s}, [&] { world.context.kill(7); });
  world.context.run();
  EXPECT_EQ(*witness, 0);
  EXPECT_EQ(witness.use_count(), 1);
  EXPECT_EQ(world.clock.now(), Instant{1s});
}

TEST(SimContext, AKilledProcessIsDestroyedWhereverItWaitsAndNobodyElseIs) {
  TestWorld world;
  const auto mine = std::make_shared<int>(0), other = std::make_shared<int>(0);
  const auto sleep_twice = [](Clock& clock, std::shared_ptr<int> witness) -> Task<void> {
    co_await clock.sleep_for(1s);
    co_await clock.sleep_for(1s);
    *witness = 1;
  };
  {
    const Context::Scope scope(world.context, 7);
    world.spawn(sleep_twice(world.clock, mine));
    world.spawn(wait_for_ever(world.clock, mine));
  }
  world.spawn(sleep_twice(world.clock, other));
  world.context.call_at(Instant{1'500ms}, [&] {
    const Context::Scope scope(world.context, 7);
    world.context.call([mine] { *mine = 2; });  // ready, not yet run
    world.context.kill(7);
  });
  world.context.run();
  EXPECT_EQ(*mine, 0);
  EXPECT_EQ(mine.use_count(), 1);
  EXPECT_EQ(*other, 1);
}

TEST(SimContext, TheHashTellsDifferentRunsApartAndEqualOnesNot) {
  const auto hash_of = [](Nanos second) {
    Context context;
    context.call_at(Instant{1s}, [] {});
    context.call_at(Instant{second}, [] {});
    context.run();
    return context.trace_hash();
  };
  EXPECT_EQ(hash_of(2s), hash_of(2s));
  EXPECT_NE(hash_of(2s), hash_of(2s + 1ns));
}

}  // namespace
}  // namespace souk::sim
