#include "cloudevents/rfc3339.hpp"

#include <gtest/gtest.h>

namespace souk::cloudevents {
namespace {

TEST(Rfc3339, ReadsDatesWithOffsetsAndFractions) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_rfc3339("2020-03-05T00:00:00Z"), 1'583'366'400'000);
  EXPECT_EQ(parse_rfc3339("2020-03-05t00:00:00z"), 1'583'366'400'000);
  EXPECT_EQ(parse_rfc3339("2020-03-05T01:30:00+01:30"), 1'583'366'400'000);
  EXPECT_EQ(parse_rfc3339("2020-03-04T19:00:00-05:00"), 1'583'366'400'000);
  EXPECT_EQ(parse_rfc3339("2020-03-05T00:00:00.1Z"), 1'583'366'400'100);
  EXPECT_EQ(parse_rfc3339("2020-03-05T00:00:00.123456789Z"), 1'583'366'400'123);
  EXPECT_EQ(parse_rfc3339("2020-02-29T00:00:00Z"), 1'582'934'400'000);
  EXPECT_EQ(parse_rfc3339("2016-12-31T23:59:60Z"), 1'483'228'800'000);
}

TEST(Rfc3339, RefusesEverythingElse) {
  for (const auto* text : {"", "2020", "2020-03-05", "2020-03-05T00:00:00", "2020-03-05T00:00Z", "2020-13-01T00:00:00Z",
                           "2020-00-01T00:00:00Z", "2019-02-29T00:00:00Z", "2020-03-05T24:00:00Z",
                           "2020-03-05T00:60:00Z", "2020-03-05T00:00:61Z", "2020-03-05T00:00:00.Z",
                           "2020-03-05T00:00:00+1:00", "2020-03-05T00:00:00+0100", "2020-03-05T00:00:00Zx",
                           "2020-3-05T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01", "+020-03-05"})
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
}

}  // namespace
}  // namespace souk::cloudevents
