#include "services/souk/rollout_times.hpp"

#include <gtest/gtest.h>

namespace souk {
namespace {

TEST(RolloutTimesTest, AWhileFromNow) {
  EXPECT_EQ(parse_start_time("+10m").value().in_s, 600);
  EXPECT_EQ(parse_start_time("+1h30m").value().in_s, 5'400);
  EXPECT_EQ(parse_start_time("+10m").value().at, std::nullopt);
}

TEST(RolloutTimesTest, ATimeInUtc) {
  EXPECT_EQ(parse_start_time("2020-03-05T10:15:30Z").value().at, 1'583'403'330'000);
  EXPECT_EQ(parse_start_time("2020-03-05T10:15Z").value().at, 1'583'403'300'000);
  EXPECT_EQ(parse_start_time("1970-01-01T00:00:00Z").value().at, 0);
}

TEST(RolloutTimesTest, EverythingElseIsRefusedWithAnExample) {
  for (const char* text : {"", "+", "10m", "+ten", "2020-03-05", "2020-03-05T10:15:30", "2020-13-05T10:15:30Z",
                           "2020-02-30T10:15:30Z", "2020-03-05T24:00:00Z", "2020-03-05T10:15:30Z ", "now"}) {
    const auto parsed = parse_start_time(text);
    ASSERT_TRUE(parsed.has_error()) << text;
    EXPECT_EQ(parsed.error().code, Errc::invalid_argument) << text;
    EXPECT_NE(parsed.error().detail.find("+10m"), std::string::npos);
  }
}

}  // namespace
}  // namespace souk
