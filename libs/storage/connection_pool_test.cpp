#include "storage/connection_pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <stdexcept>

#include "storage/test_support.hpp"

namespace souk::storage {
namespace {

using domain::Owner;
using testing::Each;
using testing::ElementsAre;

class ConnectionPoolTest : public testing::Test {
 protected:
  void open(std::size_t connections, std::size_t max_waiting = 1'000, Nanos max_wait = std::chrono::seconds(30)) {
    pool_ = ConnectionPool::open({.connections = connections,
                                  .max_waiting = max_waiting,
                                  .max_wait = max_wait,
                                  .connection = {.path = folder_.file()}},
                                 clock_)
                .value();
  }

  static Task<void> keep_code(Task<Result<int>> task, std::vector<Errc>* codes) {
    const Result<int> result = co_await std::move(task);
    codes->push_back(result ? Errc::ok : result.error().code);
  }
  // Starts a call; it is granted, in line or refused when this returns.
  void start(ports::RequestContext context, PooledCallOf<int>::Work work) {
    loop_.restart();  // it stops whenever all calls so far have been answered
    asio::co_spawn(loop_, keep_code(pool_->call<int>(context, std::move(work)), &codes_), rethrow);
    loop_.poll();
  }
  // Starts a call that holds its connection until release_held().
  void start_held() {
    start({.owner = Owner::core}, [this](Connection&) {
      held_.wait();
      return Result<int>(0);
    });
  }
  // Runs the loop until `count` calls have been answered.
  void wait_for_answers(std::size_t count) {
    while (codes_.size() < count && loop_.run_one_for(std::chrono::seconds(20)) > 0) continue;
    ASSERT_EQ(codes_.size(), count);
  }
  PooledCallOf<int>::Work note(int name) {
    return [this, name](Connection&) {
      const std::scoped_lock lock(done_mutex_);
      done_.push_back(name);
      return Result<int>(name);
    };
  }
  std::uint64_t waiting(Owner owner) const { return pool_->status().waiting[index_of(owner)]; }

  TempFolder folder_;
  TestClock clock_;
  asio::io_context loop_{1};
  std::latch held_{1};
  std::mutex done_mutex_;
  std::vector<int> done_;
  std::vector<Errc> codes_;
  std::unique_ptr<ConnectionPool> pool_;  // last: its threads use the others
};

TEST_F(ConnectionPoolTest, ServesCallsInTheOrderTheyCame) {
  open(1);
  start_held();
  for (int name = 0; name < 10; ++name) start({.owner = name % 2 == 0 ? Owner::browse : Owner::core}, note(name));
  EXPECT_EQ(waiting(Owner::browse), 5U);
  EXPECT_EQ(waiting(Owner::core), 5U);
  held_.count_down();
  wait_for_answers(11);
  EXPECT_THAT(done_, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_EQ(pool_->status().in_use, 0U);
  EXPECT_EQ(pool_->status().granted[index_of(Owner::core)], 6U);
}

TEST_F(ConnectionPoolTest, RefusesAtOnceBeyondItsLine) {
  open(1, 1);
  start_held();
  start({.owner = Owner::browse}, note(1));
  start({.owner = Owner::browse}, note(2));
  wait_for_answers(1);
  EXPECT_THAT(codes_, ElementsAre(Errc::overloaded));
  EXPECT_EQ(pool_->status().refused[index_of(Owner::browse)], 1U);
  held_.count_down();
  wait_for_answers(3);
  EXPECT_THAT(done_, ElementsAre(1));
}

TEST_F(ConnectionPoolTest, AnswersACallWhoseDeadlinePassesInLineWhileTheConnectionIsStillHeld) {
  open(1);
  start_held();
  start({.owner = Owner::browse}, note(1));
  start({.owner = Owner::browse, .deadline = clock_.now() + std::chrono::milliseconds(10)}, note(2));
  start({.owner = Owner::core, .deadline = clock_.now() + std::chrono::milliseconds(5)}, note(3));
  wait_for_answers(2);
  EXPECT_THAT(codes_, Each(Errc::deadline_exceeded));
  EXPECT_EQ(pool_->status().expired[index_of(Owner::browse)], 1U);
  EXPECT_EQ(pool_->status().expired[index_of(Owner::core)], 1U);
  held_.count_down();
  wait_for_answers(4);
  EXPECT_THAT(done_, ElementsAre(1));
}

TEST_F(ConnectionPoolTest, HasALimitOfItsOwnForCallsWithoutADeadline) {
  open(1, 10, std::chrono::milliseconds(5));
  start_held();
  start({.owner = Owner::browse}, note(1));
  wait_for_answers(1);
  EXPECT_THAT(codes_, ElementsAre(Errc::deadline_exceeded));
  held_.count_down();
  wait_for_answers(2);
}

TEST_F(ConnectionPoolTest, DoesNotBeginWorkWhoseDeadlineHasPassed) {
  open(1);
  start({.owner = Owner::core, .deadline = clock_.now()}, note(1));
  wait_for_answers(1);
  EXPECT_THAT(codes_, ElementsAre(Errc::deadline_exceeded));
  EXPECT_TRUE(done_.empty());
  EXPECT_EQ(pool_->wasted(), 0U);
}

TEST_F(ConnectionPoolTest, CountsWorkThatWasDoneForAClientThatHasLeft) {
  open(1);
  start({.owner = Owner::core, .deadline = kNever, .client_leaves = clock_.now() - std::chrono::seconds(1)}, note(1));
  start({.owner = Owner::core, .deadline = kNever, .client_leaves = clock_.now() + std::chrono::hours(1)}, note(2));
  wait_for_answers(2);
  EXPECT_THAT(codes_, Each(Errc::ok));
  EXPECT_EQ(pool_->wasted(), 1U);
}

TEST_F(ConnectionPoolTest, WithTheBulkheadTheCoreIsServedNext) {
  open(1);
  domain::FairBroker::Shares shares{};
  shares.fill(1);
  shares[index_of(Owner::core)] = 4;
  pool_->set_shares(shares);
  std::latch browsing{1};
  start({.owner = Owner::browse}, [&browsing](Connection&) {
    browsing.wait();
    return Result<int>(0);
  });
  for (int name = 1; name <= 20; ++name) start({.owner = Owner::browse}, note(name));
  start({.owner = Owner::core}, note(0));
  browsing.count_down();
  wait_for_answers(22);
  EXPECT_EQ(done_.front(), 0);
}

TEST_F(ConnectionPoolTest, ServesManyCoroutinesWithFewConnections) {
  open(4);
  std::atomic<int> at_once{0};
  std::atomic<int> most{0};
  for (int i = 0; i < 500; ++i) {
    asio::co_spawn(loop_,
                   keep_code(pool_->call<int>({.owner = Owner::browse},
                                              [&at_once, &most](Connection&) {
                                                const int now = ++at_once;
                                                int seen = most;
                                                while (seen < now && !most.compare_exchange_weak(seen, now)) continue;
                                                --at_once;
                                                return Result<int>(now);
                                              }),
                             &codes_),
                   rethrow);
  }
  wait_for_answers(500);
  EXPECT_THAT(codes_, Each(Errc::ok));
  EXPECT_LE(most, 4);
  EXPECT_EQ(pool_->status().granted[index_of(Owner::browse)], 500U);
}

TEST_F(ConnectionPoolTest, WhenStoppedSendsTheLineAwayAndFinishesWhatIsUnderWay) {
  open(1);
  start_held();
  for (int name = 0; name < 5; ++name) start({.owner = Owner::browse}, note(name));
  std::thread stopper([this] { pool_->stop(); });
  wait_for_answers(5);
  EXPECT_THAT(codes_, Each(Errc::unavailable));
  held_.count_down();
  stopper.join();
  wait_for_answers(6);
  EXPECT_EQ(codes_.back(), Errc::ok);
  start({.owner = Owner::core}, note(9));
  wait_for_answers(7);
  EXPECT_EQ(codes_.back(), Errc::unavailable);
  EXPECT_TRUE(done_.empty());
}

TEST_F(ConnectionPoolTest, SurvivesWorkThatBreaksAnInvariant) {
  open(1);
  start({.owner = Owner::core}, [](Connection&) -> Result<int> { throw std::logic_error("broken"); });
  start({.owner = Owner::core}, note(1));
  wait_for_answers(2);
  EXPECT_THAT(codes_, ElementsAre(Errc::internal, Errc::ok));
}

// A store that lets in few connections, as PostgreSQL does with max_connections.
TEST_F(ConnectionPoolTest, HasFewerConnectionsWhileTheStoreHasNoPlaceForMore) {
  const auto budget = std::make_shared<ConnectionBudget>();
  budget->set_limit(3);
  const ConnectionPool::Options options{.connections = 2, .connection = {.path = folder_.file(), .budget = budget}};
  auto first = ConnectionPool::open(options, clock_).value();
  pool_ = ConnectionPool::open(options, clock_).value();
  EXPECT_EQ(budget->open(), 3u);
  EXPECT_EQ(pool_->status().capacity, 1u);
  start_held();
  start({.owner = Owner::core}, note(1));
  EXPECT_EQ(waiting(Owner::core), 1u);  // for the one connection that there is

  first.reset();  // its places are free, and who waits has one of them
  wait_for_answers(1);
  EXPECT_THAT(done_, ElementsAre(1));
  EXPECT_EQ(pool_->status().capacity, 2u);
  held_.count_down();
  wait_for_answers(2);
  pool_.reset();
  EXPECT_EQ(budget->open(), 0u);
}

TEST_F(ConnectionPoolTest, StopsWhileItWaitsForAPlace) {
  const auto budget = std::make_shared<ConnectionBudget>();
  budget->set_limit(1);
  const auto taken = ConnectionBudget::admit(budget);
  ASSERT_TRUE(taken);
  pool_ = ConnectionPool::open({.connections = 2, .connection = {.path = folder_.file(), .budget = budget}}, clock_)
              .value();
  start({.owner = Owner::core}, note(1));
  pool_->stop();
  wait_for_answers(1);
  EXPECT_THAT(codes_, ElementsAre(Errc::unavailable));
  EXPECT_THAT(done_, testing::IsEmpty());
}

TEST(ConnectionBudget, RefusesWhoComesWhenAllPlacesAreTakenAndSaysWhichSettingItIs) {
  const auto budget = std::make_shared<ConnectionBudget>();
  budget->set_limit(1);
  {
    const auto first = ConnectionBudget::admit(budget);
    ASSERT_TRUE(first);
    const auto second = ConnectionBudget::admit(budget);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::overloaded);
    EXPECT_THAT(second.error().detail, testing::HasSubstr("store.connections"));
  }
  EXPECT_EQ(budget->open(), 0u);
  const auto again = ConnectionBudget::admit(budget);
  EXPECT_TRUE(again);
  budget->set_limit(0);
  EXPECT_TRUE(ConnectionBudget::admit(budget));
}

}  // namespace
}  // namespace souk::storage
