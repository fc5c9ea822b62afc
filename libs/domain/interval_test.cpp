#include "domain/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace souk::domain {
namespace {

// Newcombe (1998), table I, method 3: 81/263, 15/148, 0/20, 1/29.
TEST(WilsonInterval, AgreesWithPublishedValues) {
  struct Case {
    std::size_t successes, trials;
    double low, high;
  };
  for (const Case& c :
       {Case{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0.0, 0.1611}, {1, 29, 0.0061, 0.1718}}) {
    const Interval interval = wilson_interval(c.successes, c.trials);
    EXPECT_NEAR(interval.low, c.low, 5e-5) << c.successes << "/" << c.trials;
    EXPECT_NEAR(interval.high, c.high, 5e-5) << c.successes << "/" << c.trials;
  }
}

TEST(WilsonInterval, ThreeOfThreeAreNoCertainty) {
  const Interval interval = wilson_interval(3, 3);
  EXPECT_NEAR(interval.low, 0.4385, 5e-5);
  EXPECT_DOUBLE_EQ(interval.high, 1);
}

TEST(WilsonInterval, NothingIsKnownWithoutTrials) {
  EXPECT_DOUBLE_EQ(wilson_interval(0, 0).low, 0);
  EXPECT_DOUBLE_EQ(wilson_interval(0, 0).high, 1);
}

TEST(MeanEstimate, UsesStudentsDistribution) {
  const Estimate estimate = mean_estimate({1, 2, 3});
  EXPECT_DOUBLE_EQ(estimate.mean, 2);
  EXPECT_NEAR(estimate.half_width, 4.303 / std::sqrt(3.0), 1e-9);
  EXPECT_EQ(mean_estimate({}).count, 0U);
  EXPECT_DOUBLE_EQ(mean_estimate({7}).half_width, 0);
}

}  // namespace
}  // namespace souk::domain
