#include "app/load_shedding.hpp"

#include <gtest/gtest.h>

#include "app/admit.hpp"
#include "app/shop_testing.hpp"

namespace souk::app {
namespace {

using domain::Owner;

class LoadSheddingTest : public ::testing::Test {
 protected:
  // How many of a hundred requests are refused, over ten seconds.
  int refused(Owner owner) {
    int count = 0;
    for (int i = 0; i < 100; ++i) {
      clock_.advance(std::chrono::milliseconds(100));
      const auto admitted =
          admit({.owner = owner}, asker_of({.owner = owner}, "listings"), {flags_, clock_, &shedding_});
      if (admitted) continue;
      EXPECT_EQ(admitted.error().code, Errc::unavailable);
      ++count;
    }
    return count;
  }

  testing::FakeClock clock_;
  testing::FakeFlags flags_;
  LiveSettings settings_;
  CoreLatency core_{.p99 = std::chrono::seconds(1), .samples = 50};
  LoadShedding shedding_{{flags_, clock_, settings_, [this] { return core_; }}};
};

TEST_F(LoadSheddingTest, WithTheFlagOffNobodyIsRefused) {
  EXPECT_EQ(refused(Owner::browse), 0);
  EXPECT_EQ(shedding_.refused(), 0U);
}

TEST_F(LoadSheddingTest, WhileTheCoreIsSlowTheOthersGo) {
  flags_.set(domain::Flag::load_shedding, true);
  EXPECT_EQ(refused(Owner::core), 0);
  EXPECT_EQ(refused(Owner::ops), 0);
  const int browse = refused(Owner::browse);
  EXPECT_GT(browse, 60);
  EXPECT_LT(browse, 100) << "somebody has to show that it is over";
  EXPECT_GT(refused(Owner::phone_home), 60);
  EXPECT_GT(shedding_.refused(), static_cast<std::uint64_t>(browse) + 60);
}

TEST_F(LoadSheddingTest, ItEndsWhenTheCoreIsAsFastAsTheSettingSays) {
  flags_.set(domain::Flag::load_shedding, true);
  EXPECT_GT(refused(Owner::browse), 60);
  ASSERT_TRUE(settings_.set("shed.target_ms", 2'000));
  refused(Owner::browse);
  refused(Owner::browse);
  EXPECT_EQ(refused(Owner::browse), 0);
}

TEST_F(LoadSheddingTest, ItCanBeInForceForAComponentAlone) {
  flags_.rule = [](domain::Flag flag, const domain::FlagContext& asker) -> std::optional<domain::FlagValue> {
    if (flag != domain::Flag::load_shedding) return std::nullopt;
    return asker.component == "search";
  };
  EXPECT_EQ(refused(Owner::browse), 0);
}

}  // namespace
}  // namespace souk::app
