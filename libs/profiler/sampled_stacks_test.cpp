#include "profiler/sampled_stacks.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace souk::profiler {
namespace {

std::string words(std::initializer_list<std::uint64_t> all) {
  std::string bytes;
  for (const std::uint64_t word : all) bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
  return bytes;
}

TEST(SampledStacks, ReadsTheFormatOfTheLibrary) {
  const std::string bytes =
      words({0, 3, 0, 10'000, 0, 5, 2, 0x40, 0x80, 1, 1, 0xC0, 0, 1, 0}) + "00400000-00500000 r-xp";
  const auto parsed = parse_samples(bytes);
  ASSERT_TRUE(parsed.has_value()) << parsed.error().detail;
  EXPECT_EQ(parsed->period, std::chrono::milliseconds(10));
  ASSERT_EQ(parsed->stacks.size(), 2U);
  EXPECT_EQ(parsed->stacks[0].samples, 5U);
  EXPECT_EQ(parsed->stacks[0].addresses, (std::vector<std::uint64_t>{0x40, 0x80}));
  EXPECT_EQ(parsed->stacks[1].addresses.size(), 1U);
}

TEST(SampledStacks, AProfileWithoutSamplesIsEmpty) {
  const auto parsed = parse_samples(words({0, 3, 0, 10'000, 0, 0, 1, 0}));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_TRUE(parsed->stacks.empty());
}

TEST(SampledStacks, RefusesWhatIsDamaged) {
  EXPECT_EQ(parse_samples("").error().code, Errc::corrupt);
  EXPECT_EQ(parse_samples(words({0, 3, 1, 10'000, 0, 0, 1, 0})).error().code, Errc::corrupt) << "another version";
  EXPECT_EQ(parse_samples(words({0, 3, 0, 10'000, 0, 5, 2, 0x40})).error().code, Errc::corrupt) << "cut off";
  EXPECT_EQ(parse_samples(words({0, 3, 0, 10'000, 0, 5, ~0ULL, 0x40})).error().code, Errc::corrupt) << "endless";
  EXPECT_EQ(parse_samples(words({0, 3, 0, 10'000, 0, 5, 1, 0x40})).error().code, Errc::corrupt) << "no trailer";
}

}  // namespace
}  // namespace souk::profiler
