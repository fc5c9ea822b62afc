#include "domain/histogram.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "domain/random.hpp"

namespace souk::domain {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(Histogram, EmptyAnswersZeroEverywhere) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.quantile(0.99), Nanos{0});
  EXPECT_EQ(histogram.min(), Nanos{0});
  EXPECT_EQ(histogram.max(), Nanos{0});
  EXPECT_EQ(histogram.mean_ms(), 0);
  EXPECT_EQ(histogram.stddev_ms(), 0);
  EXPECT_TRUE(histogram.buckets().empty());
}

TEST(Histogram, IsExactToTheMicrosecondBelowTwoMilliseconds) {
  Histogram histogram;
  for (int us = 1; us <= 2'000; ++us) histogram.record(microseconds(us));
  EXPECT_EQ(histogram.quantile(0.5), microseconds(1'000));
  EXPECT_EQ(histogram.quantile(0.99), microseconds(1'980));
  EXPECT_EQ(histogram.quantile(0), microseconds(1));
  EXPECT_EQ(histogram.quantile(1), microseconds(2'000));
}

TEST(Histogram, EveryValueIsKnownToATenthOfAPercent) {
  Random random(7);
  for (int i = 0; i < 20'000; ++i) {
    const Nanos value = microseconds(random.below(7'200'000'000) + 1);
    Histogram histogram;
    histogram.record(value);
    histogram.record(hours(2));  // so that max() does not cap the answer
    const Nanos found = histogram.buckets().front().upper;
    ASSERT_GE(found, value);
    ASSERT_LE(to_s(found), to_s(value) * 1.001 + 1e-9) << value.count();
  }
}

TEST(Histogram, QuantilesMatchASortedListOfTheValues) {
  Random random(11);
  Histogram histogram;
  std::vector<Nanos> values;
  for (int i = 0; i < 50'000; ++i) {
    const Nanos value = microseconds(static_cast<std::int64_t>(random.exponential(20'000)));
    values.push_back(value);
    histogram.record(value);
  }
  std::sort(values.begin(), values.end());
  for (const double q : {0.1, 0.5, 0.9, 0.99, 0.999}) {
    const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size()))) - 1;
    EXPECT_NEAR(to_ms(histogram.quantile(q)), to_ms(values[rank]), to_ms(values[rank]) * 0.001 + 0.001) << q;
  }
}

TEST(Histogram, QuantileIsNeverAboveTheMaximum) {
  Histogram histogram;
  histogram.record(microseconds(1'000'001));
  EXPECT_EQ(histogram.quantile(0.99), microseconds(1'000'001));
  EXPECT_EQ(histogram.max(), microseconds(1'000'001));
}

TEST(Histogram, ClampsWhatIsOutOfRange) {
  Histogram histogram;
  histogram.record(Nanos{-5});
  histogram.record(hours(3));
  EXPECT_EQ(histogram.min(), Nanos{0});
  EXPECT_EQ(histogram.max(), Nanos{Histogram::kMax});
}

TEST(Histogram, MergeEqualsRecordingEverythingInOne) {
  Random random(3);
  Histogram left, right, both;
  for (int i = 0; i < 5'000; ++i) {
    const Nanos value = microseconds(random.below(5'000'000));
    (i % 3 == 0 ? left : right).record(value);
    both.record(value);
  }
  left.merge(right);
  left.merge(Histogram());
  EXPECT_EQ(left.count(), both.count());
  EXPECT_EQ(left.min(), both.min());
  EXPECT_EQ(left.max(), both.max());
  EXPECT_NEAR(left.mean_ms(), both.mean_ms(), 1e-6);
  EXPECT_NEAR(left.stddev_ms(), both.stddev_ms(), 1e-6);
  ASSERT_EQ(left.buckets().size(), both.buckets().size());
  for (std::size_t i = 0; i < left.buckets().size(); ++i) {
    ASSERT_EQ(left.buckets()[i].upper, both.buckets()[i].upper);
    ASSERT_EQ(left.buckets()[i].count, both.buckets()[i].count);
  }
}

TEST(Histogram, CountsWeighLikeRepetition) {
  Histogram histogram;
  histogram.record(milliseconds(1), 3);
  histogram.record(milliseconds(5));
  histogram.record(milliseconds(9), 0);
  EXPECT_EQ(histogram.count(), 4U);
  EXPECT_DOUBLE_EQ(histogram.mean_ms(), 2.0);
  EXPECT_EQ(histogram.max(), milliseconds(5));
  histogram.clear();
  EXPECT_EQ(histogram.count(), 0U);
}

TEST(Histogram, CoarsenedKeepsItsBoundAndItsSums) {
  Random random(13);
  Histogram fine;
  for (int i = 0; i < 30'000; ++i) fine.record(from_s(0.002 * random.exponential(1) + 0.0001));
  Histogram coarse = fine;
  coarse.coarsen(128);
  EXPECT_GT(fine.buckets().size(), 2'000U);
  EXPECT_LE(coarse.buckets().size(), 128U);
  EXPECT_GT(coarse.buckets().size(), 40U);
  EXPECT_EQ(coarse.count(), fine.count());
  EXPECT_EQ(coarse.min(), fine.min());
  EXPECT_EQ(coarse.max(), fine.max());
  EXPECT_EQ(coarse.mean_ms(), fine.mean_ms());
  for (const double q : {0.1, 0.5, 0.9, 0.99, 0.999}) {
    EXPECT_GE(coarse.quantile(q), fine.quantile(q)) << q;
    EXPECT_LE(to_ms(coarse.quantile(q)), to_ms(fine.quantile(q)) * (1 + 1.0 / 16)) << q;
  }
  const auto before = coarse.buckets().size();
  coarse.coarsen(128);
  EXPECT_EQ(coarse.buckets().size(), before);
}

TEST(Histogram, CoarsenedNarrowlySpreadValuesAreHardlyChangedAndFewNotAtAll) {
  Histogram narrow;
  for (int us = 4'000; us <= 6'000; ++us) narrow.record(microseconds(us));
  narrow.coarsen(128);
  EXPECT_NEAR(to_ms(narrow.quantile(0.5)), 5.0, 5.0 / 128);
  Histogram few;
  for (int ms = 1; ms <= 100; ++ms) few.record(milliseconds(ms));
  few.coarsen(128);
  EXPECT_EQ(few.buckets().size(), 100U);
}

TEST(Histogram, CanBeCoarsenedWhateverIsInIt) {
  Histogram all;
  for (std::int64_t us = 0; us < 7'200'000'000; us += 1 + us / 1'500) all.record(microseconds(us));
  const auto count = all.count();
  all.coarsen(1);
  EXPECT_LE(all.buckets().size(), 35U);  // a power of two each
  EXPECT_EQ(all.count(), count);
  all.record(milliseconds(3));
  Histogram other;
  other.record(milliseconds(3), std::uint64_t{1} << 40U);
  all.merge(other);
  EXPECT_EQ(all.count(), count + 1 + (std::uint64_t{1} << 40U));
  EXPECT_EQ(all.quantile(0.5), microseconds(3'001));  // buckets of 2 us there
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Hgrm, HasHeaderFourColumnsAndFooter) {
  Histogram histogram;
  for (int ms = 1; ms <= 100; ++ms) histogram.record(milliseconds(ms));
  const auto lines = lines_of(histogram.to_hgrm());
  ASSERT_GT(lines.size(), 6U);
  EXPECT_EQ(lines[0], "       Value     Percentile TotalCount 1/(1-Percentile)");
  EXPECT_EQ(lines[1], "");
  EXPECT_EQ(lines[2], "       1.000 0.000000000000          1           1.00");
  EXPECT_EQ(lines[lines.size() - 4], "     100.000 1.000000000000        100            inf");
  EXPECT_EQ(lines[lines.size() - 3], "#[Mean    =       50.500, StdDeviation   =       28.866]");
  EXPECT_EQ(lines[lines.size() - 2], "#[Max     =      100.000, Total count    =          100]");
  EXPECT_THAT(lines.back(), testing::MatchesRegex("#\\[Buckets = +[0-9]+, SubBuckets +=  +2048\\]"));
}

TEST(Hgrm, LevelsRiseWithFiveTicksToEachHalving) {
  Histogram histogram;
  for (int us = 1; us <= 100'000; ++us) histogram.record(microseconds(us));
  const auto lines = lines_of(histogram.to_hgrm());
  std::vector<double> levels;
  double last_value = 0;
  for (std::size_t i = 2; lines[i].front() != '#'; ++i) {
    std::istringstream in(lines[i]);
    double value = 0, level = 0, count = 0;
    in >> value >> level >> count;
    EXPECT_GE(value, last_value);
    EXPECT_GE(count / 100'000, level - 1e-9);
    last_value = value;
    levels.push_back(level);
  }
  ASSERT_GT(levels.size(), 12U);
  EXPECT_NEAR(levels[1], 0.1, 1e-9);
  EXPECT_NEAR(levels[5], 0.5, 1e-9);
  EXPECT_NEAR(levels[6], 0.55, 1e-9);
  EXPECT_NEAR(levels[10], 0.75, 1e-9);
  EXPECT_EQ(levels.back(), 1.0);
}

TEST(Hgrm, OfNothingStillParses) {
  const auto lines = lines_of(Histogram().to_hgrm());
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_THAT(lines[3], testing::HasSubstr("Total count    =            0"));
}

}  // namespace
}  // namespace souk::domain
