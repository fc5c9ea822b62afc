#include "runtime/bounded_work_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "runtime/live_clock.hpp"
#include "runtime/run_to_end.hpp"

namespace souk::runtime {
namespace {

using namespace std::chrono_literals;
using Records = std::vector<ports::LogRecord>;

Records records(std::uint64_t first, std::size_t count) {
  Records made;
  for (std::size_t i = 0; i < count; ++i) made.push_back({first + i, 0, "x"});
  return made;
}

struct BoundedWorkQueueTest : testing::Test {
  LiveClock clock;
  BoundedWorkQueue queue{8, clock};
  bool push(std::uint64_t first, std::size_t count, Nanos wait = 0ms) {
    Records offered = records(first, count);
    const bool pushed = run_to_end(queue.push(offered, clock.now() + wait));
    EXPECT_EQ(offered.size(), pushed ? 0 : count);  // what was not taken is left whole for the next try
    return pushed;
  }
  Records take(std::size_t max) { return run_to_end(queue.take(max)); }
};

TEST_F(BoundedWorkQueueTest, GivesWhatWasPushedInOrder) {
  ASSERT_TRUE(push(0, 5));
  const Records first = take(3);
  ASSERT_EQ(first.size(), 3u);
  EXPECT_EQ(first[0].position, 0u);
  EXPECT_EQ(first[2].position, 2u);
  EXPECT_EQ(take(10).size(), 2u);
  EXPECT_EQ(queue.size(), 0u);
}

TEST_F(BoundedWorkQueueTest, RefusesBeyondItsBoundUntilThereIsRoom) {
  ASSERT_TRUE(push(0, 8));
  EXPECT_FALSE(push(8, 1, 5ms));
  EXPECT_EQ(queue.size(), 8u);
  EXPECT_EQ(take(1).size(), 1u);
  EXPECT_TRUE(push(8, 1));
}

TEST_F(BoundedWorkQueueTest, TellsWhoHasItsPlacesAndSinceWhenRoomIsWanted) {
  constexpr std::size_t kWorkers = index_of(domain::Owner::analytics);
  EXPECT_EQ(queue.use().in_use, 0u);
  EXPECT_EQ(queue.use().longest_hold_us[kWorkers], 0u);
  ASSERT_TRUE(push(0, 8));
  EXPECT_FALSE(push(8, 1, 5ms));
  EXPECT_FALSE(push(8, 1, 5ms));
  domain::ResourceUse use = queue.use();
  EXPECT_EQ(use.capacity, 8u);
  EXPECT_EQ(use.in_use, 8u);
  EXPECT_EQ(use.holding[kWorkers], 8u);
  EXPECT_EQ(use.waiting[kWorkers], 1u);
  EXPECT_GE(use.longest_wait_us[kWorkers], 10'000u) << "one wait, though it was taken up twice";
  EXPECT_GE(use.longest_hold_us[kWorkers], use.longest_wait_us[kWorkers]);

  Records taken = take(8);
  ASSERT_TRUE(push(8, 1));
  use = queue.use();
  EXPECT_EQ(use.waiting[kWorkers], 0u);
  EXPECT_EQ(use.holding[kWorkers], 1u);
  EXPECT_LT(use.longest_hold_us[kWorkers], 10'000'000u);
  queue.put_back(std::move(taken));
  EXPECT_EQ(take(8).size() + take(8).size(), 9u);
  EXPECT_EQ(queue.use().longest_hold_us[kWorkers], 0u);
}

TEST_F(BoundedWorkQueueTest, APushWaitsForRoom) {
  ASSERT_TRUE(push(0, 8));
  auto waiting = std::async(std::launch::async, [this] { return push(8, 4, 10s); });
  Records taken;
  while (taken.size() < 4) {
    for (auto& record : take(4)) taken.push_back(record);
  }
  EXPECT_TRUE(waiting.get());
}

TEST_F(BoundedWorkQueueTest, WhilePausedNobodyGetsAnything) {
  ASSERT_TRUE(push(0, 2));
  queue.set_paused(true);
  auto worker = std::async(std::launch::async, [this] { return take(1); });
  EXPECT_EQ(worker.wait_for(30ms), std::future_status::timeout);
  EXPECT_EQ(queue.size(), 2u);
  queue.set_paused(false);
  EXPECT_EQ(worker.get().size(), 1u);
}

TEST_F(BoundedWorkQueueTest, PausingReachesAWorkerThatWaitsForRecords) {
  auto worker = std::async(std::launch::async, [this] { return take(1); });
  queue.set_paused(true);
  ASSERT_TRUE(push(0, 1));
  EXPECT_EQ(worker.wait_for(30ms), std::future_status::timeout);
  EXPECT_EQ(queue.size(), 1u);
  queue.set_paused(false);
  EXPECT_EQ(worker.get().size(), 1u);
}

TEST_F(BoundedWorkQueueTest, RetiresExactlyAsManyAsAsked) {
  std::atomic<int> left{0};
  std::vector<std::thread> workers;
  for (int i = 0; i < 6; ++i) {
    workers.emplace_back([this, &left] {
      while (!take(4).empty()) {
      }
      ++left;
    });
  }
  queue.retire(4);
  while (left < 4) std::this_thread::yield();
  ASSERT_TRUE(push(0, 8));
  while (queue.size() > 0) std::this_thread::yield();  // the two that are left still work
  EXPECT_EQ(left, 4);
  queue.close();
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(left, 6);
}

TEST_F(BoundedWorkQueueTest, RetiringReachesPausedWorkers) {
  queue.set_paused(true);
  auto worker = std::async(std::launch::async, [this] { return take(1); });
  queue.retire(1);
  EXPECT_TRUE(worker.get().empty());
}

TEST_F(BoundedWorkQueueTest, PutBackRecordsAreGivenAgain) {
  ASSERT_TRUE(push(0, 8));
  Records held = take(3);
  queue.put_back(std::move(held));
  EXPECT_EQ(queue.size(), 8u);
  std::size_t seen = 0;
  while (seen < 8) seen += take(8).size();
  EXPECT_EQ(queue.size(), 0u);
}

TEST_F(BoundedWorkQueueTest, ClosedItAnswersEmptyAndRefusesPushes) {
  queue.close();
  EXPECT_TRUE(take(1).empty());
  EXPECT_FALSE(push(0, 1));
}

TEST_F(BoundedWorkQueueTest, NothingIsLostOrDoubledUnderManyWorkersAndPauses) {
  constexpr std::uint64_t kTotal = 20'000;
  std::vector<std::atomic<int>> seen(kTotal);
  std::atomic<std::uint64_t> count{0};
  std::vector<std::thread> workers;
  for (int i = 0; i < 16; ++i) {
    workers.emplace_back([&, i] {
      while (true) {
        const Records taken = take(i % 2 == 0 ? 1 : 7);
        if (taken.empty()) return;
        for (const auto& record : taken) ++seen[record.position];
        count += taken.size();
      }
    });
  }
  std::uint64_t next = 0;
  while (next < kTotal) {
    if (push(next, 4, 1s)) next += 4;
    if (next % 2'000 == 0) {
      queue.set_paused(true);
      queue.set_paused(false);
    }
  }
  while (count < kTotal) std::this_thread::yield();
  queue.close();
  for (std::thread& worker : workers) worker.join();
  for (const auto& times : seen) ASSERT_EQ(times, 1);
}

}  // namespace
}  // namespace souk::runtime
