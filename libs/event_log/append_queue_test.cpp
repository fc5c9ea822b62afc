#include "event_log/append_queue.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace souk::event_log {
namespace {

AppendRequestPtr request(std::size_t payloads, std::size_t bytes) {
  return AppendRequestPtr(new AppendRequest{std::vector<std::string>(payloads), bytes, nullptr});
}

void push(AppendQueue& queue, std::size_t payloads, std::size_t bytes) {
  ASSERT_TRUE(queue.reserve(payloads, bytes).has_value());
  queue.push(request(payloads, bytes));
}

TEST(AppendQueue, RefusesMorePayloadsThanItHolds) {
  AppendQueue queue(10, 1'000);
  ASSERT_TRUE(queue.reserve(6, 1).has_value());
  EXPECT_EQ(queue.reserve(5, 1).error().code, Errc::overloaded);
  ASSERT_TRUE(queue.reserve(4, 1).has_value());
  EXPECT_EQ(queue.reserve(1, 0).error().code, Errc::overloaded);
  queue.release(6, 1);
  EXPECT_TRUE(queue.reserve(6, 1).has_value());
}

TEST(AppendQueue, RefusesMoreBytesThanItHolds) {
  AppendQueue queue(10, 1'000);
  ASSERT_TRUE(queue.reserve(1, 1'000).has_value());
  EXPECT_EQ(queue.reserve(1, 1).error().code, Errc::overloaded);
  queue.release(1, 1'000);
  EXPECT_TRUE(queue.reserve(1, 1'000).has_value());
}

TEST(AppendQueue, TakesEverythingQueuedUpToTheLimitInOrder) {
  AppendQueue queue(100, 1'000);
  push(queue, 1, 40);
  push(queue, 2, 40);
  push(queue, 3, 40);
  std::vector<AppendRequestPtr> taken;
  ASSERT_TRUE(queue.take(taken, 100));
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[0]->payloads.size(), 1U);
  EXPECT_EQ(taken[1]->payloads.size(), 2U);
  ASSERT_TRUE(queue.take(taken, 100));
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0]->payloads.size(), 3U);
}

TEST(AppendQueue, TakesARequestLargerThanTheLimitAlone) {
  AppendQueue queue(100, 1'000);
  push(queue, 1, 500);
  push(queue, 2, 1);
  std::vector<AppendRequestPtr> taken;
  ASSERT_TRUE(queue.take(taken, 100));
  EXPECT_EQ(taken.size(), 1U);
}

TEST(AppendQueue, GivesOutWhatIsQueuedAfterTheClose) {
  AppendQueue queue(100, 1'000);
  push(queue, 1, 1);
  queue.close();
  EXPECT_EQ(queue.reserve(1, 1).error().code, Errc::unavailable);
  std::vector<AppendRequestPtr> taken;
  ASSERT_TRUE(queue.take(taken, 100));
  EXPECT_EQ(taken.size(), 1U);
  queue.release(1, 1);
  EXPECT_FALSE(queue.take(taken, 100));
  EXPECT_TRUE(taken.empty());
}

TEST(AppendQueue, CloseWakesAWaitingTaker) {
  AppendQueue queue(100, 1'000);
  bool more = true;
  std::thread taker([&queue, &more] {
    std::vector<AppendRequestPtr> taken;
    more = queue.take(taken, 100);
  });
  queue.close();
  taker.join();
  EXPECT_FALSE(more);
}

}  // namespace
}  // namespace souk::event_log
