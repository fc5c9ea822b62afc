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

TEST(Pricing, TheListOfAnAppIsTheTable) {
  const PriceList list = price_list(2'500);
  for (const auto users : kUserTiers) EXPECT_EQ(price_in(list, users), price_cents(2'500, users));
  EXPECT_EQ(find_fault(list), "");
  EXPECT_EQ(find_fault(price_list(0)), "") << "free";
  EXPECT_THROW(price_in(list, 11), std::invalid_argument);
}

TEST(Pricing, AListMustBeSoldFromAtEveryTier) {
  PriceList list = price_list(1'000);
  list.back() = 0;
  EXPECT_NE(find_fault(list).find("unlimited users must be above 0"), std::string::npos);
  list = price_list(1'000);
  list[2] = list[1] - 1;
  EXPECT_NE(find_fault(list).find("50 users is below"), std::string::npos);
  list = price_list(1'000);
  list.back() = 1'000'000'001;
  EXPECT_NE(find_fault(list).find("10,000,000"), std::string::npos);
  list[0] = -5;
  EXPECT_NE(find_fault(list), "");
}

TEST(Pricing, RenewalOfAPerpetualLicenceIsHalfThePrice) {
  EXPECT_EQ(renewal_cents(Hosting::server, 3'001), 1'500);
  EXPECT_EQ(renewal_cents(Hosting::datacenter, 3'000), 3'000);
  EXPECT_EQ(renewal_cents(Hosting::cloud, 3'000), 3'000);
}

TEST(Pricing, YenIsForServerAndDataCenterBilledToJapan) {
  EXPECT_TRUE(is_billed_in_yen("JP", Hosting::server));
  EXPECT_TRUE(is_billed_in_yen("JP", Hosting::datacenter));
  EXPECT_FALSE(is_billed_in_yen("JP", Hosting::cloud));
  EXPECT_FALSE(is_billed_in_yen("US", Hosting::server));
  EXPECT_EQ(yen_of(1'000), 1'100);
  EXPECT_EQ(yen_of(1), 2) << "never below the price in dollars";
  EXPECT_EQ(yen_of(0), 0);
}

}  // namespace
}  // namespace souk::domain
