#include "domain/duration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/random.hpp"

namespace souk::domain {
namespace {

TEST(ParseDuration, ReadsNumbersWithUnits) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"15s", 15'000'000'000},
      {"500ms", 500'000'000},
      {"2m", 120'000'000'000},
      {"1h30m", 5'400'000'000'000},
      {"27d", 2'332'800'000'000'000},
      {"1d12h", 129'600'000'000'000},
      {"1.5s", 1'500'000'000},
      {"250us", 250'000},
      {"10ns", 10},
      {"0", 0},
      {"0.5h", 1'800'000'000'000},
      {".5s", 500'000'000},
      {"1.s", 1'000'000'000},
      {"1m0.25s", 60'250'000'000},
      {"0.000000001s", 1},
  };
  for (const auto& [text, nanos] : cases) {
    const auto parsed = parse_duration(text);
    ASSERT_TRUE(parsed.has_value()) << text << ": " << parsed.error().detail;
    EXPECT_EQ(parsed->count(), nanos) << text;
  }
}

TEST(ParseDuration, RefusesTheRestAndSaysWhatIsAllowed) {
  for (const auto* text : {"", "15", "s", "-1s", "1x", "1s ", " 1s", "1..5s", "abc", "15 s", "1e3s", "0.0000000001s",
                           "99999999999999999999s", "11000000m", "+1s", "1sms", "."}) {
    const auto parsed = parse_duration(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().code, Errc::invalid_argument) << text;
    EXPECT_THAT(parsed.error().detail, testing::HasSubstr("500ms")) << text;
  }
}

TEST(FormatDuration, IsShort) {
  EXPECT_EQ(format_duration(Nanos{0}), "0s");
  EXPECT_EQ(format_duration(std::chrono::milliseconds(500)), "500ms");
  EXPECT_EQ(format_duration(std::chrono::milliseconds(1'500)), "1.5s");
  EXPECT_EQ(format_duration(std::chrono::seconds(120)), "2m");
  EXPECT_EQ(format_duration(std::chrono::seconds(5'400)), "1h30m");
  EXPECT_EQ(format_duration(std::chrono::hours(60 * 24)), "60d");
  EXPECT_EQ(format_duration(Nanos{1'234}), "1.234us");
}

TEST(DurationInWords, SaysSecondsWhileTheyAreFewAndLargerUnitsAfterwards) {
  using std::chrono::hours;
  using std::chrono::milliseconds;
  using std::chrono::minutes;
  using std::chrono::seconds;
  EXPECT_EQ(duration_in_words(Nanos{0}), "0 s");
  EXPECT_EQ(duration_in_words(milliseconds(1'500)), "1.5 s");
  EXPECT_EQ(duration_in_words(milliseconds(1'499) + Nanos{999'999}), "1.5 s");
  EXPECT_EQ(duration_in_words(seconds(15)), "15 s");
  EXPECT_EQ(duration_in_words(seconds(90)), "90 s");
  EXPECT_EQ(duration_in_words(minutes(5)), "5 min");
  EXPECT_EQ(duration_in_words(seconds(150)), "2 min 30 s");
  EXPECT_EQ(duration_in_words(hours(3)), "3 h");
  EXPECT_EQ(duration_in_words(hours(27 * 24) + minutes(5)), "27 d 5 min");
}

TEST(FormatDuration, ReadsBackExactly) {
  Random random(5);
  for (int i = 0; i < 5'000; ++i) {
    const Nanos duration{static_cast<std::int64_t>(random.next() >> (9 + random.below(54)))};
    const auto parsed = parse_duration(format_duration(duration));
    ASSERT_TRUE(parsed.has_value()) << format_duration(duration);
    ASSERT_EQ(*parsed, duration) << format_duration(duration);
  }
}

}  // namespace
}  // namespace souk::domain
