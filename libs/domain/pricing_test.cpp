#include "domain/pricing.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace souk::domain {
namespace {

TEST(Pricing, BiggerTiersCostMoreAndLessPerUser) {
  std::int64_t previous_price = 0;
  double previous_per_user = 1e9;
  for (const auto users : kUserTiers) {
    const std::int64_t price = price_cents(1'000, users);
    EXPECT_GT(price, previous_price);
    previous_price = price;
    if (users == kUnlimitedUsers) continue;
    const double per_user = static_cast<double>(price) / static_cast<double>(users);
    EXPECT_LT(per_user, previous_per_user) << users;
    previous_per_user = per_user;
  }
}

TEST(Pricing, SmallestTierIsThePublishedPriceAndFreeStaysFree) {
  EXPECT_EQ(price_cents(2'500, 10), 2'500);
  for (const auto users : kUserTiers) EXPECT_EQ(price_cents(0, users), 0);
}

TEST(Pricing, OnlyTheTiersAreSold) {
  EXPECT_TRUE(is_user_tier(10));
  EXPECT_TRUE(is_user_tier(-1));
  EXPECT_FALSE(is_user_tier(11));
  EXPECT_FALSE(is_user_tier(0));
  EXPECT_THROW(price_cents(1'000, 11), std::invalid_argument);
}

}  // namespace
}  // namespace souk::domain
