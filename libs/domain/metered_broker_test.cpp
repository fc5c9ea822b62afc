#include "domain/metered_broker.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using std::chrono::milliseconds;
using Decision = FairBroker::Decision;

constexpr std::size_t kCore = index_of(Owner::core);
constexpr std::size_t kAnalytics = index_of(Owner::analytics);

Instant at_ms(int ms) { return Instant{milliseconds(ms)}; }

TEST(MeteredBroker, TellsWhoHoldsAndWhoWaitsAndForHowLong) {
  MeteredBroker<char> broker({.capacity = 2, .max_waiting = 10});
  ASSERT_EQ(broker.enter('a', Owner::core, at_ms(0), kNever), Decision::granted);
  ASSERT_EQ(broker.enter('b', Owner::analytics, at_ms(5), kNever), Decision::granted);
  ASSERT_EQ(broker.enter('c', Owner::core, at_ms(7), kNever), Decision::queued);
  ASSERT_EQ(broker.enter('d', Owner::core, at_ms(9), kNever), Decision::queued);

  const ResourceStatus status = broker.status(at_ms(20));
  EXPECT_EQ(status.in_use, 2U);
  EXPECT_EQ(status.holding[kCore], 1U);
  EXPECT_EQ(status.holding[kAnalytics], 1U);
  EXPECT_EQ(status.waiting[kCore], 2U);
  EXPECT_EQ(status.longest_hold_us[kCore], 20'000U);
  EXPECT_EQ(status.longest_hold_us[kAnalytics], 15'000U);
  EXPECT_EQ(status.longest_wait_us[kCore], 13'000U);
  EXPECT_EQ(status.longest_wait_us[kAnalytics], 0U);
}

TEST(MeteredBroker, TheNextOneHoldsFromTheMomentThatItIsGranted) {
  MeteredBroker<char> broker({.capacity = 1, .max_waiting = 10});
  broker.enter('a', Owner::analytics, at_ms(0), kNever);
  broker.enter('b', Owner::core, at_ms(1), kNever);
  EXPECT_EQ(broker.leave(Owner::analytics, at_ms(0), at_ms(30)), 'b');
  const ResourceStatus status = broker.status(at_ms(32));
  EXPECT_EQ(status.holding[kAnalytics], 0U);
  EXPECT_EQ(status.longest_hold_us[kAnalytics], 0U);
  EXPECT_EQ(status.longest_hold_us[kCore], 2'000U);
  EXPECT_EQ(status.longest_wait_us[kCore], 0U);
  EXPECT_EQ(status.waited_us[kCore], 29'000U);
}

TEST(MeteredBroker, WhoeverLeavesTakesItsOwnHoldAlong) {
  MeteredBroker<char> broker({.capacity = 3, .max_waiting = 10});
  for (const int came : {0, 10, 20}) broker.enter('x', Owner::core, at_ms(came), kNever);
  broker.leave(Owner::core, at_ms(20), at_ms(25));
  EXPECT_EQ(broker.status(at_ms(30)).longest_hold_us[kCore], 30'000U) << "the one that is stuck stays in sight";
  broker.leave(Owner::core, at_ms(0), at_ms(30));
  EXPECT_EQ(broker.status(at_ms(30)).longest_hold_us[kCore], 20'000U);
  EXPECT_EQ(broker.status(at_ms(30)).holding[kCore], 1U);
}

TEST(MeteredBroker, WhoGaveUpDoesNotWait) {
  MeteredBroker<char> broker({.capacity = 1, .max_waiting = 10});
  broker.enter('a', Owner::core, at_ms(0), kNever);
  broker.enter('b', Owner::core, at_ms(1), at_ms(5));
  EXPECT_EQ(broker.take_expired(at_ms(6)).size(), 1U);
  EXPECT_EQ(broker.status(at_ms(9)).longest_wait_us[kCore], 0U);
  EXPECT_EQ(broker.status(at_ms(9)).waiting[kCore], 0U);
}

}  // namespace
}  // namespace souk::domain
