#include "cloudevents/header_value.hpp"

#include <gtest/gtest.h>

namespace souk::cloudevents {
namespace {

TEST(HeaderValue, MediaTypeWithoutParametersInLowerCase) {
  EXPECT_EQ(media_type_of("Application/JSON; charset=utf-8"), "application/json");
  EXPECT_EQ(media_type_of(" text/plain \t;x"), "text/plain");
  EXPECT_EQ(media_type_of(""), "");
  EXPECT_EQ(media_type_of(";"), "");
}

TEST(HeaderValue, DecodesOnceAndLeavesStrayPercentSigns) {
  EXPECT_EQ(decode_header_value("Euro %E2%82%AC %F0%9F%98%80"), "Euro \u20ac \U0001f600");
  EXPECT_EQ(decode_header_value("%2541"), "%41");
  EXPECT_EQ(decode_header_value("100%"), "100%");
  EXPECT_EQ(decode_header_value("%4"), "%4");
  EXPECT_EQ(decode_header_value("%zz%41"), "%zzA");
}

TEST(HeaderValue, UnquotesBeforeDecoding) {
  EXPECT_EQ(decode_header_value(R"("a \"b\" %41")"), "a \"b\" A");
  EXPECT_EQ(decode_header_value(R"(")"), "\"");
  EXPECT_EQ(decode_header_value(R"("open)"), "\"open");
}

}  // namespace
}  // namespace souk::cloudevents
