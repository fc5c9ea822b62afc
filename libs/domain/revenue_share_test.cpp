#include "domain/revenue_share.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

TEST(RevenueShareTest, IsThreeQuartersOfEverythingBeforeApril2020) {
  for (const Hosting hosting : {Hosting::cloud, Hosting::server, Hosting::datacenter}) {
    EXPECT_EQ(vendor_share_percent(hosting, kNewSharesFrom - 1), 75);
  }
}

TEST(RevenueShareTest, DependsOnHostingFromTheFirstMomentOfApril2020) {
  EXPECT_EQ(vendor_share_percent(Hosting::cloud, kNewSharesFrom), 85);
  EXPECT_EQ(vendor_share_percent(Hosting::datacenter, kNewSharesFrom), 75);
  EXPECT_EQ(vendor_share_percent(Hosting::server, kNewSharesFrom), 70);
}

TEST(RevenueShareTest, AprilBeginsWhereTheCalendarSays) {
  const std::chrono::sys_days april = std::chrono::year{2020} / 4 / 1;
  EXPECT_EQ(kNewSharesFrom, std::chrono::milliseconds(april.time_since_epoch()).count());
}

TEST(RevenueShareTest, IsPaidToTheCentBelow) {
  EXPECT_EQ(vendor_cents(10'000, Hosting::cloud, kNewSharesFrom), 8'500);
  EXPECT_EQ(vendor_cents(9'999, Hosting::server, kNewSharesFrom), 6'999);
  EXPECT_EQ(vendor_cents(0, Hosting::server, kNewSharesFrom), 0);
}

}  // namespace
}  // namespace souk::domain
