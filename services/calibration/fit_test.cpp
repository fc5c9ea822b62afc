#include "services/calibration/fit.hpp"

#include <gtest/gtest.h>

namespace souk::calibration {
namespace {

TEST(FitLineTest, FindsALine) {
  const Line line =
      fit_line({{1, Nanos{150'000}}, {10, Nanos{213'000}}, {100, Nanos{843'000}}, {500, Nanos{3'643'000}}});
  EXPECT_NEAR(static_cast<double>(line.fixed.count()), 143'000, 10);
  EXPECT_NEAR(static_cast<double>(line.per_item.count()), 7'000, 1);
}

TEST(FitLineTest, AnErrorOfTheLargestBatchDoesNotMoveTheSmallOnes) {
  const Line line = fit_line({{1, Nanos{100'000}}, {10, Nanos{109'000}}, {100, Nanos{199'000}}, {500, Nanos{700'000}}});
  EXPECT_NEAR(static_cast<double>(line.fixed.count()), 99'000, 5'000);
}

TEST(FitLineTest, NeitherPartIsNegative) {
  const Line falling = fit_line({{1, Nanos{5'000}}, {10, Nanos{1'000}}});
  EXPECT_EQ(falling.per_item, Nanos{0});
  const Line steep = fit_line({{1, Nanos{10}}, {10, Nanos{1'000}}, {100, Nanos{100'000}}});
  EXPECT_GE(steep.fixed, Nanos{0});
}

TEST(SamplesTest, WithoutAPartNoneIsNegative) {
  EXPECT_EQ(without({Nanos{9}, Nanos{2}, Nanos{3}}, Nanos{3}), (std::vector<Nanos>{Nanos{6}, Nanos{0}, Nanos{0}}));
}

TEST(SamplesTest, MedianAndMean) {
  EXPECT_EQ(median({Nanos{9}, Nanos{1}, Nanos{5}}), Nanos{5});
  EXPECT_EQ(mean({Nanos{1}, Nanos{2}, Nanos{6}}), Nanos{3});
}

}  // namespace
}  // namespace souk::calibration
