#include "domain/load_shedder.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

using std::chrono::milliseconds;

class LoadShedderTest : public ::testing::Test {
 protected:
  double step(Nanos core_p99, std::uint64_t samples = 100) {
    now_ += milliseconds(500);
    EXPECT_TRUE(shedder_.is_due(now_));
    const double share = shedder_.decide({.core_p99 = core_p99, .samples = samples, .now = now_});
    EXPECT_FALSE(shedder_.is_due(now_ + milliseconds(499)));
    return share;
  }
  int refused_of(int requests) {
    int refused = 0;
    for (int i = 0; i < requests; ++i) refused += shedder_.refuses() ? 1 : 0;
    return refused;
  }

  Instant now_{std::chrono::hours(1)};
  LoadShedder shedder_{LoadShedder::Settings{}};
};

TEST_F(LoadShedderTest, RefusesNothingWhileTheCoreIsAsFastAsItShouldBe) {
  EXPECT_EQ(step(milliseconds(100)), 0);
  EXPECT_EQ(refused_of(1'000), 0);
}

TEST_F(LoadShedderTest, RefusesMoreTheLongerTheCoreIsSlowAndNeverEverything) {
  EXPECT_NEAR(step(milliseconds(101)), 0.2, 1e-9);
  EXPECT_NEAR(refused_of(1'000), 200, 1);
  EXPECT_NEAR(step(milliseconds(400)), 0.4, 1e-9);
  for (int i = 0; i < 10; ++i) step(milliseconds(400));
  EXPECT_NEAR(shedder_.share(), 0.98, 1e-9);
  EXPECT_NEAR(refused_of(1'000), 980, 1);
}

TEST_F(LoadShedderTest, LetsTheCrowdBackInLittleByLittle) {
  for (int i = 0; i < 10; ++i) step(milliseconds(400));
  EXPECT_NEAR(step(milliseconds(69)), 0.94, 1e-9);
  EXPECT_NEAR(step(milliseconds(80)), 0.94, 1e-9) << "neither slow nor calm";
  int steps = 0;
  while (step(milliseconds(10)) > 0) ++steps;
  EXPECT_LT(steps, 30);
  EXPECT_EQ(refused_of(1'000), 0);
}

TEST_F(LoadShedderTest, WithoutAnyCoreRequestThereIsNothingToProtect) {
  step(milliseconds(400));
  EXPECT_NEAR(step(milliseconds(400), 0), 0.16, 1e-9);
}

}  // namespace
}  // namespace souk::domain
