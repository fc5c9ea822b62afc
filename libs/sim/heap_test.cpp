#include "sim/heap.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "sim/sim_test_support.hpp"

namespace souk::sim {
namespace {

using namespace std::chrono_literals;

Task<void> work_and_note(TestWorld& world, Cores& cores, Nanos amount, double& ended_ms) {
  co_await cores.work(amount);
  ended_ms = world.now_ms();
}

TEST(SimCores, APauseStopsEverybodyForItsTime) {
  TestWorld world;
  Cores cores(world.context, 2);
  double first = 0, second = 0;
  world.spawn(work_and_note(world, cores, 10ms, first));
  world.spawn(work_and_note(world, cores, 2ms, second));
  world.context.call_at(Instant{4ms}, [&cores] { cores.pause(7ms); });
  world.context.run();
  EXPECT_EQ(second, 2);
  EXPECT_EQ(first, 17);
  EXPECT_EQ(cores.used(), 12ms);
}

TEST(SimCores, PausesComeOneBehindTheOtherAndWorkThatComesMeanwhileWaits) {
  TestWorld world;
  Cores cores(world.context, 1);
  double ended = 0;
  cores.pause(3ms);
  cores.pause(2ms);
  world.context.call_at(Instant{1ms}, [&] { world.spawn(work_and_note(world, cores, 4ms, ended)); });
  world.context.run();
  EXPECT_EQ(ended, 9);
}

struct HeapWorld {
  TestWorld world;
  Cores cores{world.context, 1};
};

TEST(SimHeap, CollectsWhenItIsFullForAsLongAsWhatLives) {
  HeapWorld here;
  Heap heap(here.cores, {.size = 1'000, .resident = 200, .pause_base = 1us, .pause_ns_per_byte = 10});
  std::optional<Heap::Allocation> kept = heap.allocate(100);
  for (int i = 0; i < 7; ++i) heap.allocate(100);
  EXPECT_EQ(heap.collections(), 0U);
  EXPECT_EQ(heap.used(), 1'000U);
  heap.allocate(100);
  EXPECT_EQ(heap.collections(), 1U);
  EXPECT_EQ(heap.paused(), 1us + 3us);  // 300 bytes live
  EXPECT_EQ(heap.used(), 400U);
  kept.reset();
  EXPECT_EQ(heap.live(), 200U);
}

// The formula in the header: live * pause_per_byte / (size - live) for each byte allocated.
TEST(SimHeap, WhatLivesDecidesWhatAllocationCosts) {
  for (const std::uint64_t resident : {100'000UL, 500'000UL, 900'000UL}) {
    HeapWorld here;
    Heap heap(here.cores, {.size = 1'000'000, .resident = resident, .pause_ns_per_byte = 1});
    for (int i = 0; i < 100'000; ++i) heap.allocate(100);
    const auto live = static_cast<double>(resident);
    // A collection takes `live` ns, and the last one may be just ahead.
    EXPECT_NEAR(to_ms(heap.paused()) * 1e6, 1e7 * live / (1e6 - live), live);
  }
}

TEST(SimHeap, FullOfWhatLivesItCollectsForEachAllocation) {
  HeapWorld here;
  Heap heap(here.cores, {.size = 1'000, .resident = 1'000});
  for (int i = 0; i < 3; ++i) heap.allocate(10);
  EXPECT_EQ(heap.collections(), 3U);
}

}  // namespace
}  // namespace souk::sim
