#include "domain/fair_broker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using Decision = FairBroker::Decision;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr Instant at(std::int64_t ms) { return Instant{std::chrono::milliseconds(ms)}; }

FairBroker::Shares core_first() {
  FairBroker::Shares shares{};
  shares[index_of(Owner::core)] = 4;
  shares[index_of(Owner::analytics)] = 1;
  return shares;
}

TEST(FairBroker, GrantsUpToItsCapacityThenQueues) {
  FairBroker broker({.capacity = 2, .max_waiting = 8});
  EXPECT_EQ(broker.acquire(1, Owner::core, kNever), Decision::granted);
  EXPECT_EQ(broker.acquire(2, Owner::browse, kNever), Decision::granted);
  EXPECT_EQ(broker.acquire(3, Owner::core, kNever), Decision::queued);
  EXPECT_EQ(broker.in_use(), 2U);
  EXPECT_EQ(broker.in_use(Owner::browse), 1U);
  EXPECT_EQ(broker.waiting(), 1U);
  EXPECT_EQ(broker.waiting(Owner::core), 1U);
}

TEST(FairBroker, ServesFirstComeFirstServedWhoeverAsks) {
  FairBroker broker({.capacity = 1, .max_waiting = 8});
  EXPECT_EQ(broker.acquire(1, Owner::core, kNever), Decision::granted);
  EXPECT_EQ(broker.acquire(2, Owner::analytics, kNever), Decision::queued);
  EXPECT_EQ(broker.acquire(3, Owner::core, kNever), Decision::queued);
  EXPECT_EQ(broker.acquire(4, Owner::analytics, kNever), Decision::queued);
  EXPECT_EQ(broker.release(Owner::core, at(0)), 2U);
  EXPECT_EQ(broker.release(Owner::analytics, at(0)), 3U);
  EXPECT_EQ(broker.release(Owner::core, at(0)), 4U);
  EXPECT_EQ(broker.release(Owner::analytics, at(0)), std::nullopt);
  EXPECT_EQ(broker.in_use(), 0U);
}

TEST(FairBroker, RefusesBeyondItsWaitingLine) {
  FairBroker broker({.capacity = 1, .max_waiting = 1});
  EXPECT_EQ(broker.acquire(1, Owner::core, kNever), Decision::granted);
  EXPECT_EQ(broker.acquire(2, Owner::core, kNever), Decision::queued);
  EXPECT_EQ(broker.acquire(3, Owner::core, kNever), Decision::refused);
  EXPECT_EQ(broker.release(Owner::core, at(0)), 2U);
  EXPECT_EQ(broker.acquire(4, Owner::core, kNever), Decision::queued) << "the line has room again";
}

TEST(FairBroker, SkipsWaitersPastTheirDeadlineAndReportsThem) {
  FairBroker broker({.capacity = 1, .max_waiting = 8});
  EXPECT_EQ(broker.acquire(1, Owner::core, kNever), Decision::granted);
  EXPECT_EQ(broker.acquire(2, Owner::core, at(10)), Decision::queued);
  EXPECT_EQ(broker.acquire(3, Owner::browse, at(20)), Decision::queued);
  EXPECT_EQ(broker.acquire(4, Owner::core, at(90)), Decision::queued);
  EXPECT_EQ(broker.release(Owner::core, at(20)), 4U);
  EXPECT_EQ(broker.waiting(), 0U);
  EXPECT_THAT(broker.take_expired(at(20)), UnorderedElementsAre(2U, 3U));
  EXPECT_THAT(broker.take_expired(at(20)), ElementsAre()) << "each is reported once";
}

TEST(FairBroker, TakesExpiredWaitersFromAnywhereInTheLine) {
  FairBroker broker({.capacity = 1, .max_waiting = 3});
  EXPECT_EQ(broker.acquire(1, Owner::core, kNever), Decision::granted);
  EXPECT_EQ(broker.acquire(2, Owner::core, at(90)), Decision::queued);
  EXPECT_EQ(broker.acquire(3, Owner::core, at(10)), Decision::queued);
  EXPECT_EQ(broker.acquire(4, Owner::core, kNever), Decision::queued);
  EXPECT_EQ(broker.next_deadline(), at(10));
  EXPECT_THAT(broker.take_expired(at(9)), ElementsAre());
  EXPECT_THAT(broker.take_expired(at(10)), ElementsAre(3U));
  EXPECT_EQ(broker.next_deadline(), at(90));
  EXPECT_EQ(broker.acquire(5, Owner::core, kNever), Decision::queued) << "its place is free";
  EXPECT_EQ(broker.release(Owner::core, at(11)), 2U);
  EXPECT_EQ(broker.release(Owner::core, at(11)), 4U);
  EXPECT_EQ(broker.next_deadline(), kNever);
}

TEST(FairBroker, CancelsOnlyThoseWhoWait) {
  FairBroker broker({.capacity = 1, .max_waiting = 8});
  EXPECT_EQ(broker.acquire(1, Owner::core, kNever), Decision::granted);
  EXPECT_EQ(broker.acquire(2, Owner::core, kNever), Decision::queued);
  EXPECT_TRUE(broker.cancel(2));
  EXPECT_FALSE(broker.cancel(2));
  EXPECT_FALSE(broker.cancel(1)) << "it holds its unit";
  EXPECT_EQ(broker.release(Owner::core, at(0)), std::nullopt);
}

TEST(FairBroker, GrowingGrantsWaitersAndShrinkingTakesUnitsBackAsTheyReturn) {
  FairBroker broker({.capacity = 1, .max_waiting = 8});
  for (FairBroker::Ticket ticket = 1; ticket <= 5; ++ticket) broker.acquire(ticket, Owner::core, kNever);
  EXPECT_THAT(broker.set_capacity(3, at(0)), ElementsAre(2U, 3U));
  EXPECT_EQ(broker.in_use(), 3U);
  EXPECT_THAT(broker.set_capacity(1, at(0)), ElementsAre());
  EXPECT_EQ(broker.release(Owner::core, at(0)), std::nullopt);
  EXPECT_EQ(broker.release(Owner::core, at(0)), std::nullopt);
  EXPECT_EQ(broker.release(Owner::core, at(0)), 4U);
  EXPECT_EQ(broker.capacity(), 1U);
}

TEST(FairBroker, WithSharesACoreWaiterIsServedNextWhateverTheCrowd) {
  FairBroker broker({.capacity = 1, .max_waiting = 2'000});
  broker.set_shares(core_first());
  EXPECT_EQ(broker.acquire(0, Owner::analytics, kNever), Decision::granted);
  for (FairBroker::Ticket ticket = 1; ticket <= 1'000; ++ticket) broker.acquire(ticket, Owner::analytics, kNever);
  for (FairBroker::Ticket i = 0; i < 20; ++i) {
    // The core asks once while analytics holds the unit, as it does when it is lightly loaded.
    EXPECT_EQ(broker.acquire(5'000 + i, Owner::core, kNever), Decision::queued);
    EXPECT_EQ(broker.release(Owner::analytics, at(0)), 5'000 + i);
    EXPECT_EQ(broker.release(Owner::core, at(0)), 1 + i) << "within an owner first come first served";
  }
}

TEST(FairBroker, WithSharesOwnersThatAlwaysWaitAreServedByWeight) {
  FairBroker broker({.capacity = 1, .max_waiting = 2'000});
  broker.set_shares(core_first());
  FairBroker::Ticket ticket = 0;
  broker.acquire(ticket++, Owner::analytics, kNever);
  for (int i = 0; i < 500; ++i) {
    broker.acquire(ticket++, Owner::analytics, kNever);
    broker.acquire(ticket++, Owner::core, kNever);
  }
  PerOwner<int> served{};
  Owner holder = Owner::analytics;
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(broker.release(holder, at(0)).has_value());
    holder = broker.in_use(Owner::core) == 1 ? Owner::core : Owner::analytics;
    ++served[index_of(holder)];
  }
  EXPECT_NEAR(served[index_of(Owner::core)], 400, 2);
  EXPECT_NEAR(served[index_of(Owner::analytics)], 100, 2);
}

TEST(FairBroker, WithSharesTimeSpentIdleEarnsNoCredit) {
  FairBroker broker({.capacity = 1, .max_waiting = 2'000});
  FairBroker::Shares even{};
  even.fill(1);
  broker.set_shares(even);
  FairBroker::Ticket ticket = 0;
  broker.acquire(ticket++, Owner::core, kNever);
  for (int i = 0; i < 300; ++i) broker.acquire(ticket++, Owner::core, kNever);
  for (int i = 0; i < 100; ++i) broker.release(Owner::core, at(0));
  for (int i = 0; i < 100; ++i) broker.acquire(ticket++, Owner::browse, kNever);
  int browse = 0;
  Owner holder = Owner::core;
  for (int i = 0; i < 40; ++i) {
    broker.release(holder, at(0));
    holder = broker.in_use(Owner::core) == 1 ? Owner::core : Owner::browse;
    browse += holder == Owner::browse ? 1 : 0;
  }
  EXPECT_NEAR(browse, 20, 1) << "a newcomer takes turns, it does not catch up on the past";
}

TEST(FairBroker, WithSharesAnOwnerWithoutWeightWaitsForTheWeighted) {
  FairBroker broker({.capacity = 1, .max_waiting = 8});
  broker.set_shares(core_first());
  EXPECT_EQ(broker.acquire(1, Owner::core, kNever), Decision::granted);
  EXPECT_EQ(broker.acquire(2, Owner::ops, kNever), Decision::queued);
  EXPECT_EQ(broker.acquire(3, Owner::outbox, kNever), Decision::queued);
  EXPECT_EQ(broker.acquire(4, Owner::analytics, kNever), Decision::queued);
  EXPECT_EQ(broker.release(Owner::core, at(0)), 4U);
  EXPECT_EQ(broker.release(Owner::analytics, at(0)), 2U);
  EXPECT_EQ(broker.release(Owner::ops, at(0)), 3U);
}

TEST(FairBroker, WithoutSharesAgainItIsFirstComeFirstServedAgain) {
  FairBroker broker({.capacity = 1, .max_waiting = 8});
  broker.set_shares(core_first());
  broker.acquire(1, Owner::analytics, kNever);
  broker.acquire(2, Owner::analytics, kNever);
  broker.acquire(3, Owner::core, kNever);
  broker.set_shares(std::nullopt);
  EXPECT_EQ(broker.release(Owner::analytics, at(0)), 2U);
  EXPECT_EQ(broker.release(Owner::analytics, at(0)), 3U);
}

}  // namespace
}  // namespace souk::domain
