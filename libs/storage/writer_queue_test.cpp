#include "storage/writer_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "storage/test_support.hpp"

namespace souk::storage {
namespace {

using domain::Owner;
using testing::ElementsAre;

std::uint64_t waiting(const WriterQueue& queue) {
  std::uint64_t total = 0;
  for (const std::uint64_t count : queue.status().waiting) total += count;
  return total;
}

void wait_for_line(const WriterQueue& queue, std::uint64_t length) {
  while (waiting(queue) != length) std::this_thread::yield();
}

// Takes a turn and notes who it was while holding it.
void visit(WriterQueue& queue, Owner owner, int name, std::vector<int>& visits) {
  const auto turn = queue.take(owner, kNever);
  ASSERT_TRUE(turn.has_value());
  visits.push_back(name);
}

class WriterQueueTest : public testing::Test {
 protected:
  // Lines up one visitor behind those that are there.
  void line_up(WriterQueue& queue, Owner owner, int name) {
    const std::uint64_t before = waiting(queue);
    threads_.emplace_back(visit, std::ref(queue), owner, name, std::ref(visits_));
    wait_for_line(queue, before + 1);
  }
  void join() {
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

  TestClock clock_;
  std::vector<std::thread> threads_;
  std::vector<int> visits_;  // written by whoever has the turn
};

TEST_F(WriterQueueTest, ServesThreadsInTheOrderTheyCame) {
  WriterQueue queue({}, clock_);
  {
    const auto turn = queue.take(Owner::ops, kNever);
    for (int name = 0; name < 12; ++name) line_up(queue, name % 2 == 0 ? Owner::core : Owner::analytics, name);
    EXPECT_EQ(queue.status().waiting[index_of(Owner::core)], 6U);
    EXPECT_EQ(queue.status().in_use, 1U);
  }
  join();
  EXPECT_THAT(visits_, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
  EXPECT_EQ(queue.status().granted[index_of(Owner::analytics)], 6U);
  EXPECT_EQ(queue.status().in_use, 0U);
}

TEST_F(WriterQueueTest, WithTheBulkheadTheCoreGoesNextHoweverManyWait) {
  WriterQueue queue({}, clock_);
  domain::FairBroker::Shares shares{};
  shares.fill(1);
  shares[index_of(Owner::core)] = 4;
  queue.set_shares(shares);
  {
    const auto turn = queue.take(Owner::analytics, kNever);
    for (int name = 1; name <= 20; ++name) line_up(queue, Owner::analytics, name);
    line_up(queue, Owner::core, 0);
  }
  join();
  EXPECT_EQ(visits_.front(), 0);
  EXPECT_EQ(visits_.size(), 21U);
}

TEST_F(WriterQueueTest, RefusesBeyondItsLine) {
  WriterQueue queue({.max_waiting = 1}, clock_);
  {
    const auto turn = queue.take(Owner::core, kNever);
    line_up(queue, Owner::core, 1);
    const auto refused = queue.take(Owner::analytics, kNever);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::overloaded);
    EXPECT_EQ(queue.status().refused[index_of(Owner::analytics)], 1U);
  }
  join();
}

TEST_F(WriterQueueTest, EndsAWaitAtItsDeadlineAndServesTheOthers) {
  WriterQueue queue({}, clock_);
  {
    const auto turn = queue.take(Owner::core, kNever);
    line_up(queue, Owner::core, 1);
    const auto late = queue.take(Owner::browse, clock_.now() + std::chrono::milliseconds(5));
    ASSERT_FALSE(late.has_value());
    EXPECT_EQ(late.error().code, Errc::deadline_exceeded);
    EXPECT_EQ(queue.status().expired[index_of(Owner::browse)], 1U);
    EXPECT_EQ(waiting(queue), 1U);
  }
  join();
  EXPECT_THAT(visits_, ElementsAre(1));
}

TEST_F(WriterQueueTest, HasALimitOfItsOwnForThoseWithoutADeadline) {
  WriterQueue queue({.max_wait = std::chrono::milliseconds(5)}, clock_);
  const auto turn = queue.take(Owner::core, kNever);
  EXPECT_EQ(queue.take(Owner::core, kNever).error().code, Errc::deadline_exceeded);
}

void increment_often(WriterQueue& queue, int times, int& counter) {
  for (int i = 0; i < times; ++i) {
    const auto turn = queue.take(Owner::analytics, kNever);
    ++counter;  // a data race, and a wrong sum, unless there is one writer at a time
  }
}

TEST_F(WriterQueueTest, LetsOneWriterInAtATime) {
  WriterQueue queue({}, clock_);
  int counter = 0;
  for (int i = 0; i < 16; ++i) threads_.emplace_back(increment_often, std::ref(queue), 200, std::ref(counter));
  join();
  EXPECT_EQ(counter, 3'200);
  EXPECT_EQ(queue.status().granted[index_of(Owner::analytics)], 3'200U);
}

}  // namespace
}  // namespace souk::storage
