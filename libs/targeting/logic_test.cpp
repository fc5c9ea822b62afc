#include "targeting/logic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "targeting/murmur_hash.hpp"
#include "targeting/sem_ver.hpp"

namespace souk::targeting {
namespace {

using ::testing::HasSubstr;

json::value parse(std::string_view text) { return json::parse(json::string_view(text.data(), text.size())); }

std::string evaluated(std::string_view rule, std::string_view data = "null") {
  const Result<Logic> logic = Logic::compile(parse(rule));
  if (!logic) return "error: " + logic.error().detail;
  return json::serialize(logic->evaluate(parse(data)).value);
}

struct Case {
  const char* rule;
  const char* data;
  const char* result;
};
void PrintTo(const Case& each, std::ostream* out) { *out << each.rule << " on " << each.data; }

class LogicCase : public testing::TestWithParam<Case> {};

TEST_P(LogicCase, Evaluates) { EXPECT_EQ(evaluated(GetParam().rule, GetParam().data), GetParam().result); }

constexpr Case kValues[] = {
    {"1", "null", "1"},
    {"[1, {\"var\": \"a\"}]", R"({"a": 2})", "[1,2]"},
    {R"({"a": 1, "b": 2})", "null", R"({"a":1,"b":2})"},
    {"{}", "null", "{}"},
    {R"({"var": "a.b"})", R"({"a": {"b": [1]}})", "[1]"},
    {R"({"var": "a.1"})", R"({"a": [3, 4]})", "4"},
    {R"({"var": 1})", R"(["x", "y"])", "\"y\""},
    {R"({"var": ""})", "7", "7"},
    {R"({"var": []})", "7", "7"},
    {R"({"var": ["none", 26]})", R"({"a": 1})", "26"},
    {R"({"var": ["a", 26]})", R"({"a": null})", "26"},
    {R"({"var": ["a", 26]})", R"({"a": false})", "false"},
    {R"({"var": {"var": "which"}})", R"({"which": "b", "b": 5})", "5"},
    {R"({"missing": ["a", "b", "c"]})", R"({"a": 1, "b": ""})", R"(["b","c"])"},
    {R"({"missing": {"merge": ["a", ["z"]]}})", R"({"a": 1})", R"(["z"])"},
    {R"({"missing_some": [1, ["a", "b"]]})", R"({"b": 0})", "[]"},
    {R"({"missing_some": [2, ["a", "b", "c"]]})", R"({"b": 0})", R"(["a","c"])"},
};
INSTANTIATE_TEST_SUITE_P(Values, LogicCase, testing::ValuesIn(kValues));

constexpr Case kChoices[] = {
    {R"({"if": []})", "null", "null"},
    {R"({"if": [7]})", "null", "7"},
    {R"({"if": [false, 1]})", "null", "null"},
    {R"({"if": [false, 1, [], 2, "0", 3, 4]})", "null", "3"},
    {R"({"?:": [{"var": "x"}, 1, 2]})", R"({"x": 0})", "2"},
    {R"({"or": [0, "", "last"]})", "null", "\"last\""},
    {R"({"or": [0, "first", "last"]})", "null", "\"first\""},
    {R"({"and": [1, [], 3]})", "null", "[]"},
    {R"({"and": [1, 2]})", "null", "2"},
    {R"({"!": [[]]})", "null", "true"},
    {R"({"!": "0"})", "null", "false"},
    {R"({"!!": {"var": "none"}})", "null", "false"},
    {R"({"!!": [{}]})", "null", "true"},
};
INSTANTIATE_TEST_SUITE_P(Choices, LogicCase, testing::ValuesIn(kChoices));

constexpr Case kComparisons[] = {
    {R"({"==": [1, "1"]})", "null", "true"},
    {R"({"==": ["1", true]})", "null", "true"},
    {R"({"==": [null, false]})", "null", "false"},
    {R"({"==": [0, ""]})", "null", "true"},
    {R"({"==": [[1], 1]})", "null", "true"},
    {R"({"==": [[], []]})", "null", "false"},
    {R"({"==": ["abc", 0]})", "null", "false"},
    {R"({"===": [1, 1.0]})", "null", "true"},
    {R"({"===": [1, "1"]})", "null", "false"},
    {R"({"!=": [1, "1"]})", "null", "false"},
    {R"({"!==": [1, "1"]})", "null", "true"},
    {R"({"<": [1, "3"]})", "null", "true"},
    {R"({"<": ["11", "3"]})", "null", "true"},
    {R"({"<": ["11", 3]})", "null", "false"},
    {R"({"<": [1, 2, 3]})", "null", "true"},
    {R"({"<": [1, 4, 3]})", "null", "false"},
    {R"({"<=": [1, 1, 1]})", "null", "true"},
    {R"({"<=": [1, 3, 2]})", "null", "false"},
    {R"({">": ["x", 1]})", "null", "false"},
    {R"({">=": ["x", 1]})", "null", "false"},
    {R"({"<=": ["x", 1]})", "null", "false"},
    {R"({">=": [null, 0]})", "null", "true"},
    {R"({"in": ["", ""]})", "null", "false"},
    {R"({"in": ["", "a"]})", "null", "true"},
    {R"({"in": ["Spring", "Springfield"]})", "null", "true"},
    {R"({"in": [2, [1, 2]]})", "null", "true"},
    {R"({"in": ["2", [1, 2]]})", "null", "false"},
    {R"({"in": ["a", null]})", "null", "false"},
};
INSTANTIATE_TEST_SUITE_P(Comparisons, LogicCase, testing::ValuesIn(kComparisons));

constexpr Case kArithmetic[] = {
    {R"({"+": [1, "2", "3.5px"]})", "null", "6.5E0"},
    {R"({"+": "3.14"})", "null", "3.14E0"},
    {R"({"+": []})", "null", "0"},
    {R"({"-": [5, "2"]})", "null", "3"},
    {R"({"-": "2"})", "null", "-2"},
    {R"({"*": ["abc"]})", "null", "\"abc\""},
    {R"({"*": "7"})", "null", "\"7\""},
    {R"({"*": [2, "3"]})", "null", "6"},
    {R"({"/": [1, 4]})", "null", "2.5E-1"},
    {R"({"/": [1, 0]})", "null", "null"},
    {R"({"%": [7, 3]})", "null", "1"},
    {R"({"%": [-7, 3]})", "null", "-1"},
    {R"({"%": [7, 0]})", "null", "null"},
    {R"({"max": [1, "3", 2]})", "null", "3"},
    {R"({"min": [1, "-3", 2]})", "null", "-3"},
    {R"({"max": []})", "null", "null"},
    {R"({"max": [1, "x"]})", "null", "null"},
    {R"({"+": ["1e999"]})", "null", "null"},
};
INSTANTIATE_TEST_SUITE_P(Arithmetic, LogicCase, testing::ValuesIn(kArithmetic));

constexpr Case kTextsAndLists[] = {
    {R"({"cat": ["I am ", 3, " ", null, true, 1.5]})", "null", "\"I am 3 true1.5\""},
    {R"({"cat": ["a", [1, null, 2]]})", "null", "\"a1,,2\""},
    {R"({"substr": ["jsonlogic", 4]})", "null", "\"logic\""},
    {R"({"substr": ["jsonlogic", -5]})", "null", "\"logic\""},
    {R"({"substr": ["jsonlogic", 1, 3]})", "null", "\"son\""},
    {R"({"substr": ["jsonlogic", 4, -2]})", "null", "\"log\""},
    {R"({"substr": ["jsonlogic", 4, -9]})", "null", "\"\""},
    {R"({"substr": ["äöü", 1, 1]})", "null", "\"ö\""},
    {R"({"merge": [[1, 2], 3, [[4]]]})", "null", "[1,2,3,[4]]"},
    {R"({"map": [{"var": "n"}, {"*": [{"var": ""}, 2]}]})", R"({"n": [1, 2]})", "[2,4]"},
    {R"({"map": [{"var": "none"}, 1]})", "null", "[]"},
    {R"({"filter": [{"var": ""}, {">": [{"var": ""}, 1]}]})", "[1, 2, 3]", "[2,3]"},
    {R"({"reduce": [{"var": ""}, {"+": [{"var": "current"}, {"var": "accumulator"}]}, 10]})", "[1, 2]", "13"},
    {R"({"reduce": [{"var": "none"}, 1, 10]})", "null", "10"},
    {R"({"all": [[], true]})", "null", "false"},
    {R"({"all": [[1, 2], {">": [{"var": ""}, 0]}]})", "null", "true"},
    {R"({"none": [[], true]})", "null", "true"},
    {R"({"none": [[1, 2], {">": [{"var": ""}, 1]}]})", "null", "false"},
    {R"({"some": [{"var": ""}, {"==": [{"var": "a"}, 1]}]})", R"([{"a": 1}])", "true"},
    {R"({"some": [[], true]})", "null", "false"},
};
INSTANTIATE_TEST_SUITE_P(TextsAndLists, LogicCase, testing::ValuesIn(kTextsAndLists));

// flagd's own. What cannot be done is null, never false.
constexpr Case kOfFlagd[] = {
    {R"({"starts_with": ["souk", "so"]})", "null", "true"},
    {R"({"ends_with": ["souk", "so"]})", "null", "false"},
    {R"({"starts_with": ["souk", 1]})", "null", "null"},
    {R"({"ends_with": ["souk"]})", "null", "null"},
    {R"({"starts_with": [{"var": "none"}, "so"]})", "null", "null"},
    {R"({"sem_ver": ["1.2.3", "<", "1.10.0"]})", "null", "true"},
    {R"({"sem_ver": ["1.2.3", "^", "1.9.0"]})", "null", "true"},
    {R"({"sem_ver": ["1.2.3", "~", "1.9.0"]})", "null", "false"},
    {R"({"sem_ver": ["v1.2.3", "=", "1.2.3+build.5"]})", "null", "true"},
    {R"({"sem_ver": ["1.2", "=", "1.2.0"]})", "null", "true"},
    {R"({"sem_ver": ["1.2.3", "=>", "1.2.3"]})", "null", "null"},
    {R"({"sem_ver": ["one", "=", "1.2.3"]})", "null", "null"},
    {R"({"sem_ver": ["1.2.3", "="]})", "null", "null"},
    {R"({"fractional": ["somebody", ["a", 1], ["b", 0]]})", "null", "\"a\""},
    {R"({"fractional": ["somebody", ["a", -5], ["b"]]})", "null", "\"b\""},
    {R"({"fractional": ["somebody", ["a", 0], ["b", 0]]})", "null", "null"},
    {R"({"fractional": ["somebody", ["a", 1.5], ["b", 1]]})", "null", "null"},
    {R"({"fractional": ["somebody", ["a", 2147483647], ["b", 1]]})", "null", "null"},
    {R"({"fractional": ["somebody", "a"]})", "null", "null"},
    {R"({"fractional": ["somebody"]})", "null", "null"},
    {R"({"fractional": [["a", 1], ["a", 1]]})", R"({"targetingKey": "u", "$flagd": {"flagKey": "f"}})", "\"a\""},
    {R"({"fractional": [["a", 1], ["a", 1]]})", R"({"$flagd": {"flagKey": "f"}})", "null"},
    {R"({"fractional": [{"var": "none"}, ["a", 1]]})", R"({"targetingKey": "u"})", "null"},
};
INSTANTIATE_TEST_SUITE_P(OfFlagd, LogicCase, testing::ValuesIn(kOfFlagd));

TEST(Fractional, PutsUsersIntoBucketsByTheirHashOverAllWeights) {
  const Result<Logic> logic = Logic::compile(parse(R"({"fractional": [["one", 25], ["two", 75]]})"));
  ASSERT_TRUE(logic);
  int ones = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string user = "user-" + std::to_string(i);
    const json::value data = json::object{{"targetingKey", user}, {"$flagd", json::object{{"flagKey", "f"}}}};
    const std::uint64_t bucket = (std::uint64_t{murmur3_32("f" + user)} * 100) >> 32U;
    const json::value variant = logic->evaluate(data).value;
    ASSERT_EQ(variant, json::value(bucket < 25 ? "one" : "two"));
    ones += bucket < 25 ? 1 : 0;
  }
  EXPECT_NEAR(ones, 2'500, 200);
}

TEST(Murmur, KnownHashes) {
  EXPECT_EQ(murmur3_32(""), 0U);
  EXPECT_EQ(murmur3_32("", 1), 0x514e28b7U);
  EXPECT_EQ(murmur3_32("test"), 0xba6bd213U);
  EXPECT_EQ(murmur3_32("Hello, world!"), 0xc0363e43U);
  EXPECT_EQ(murmur3_32("The quick brown fox jumps over the lazy dog"), 0x2e4ff723U);
}

// The example of semver.org, section 11.
TEST(SemVer, OrderOfPreReleases) {
  const char* ordered[] = {"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
                           "1.0.0-beta",  "1.0.0-beta.2",  "1.0.0-beta.11",
                           "1.0.0-rc.1",  "1.0.0",         "2.0.0",
                           "2.1.0",       "2.1.1"};
  for (std::size_t i = 1; i < std::size(ordered); ++i) {
    EXPECT_EQ(compare_versions(ordered[i - 1], "<", ordered[i]), true) << ordered[i];
    EXPECT_EQ(compare_versions(ordered[i], "<=", ordered[i - 1]), false) << ordered[i];
  }
  for (const char* wrong : {"", "1.", "1.2.3.4", "1.2.x", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "a", "-1",
                            "99999999999999999999.0.0"}) {
    EXPECT_FALSE(SemVer::parse(wrong)) << wrong;
  }
}

TEST(Logic, SaysWhatIsWrongWithARuleAndWhere) {
  EXPECT_EQ(evaluated(R"({"if": [true, {"equals": [1, 1]}]})"), "error: if[1]: unknown operator \"equals\"");
  EXPECT_EQ(evaluated(R"({"$ref": "nobody"})"), "error: there is no evaluator \"nobody\" in $evaluators");
  EXPECT_EQ(evaluated(R"({"!": {"$ref": 5}})"), "error: !: $ref has to be the name of an evaluator");
}

TEST(Logic, PutsEvaluatorsInPlaceAndRefusesThatOneRefersToItself) {
  const json::value evaluators = parse(R"({
    "staff": {"ends_with": [{"var": "email"}, "@souk.example"]},
    "friends": {"or": [{"$ref": "staff"}, {"var": "friend"}]},
    "a": {"!": {"$ref": "b"}}, "b": {"!": {"$ref": "a"}}})");
  const Result<Logic> logic = Logic::compile(parse(R"({"$ref": "friends"})"), evaluators.get_object());
  ASSERT_TRUE(logic);
  EXPECT_EQ(logic->evaluate(parse(R"({"email": "x@souk.example"})")).value, json::value(true));
  const Result<Logic> cyclic = Logic::compile(parse(R"({"$ref": "a"})"), evaluators.get_object());
  ASSERT_FALSE(cyclic);
  EXPECT_THAT(cyclic.error().detail, HasSubstr("refers to itself: a -> b -> a"));
}

TEST(Logic, DeepAndLongRulesAreRefused) {
  json::value deep = 1;
  for (int i = 0; i < 70; ++i) deep = json::object{{"!", deep}};
  const Result<Logic> too_deep = Logic::compile(deep);
  ASSERT_FALSE(too_deep);
  EXPECT_THAT(too_deep.error().detail, HasSubstr("more than 64"));
  const Result<Logic> too_long = Logic::compile(json::array(10'001, 1));
  ASSERT_FALSE(too_long);
  EXPECT_THAT(too_long.error().detail, HasSubstr("longer than 10000"));
}

// Evaluators that double: short as text, endless when they are put in place.
TEST(Logic, ReferencesCountAsWhatTheyStandFor) {
  json::object evaluators{{"e0", 1}};
  for (int i = 1; i <= 40; ++i) {
    const json::object before{{"$ref", "e" + std::to_string(i - 1)}};
    evaluators["e" + std::to_string(i)] = json::array{before, before};
  }
  EXPECT_FALSE(Logic::compile(parse(R"({"$ref": "e40"})"), evaluators));
}

TEST(Logic, AnEvaluationHasAnEnd) {
  // Twenty loops in each other, over five elements each.
  json::value rule = 1;
  for (int i = 0; i < 20; ++i) rule = json::object{{"map", json::array{json::array{1, 2, 3, 4, 5}, rule}}};
  const Result<Logic> loops = Logic::compile(rule);
  ASSERT_TRUE(loops);
  const Logic::Outcome outcome = loops->evaluate(nullptr);
  EXPECT_TRUE(outcome.out_of_steps);
  EXPECT_TRUE(outcome.value.is_null());

  // A list that doubles with each element.
  const Result<Logic> doubling = Logic::compile(
      parse(R"({"reduce": [{"var": ""}, {"merge": [{"var": "accumulator"}, {"var": "accumulator"}]}, [1]]})"));
  ASSERT_TRUE(doubling);
  EXPECT_TRUE(doubling->evaluate(json::array(60, 1)).out_of_steps);

  // A text that doubles.
  const Result<Logic> text = Logic::compile(
      parse(R"({"reduce": [{"var": ""}, {"cat": [{"var": "accumulator"}, {"var": "accumulator"}]}, "ab"]})"));
  ASSERT_TRUE(text);
  EXPECT_LE(json::serialize(text->evaluate(json::array(60, 1)).value).size(), LogicLimits().text + 2);
}

}  // namespace
}  // namespace souk::targeting
