#include "profiler/folded.hpp"

#include <gtest/gtest.h>

namespace souk::profiler {
namespace {

const Folded kProfile{{"main;serve;sqlite3_step", 60}, {"main;serve", 10}, {"main;work;work;sqlite3_step", 30}};

TEST(Folded, SurvivesTheRoundTrip) {
  const auto parsed = parse_folded(to_text(kProfile));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().detail;
  EXPECT_EQ(*parsed, kProfile);
  EXPECT_TRUE(parse_folded("")->empty());
}

TEST(Folded, FramesMayContainSpaces) {
  const auto parsed = parse_folded("operator new(unsigned long);f(int, int) 3\n");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->at("operator new(unsigned long);f(int, int)"), 3U);
}

TEST(Folded, NamesTheLineThatIsNotOne) {
  for (const char* bad : {"main;f 3\nmain;g\n", "main;f 3\nmain;g x\n", "main;f 3\n 4\n", "main;f 3\n\n"}) {
    const auto parsed = parse_folded(bad);
    ASSERT_TRUE(parsed.has_error()) << bad;
    EXPECT_NE(parsed.error().detail.find("line 2"), std::string::npos) << parsed.error().detail;
  }
}

TEST(TopFunctions, AreOrderedByWhatTheyDoThemselves) {
  const std::vector<FunctionCost> top = top_functions(kProfile, 3);
  ASSERT_EQ(top.size(), 3U);
  EXPECT_EQ(top[0].name, "sqlite3_step");
  EXPECT_EQ(top[0].self, 90U);
  EXPECT_EQ(top[0].total, 90U);
  EXPECT_EQ(top[1].name, "serve");
  EXPECT_EQ(top[1].self, 10U);
  EXPECT_EQ(top[1].total, 70U);
  EXPECT_EQ(top[2].name, "main") << "nothing of its own, but everything in all";
  EXPECT_EQ(top[2].total, 100U);
}

TEST(TopFunctions, CountAFunctionThatCallsItselfOnce) {
  const std::vector<FunctionCost> top = top_functions(kProfile, 10);
  EXPECT_EQ(top.back().name, "work");
  EXPECT_EQ(top.back().total, 30U);
  EXPECT_TRUE(top_functions({}, 10).empty());
}

TEST(ShortName, LeavesOutTemplateArgumentsAndParameters) {
  EXPECT_EQ(short_name("std::vector<int, std::allocator<int> >::push_back(int&&)"), "std::vector<>::push_back");
  EXPECT_EQ(short_name("souk::(anonymous namespace)::f(std::pair<int, int> const&)"), "souk::(anonymous namespace)::f");
  EXPECT_EQ(short_name("sqlite3_step"), "sqlite3_step");
  EXPECT_EQ(short_name("[libsqlite3.so.0]"), "[libsqlite3.so.0]");
  EXPECT_EQ(short_name("a::operator<(a const&) const"), "a::operator< const");
  EXPECT_EQ(short_name("std::function<void ()>::operator()() const"), "std::function<>::operator() const");
  EXPECT_EQ(short_name("f<g<1"), "f<>");
}

}  // namespace
}  // namespace souk::profiler
