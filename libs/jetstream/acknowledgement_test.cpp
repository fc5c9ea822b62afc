#include "jetstream/acknowledgement.hpp"

#include <gmock/gmock.h>

namespace souk::jetstream {
namespace {

TEST(Acknowledgement, TellsWhereAnEventIsStored) {
  EXPECT_EQ(parse_acknowledgement(R"({"stream":"souk-events","seq":17})").sequence, 17U);
  EXPECT_EQ(parse_acknowledgement(R"({"stream":"souk-events","seq":17,"duplicate":true})").sequence, 17U);
}

TEST(Acknowledgement, TellsWhatWasRefusedForGood) {
  const Acknowledgement full = parse_acknowledgement(
      R"({"error":{"code":503,"err_code":10077,"description":"maximum bytes exceeded"},"stream":"s","seq":0})");
  ASSERT_TRUE(full.refused.has_value());
  EXPECT_EQ(full.refused->code, Errc::no_space);
  EXPECT_THAT(full.refused->detail, testing::HasSubstr("maximum bytes exceeded"));
  const Acknowledgement large = parse_acknowledgement(R"({"error":{"code":400,"err_code":10054}})");
  ASSERT_TRUE(large.refused.has_value());
  EXPECT_EQ(large.refused->code, Errc::too_large);
}

TEST(Acknowledgement, TakesTheRestForALoss) {
  for (const char* body : {"", "{", "[]", "{}", R"({"seq":-1})", R"({"seq":"1"})", R"({"error":{"err_code":10008}})",
                           R"({"error":{"code":503}})"}) {
    const Acknowledgement answer = parse_acknowledgement(body);
    EXPECT_EQ(answer.sequence, 0U) << body;
    EXPECT_FALSE(answer.refused.has_value()) << body;
  }
}

}  // namespace
}  // namespace souk::jetstream
