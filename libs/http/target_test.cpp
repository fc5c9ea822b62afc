#include "http/target.hpp"

#include <gtest/gtest.h>

namespace souk::http {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

TEST(Target, SplitsPathAndQuery) {
  const auto target = split_target("/rest/2/addons?offset=10&text=a%26b");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/rest/2/addons");
  EXPECT_EQ(target->query, "offset=10&text=a%26b");
}

TEST(Target, AcceptsTheAbsoluteForm) {
  EXPECT_EQ(split_target("http://souk:80/a?b")->path, "/a");
  EXPECT_EQ(split_target("http://souk")->path, "/");
}

TEST(Target, RefusesOtherForms) {
  EXPECT_FALSE(split_target("*"));
  EXPECT_FALSE(split_target("souk:443"));
  EXPECT_FALSE(split_target(""));
}

TEST(Target, DecodesPercent) {
  std::string out;
  EXPECT_TRUE(percent_decode("a%2Fb%c3%A9+", out));
  EXPECT_EQ(out, "a/b\xc3\xa9+");
}

TEST(Target, RefusesBadPercentEncoding) {
  std::string out;
  for (const char* bad : {"%", "%4", "a%4", "%zz", "%4g", "%00"}) EXPECT_FALSE(percent_decode(bad, out)) << bad;
}

TEST(Target, ParsesQueries) {
  Parameters parameters;
  ASSERT_TRUE(parse_query("q=to+do%2B&&empty=&flag&q=2", parameters));
  EXPECT_EQ(parameters, (Parameters{{"q", "to do+"}, {"empty", ""}, {"flag", ""}, {"q", "2"}}));
  EXPECT_FALSE(parse_query("a=%", parameters));
  EXPECT_TRUE(parse_query("", parameters));
  EXPECT_TRUE(parameters.empty());
}

}  // namespace
}  // namespace souk::http
