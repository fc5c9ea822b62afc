#include "postgres/statement.hpp"

#include <gtest/gtest.h>

#include <array>

namespace souk::postgres {
namespace {

TEST(Numbered, LeavesLiteralsAlone) {
  EXPECT_EQ(numbered("SELECT ?1, '?2', 'it''s ?', ?10"), "SELECT $1, '?2', 'it''s ?', $10");
}

TEST(Storable, TakesUtf8AsItIs) {
  for (const char* text : {"", "plain", "caf\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    EXPECT_TRUE(is_storable(text)) << text;
    EXPECT_EQ(storable(text), text);
  }
}

TEST(Storable, ReplacesWhatPostgresHasNoPlaceFor) {
  using namespace std::string_view_literals;
  constexpr std::string_view kSign = "\xEF\xBF\xBD";
  for (const std::string_view text : {"\0"sv, "\xFF"sv, "\x80"sv, "\xC3"sv, "\xC0"sv, "\xF5"sv}) {
    EXPECT_FALSE(is_storable(text));
    EXPECT_EQ(storable(text), kSign);
  }
  EXPECT_EQ(storable("a\0b"sv), "a" + std::string(kSign) + "b");
  EXPECT_FALSE(is_storable("\xED\xA0\x80"));      // a surrogate
  EXPECT_FALSE(is_storable("\xE0\x80\x80"));      // longer than need be
  EXPECT_FALSE(is_storable("\xF4\x90\x80\x80"));  // beyond Unicode
}

TEST(Parameters, AreInBinary) {
  const std::array<storage::Value, 3> values{storage::Value::of(std::int64_t{-2}), storage::Value::of(1.0),
                                             storage::Value::of(std::string_view())};
  const Parameters parameters(values);
  ASSERT_EQ(parameters.count(), 3);
  EXPECT_EQ(std::string(parameters.values()[0], 8), "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE");
  EXPECT_EQ(std::string(parameters.values()[1], 2), "\x3F\xF0");
  EXPECT_NE(parameters.values()[2], nullptr) << "empty is not NULL";
  EXPECT_EQ(parameters.lengths()[2], 0);
}

}  // namespace
}  // namespace souk::postgres
