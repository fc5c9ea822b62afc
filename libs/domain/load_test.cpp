#include "domain/load.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

TEST(Load, TheCoreThreeAreCoreAndNothingElse) {
  for (const auto* name : {"install", "upgrade", "renewal"}) EXPECT_TRUE(is_core_operation(name)) << name;
  for (const auto* name :
       {"app-page", "browse", "search", "latest-version", "post-events", "failure-report", "", "installs"}) {
    EXPECT_FALSE(is_core_operation(name)) << name;
  }
}

TEST(Load, AccountingAddsEveryFieldAndCloses) {
  Accounting sum{
      .planned = 6, .ok = 1, .error = 1, .timeout = 1, .shed = 1, .dropped = 1, .in_flight = 1, .attempts = 9};
  ASSERT_TRUE(sum.closes());
  sum.add({.planned = 21, .ok = 1, .error = 2, .timeout = 3, .shed = 4, .dropped = 5, .in_flight = 6, .attempts = 7});
  EXPECT_TRUE(sum.closes());
  EXPECT_EQ(sum.planned, 27U);
  EXPECT_EQ(sum.attempts, 16U);
  ++sum.planned;
  EXPECT_FALSE(sum.closes());
}

}  // namespace
}  // namespace souk::domain
