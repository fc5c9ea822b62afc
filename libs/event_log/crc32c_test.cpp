#include "event_log/crc32c.hpp"

#include <gtest/gtest.h>

#include <string>

namespace souk::event_log {
namespace {

std::string counting_up() {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

TEST(Crc32c, MatchesThePublishedVectors) {
  const std::string up = counting_up();
  const std::string down(up.rbegin(), up.rend());
  for (const auto crc : {&crc32c, &crc32c_by_table}) {
    EXPECT_EQ(crc("", 0), 0U);
    EXPECT_EQ(crc("123456789", 0), 0xE3069283U);
    EXPECT_EQ(crc(std::string(32, '\0'), 0), 0x8A9136AAU);
    EXPECT_EQ(crc(std::string(32, '\xFF'), 0), 0x62A8AB43U);
    EXPECT_EQ(crc(up, 0), 0x46DD794EU);
    EXPECT_EQ(crc(down, 0), 0x113FDB5CU);
  }
}

TEST(Crc32c, InstructionAndTableAgreeAtEveryLengthAndAlignment) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) bytes.push_back(static_cast<char>(i * 37 + 11));
  for (std::size_t from = 0; from < 9; ++from) {
    for (std::size_t length = 0; length + from <= bytes.size(); ++length) {
      const std::string_view part = std::string_view(bytes).substr(from, length);
      ASSERT_EQ(crc32c(part), crc32c_by_table(part)) << from << " " << length;
    }
  }
}

TEST(Crc32c, GoesOnFromASeed) {
  EXPECT_EQ(crc32c("6789", crc32c("12345")), crc32c("123456789"));
  EXPECT_EQ(crc32c_by_table("6789", crc32c_by_table("12345")), crc32c("123456789"));
}

}  // namespace
}  // namespace souk::event_log
