#include "report/thin.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace souk::report {
namespace {

namespace json = boost::json;

json::array flat(std::size_t size) {
  json::array values;
  for (std::size_t i = 0; i < size; ++i) values.emplace_back(10);
  return values;
}

TEST(Thin, LeavesWhatFitsAlone) {
  EXPECT_EQ(thinned(flat(kMostPoints)), flat(kMostPoints));
  EXPECT_EQ(thinned({}), json::array());
}

TEST(Thin, KeepsASpikeAndADipOfOneValueWhereverTheyAre) {
  constexpr std::size_t kSize = 7'776;
  for (std::size_t at = 0; at + 40 < kSize; at += 37) {
    json::array values = flat(kSize);
    values[at] = 9'000.5;
    values[at + 40] = 0;
    const json::array kept = thinned(values);
    ASSERT_LE(kept.size(), kMostPoints);
    const auto spike = std::find(kept.begin(), kept.end(), json::value(9'000.5));
    const auto dip = std::find(kept.begin(), kept.end(), json::value(0));
    ASSERT_NE(spike, kept.end()) << at;
    ASSERT_NE(dip, kept.end()) << at;
    EXPECT_LT(spike, dip);  // in the order in which they came
  }
}

TEST(Thin, TimesFitTheValuesAndRise) {
  for (const std::size_t size : {2'001U, 2'999U, 4'001U, 7'776U, 31'104U, 80'000U}) {
    json::array times;
    for (std::size_t i = 0; i < size; ++i) times.emplace_back(static_cast<double>(i) + 0.5);
    const json::array kept = thinned_times(times);
    ASSERT_EQ(kept.size(), thinned(flat(size)).size()) << size;
    EXPECT_LE(kept.size(), kMostPoints);
    for (std::size_t i = 1; i < kept.size(); ++i) ASSERT_LT(kept[i - 1].as_double(), kept[i].as_double()) << size;
  }
}

TEST(Thin, NoDataStaysNoData) {
  json::array values = flat(6'000);
  for (std::size_t i = 0; i < 3'000; ++i) values[i] = nullptr;
  values[100] = 7;
  const json::array kept = thinned(values);
  EXPECT_TRUE(kept.front().is_null());
  EXPECT_EQ(std::count(kept.begin(), kept.end(), json::value(7)), 2);  // alone in its group
  EXPECT_EQ(std::count(kept.begin(), kept.end(), json::value(nullptr)), 1'000 - 2);
}

}  // namespace
}  // namespace souk::report
