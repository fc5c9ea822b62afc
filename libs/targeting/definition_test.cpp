#include "targeting/definition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace souk::targeting {
namespace {

using ::testing::HasSubstr;

constexpr UnixMs kNow = 1'583'366'400'123;

DefinitionSet read(std::string_view text) {
  ReadDefinitions read = read_definitions(text);
  for (const DefinitionMistake& mistake : read.mistakes) {
    ADD_FAILURE() << mistake.line << ":" << mistake.column << ": " << mistake.what;
  }
  return read.flags ? std::move(*read.flags) : DefinitionSet();
}

constexpr const char* kFlags = R"({
  "$evaluators": {"staff": {"ends_with": [{"var": "email"}, "@souk.example"]}},
  "metadata": {"owner": "operations"},
  "flags": {
    "plain": {"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "on"},
    "empty-rule": {"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "on", "targeting": {}},
    "disabled": {"state": "DISABLED", "variants": {"on": true}, "defaultVariant": "on"},
    "no-default": {"state": "ENABLED", "variants": {"on": true}},
    "null-default": {"state": "ENABLED", "variants": {"on": true}, "defaultVariant": null},
    "for-staff": {"state": "ENABLED", "variants": {"true": 1, "false": 2.5}, "defaultVariant": "false",
                  "targeting": {"$ref": "staff"}},
    "no-such": {"state": "ENABLED", "variants": {"a": "x"}, "defaultVariant": "a",
                "targeting": {"if": [{"==": [{"var": "want"}, "b"]}, "b", null]}},
    "a-number": {"state": "ENABLED", "variants": {"a": "x"}, "defaultVariant": "a", "targeting": {"+": [1, 2]}},
    "lost": {"state": "ENABLED", "variants": {"a": "x"}, "defaultVariant": "a", "targeting": {"$ref": "nobody"}},
    "by-key": {"state": "ENABLED", "variants": {"a": "x", "b": "y"}, "defaultVariant": "a",
               "targeting": {"if": [{"===": [{"var": "$flagd.flagKey"}, "by-key"]}, "b"]}},
    "by-time": {"state": "ENABLED", "variants": {"a": "x", "b": "y"}, "defaultVariant": "a",
                "targeting": {"if": [{"==": [{"var": "$flagd.timestamp"}, 1583366400]}, "b"]}},
    "quarter": {"state": "ENABLED", "variants": {"a": "x", "b": "y"}, "defaultVariant": "a",
                "targeting": {"fractional": [["a", 75], ["b", 25]]}},
    "objects": {"state": "ENABLED", "variants": {"a": {"k": 1}}, "defaultVariant": "a", "metadata": {"m": 1}}
  }
})";

struct Expected {
  const char* flag;
  const char* context;
  const char* variant;
  const char* reason;
  const char* error;
};
void PrintTo(const Expected& each, std::ostream* out) { *out << each.flag << " for " << each.context; }

class EvaluationOf : public testing::TestWithParam<Expected> {};

TEST_P(EvaluationOf, HasVariantReasonAndError) {
  const DefinitionSet set = read(kFlags);
  const Expected& expected = GetParam();
  const json::value context = json::parse(expected.context);
  const Evaluation evaluation = evaluate(set.flags.at(expected.flag), context.get_object(), kNow);
  EXPECT_EQ(evaluation.variant != nullptr ? evaluation.variant->name : "", expected.variant);
  EXPECT_EQ(to_string(evaluation.reason), expected.reason);
  EXPECT_EQ(to_string(evaluation.error), expected.error) << evaluation.details;
}

constexpr Expected kExpected[] = {
    {"plain", "{}", "on", "STATIC", ""},
    {"empty-rule", "{}", "on", "STATIC", ""},
    {"disabled", "{}", "", "DISABLED", ""},
    {"no-default", "{}", "", "DEFAULT", ""},
    {"null-default", "{}", "", "DEFAULT", ""},
    {"for-staff", R"({"email": "a@souk.example"})", "true", "TARGETING_MATCH", ""},
    {"for-staff", R"({"email": "a@elsewhere.example"})", "false", "TARGETING_MATCH", ""},
    {"for-staff", "{}", "false", "DEFAULT", ""},
    {"no-such", R"({"want": "b"})", "", "ERROR", "GENERAL"},
    {"no-such", "{}", "a", "DEFAULT", ""},
    {"a-number", "{}", "", "ERROR", "GENERAL"},
    {"lost", "{}", "", "ERROR", "PARSE_ERROR"},
    {"by-key", R"({"$flagd": {"flagKey": "forged"}})", "b", "TARGETING_MATCH", ""},
    {"by-time", "{}", "b", "TARGETING_MATCH", ""},
    {"quarter", "{}", "a", "DEFAULT", ""},
    {"objects", "{}", "a", "STATIC", ""},
};
INSTANTIATE_TEST_SUITE_P(All, EvaluationOf, testing::ValuesIn(kExpected));

TEST(Definitions, KeepMetadata) {
  const DefinitionSet set = read(kFlags);
  EXPECT_EQ(set.metadata.at("owner"), json::value("operations"));
  EXPECT_EQ(set.flags.at("objects").metadata.at("m"), json::value(1));
}

TEST(Definitions, AQuarterOfTheUsersGetsAQuarter) {
  const DefinitionSet set = read(kFlags);
  int bs = 0;
  for (int i = 0; i < 10'000; ++i) {
    const json::object context{{"targetingKey", "user-" + std::to_string(i)}};
    const Evaluation evaluation = evaluate(set.flags.at("quarter"), context, kNow);
    ASSERT_EQ(evaluation.reason, Reason::targeting_match);
    bs += evaluation.variant->name == "b" ? 1 : 0;
  }
  EXPECT_NEAR(bs, 2'500, 200);
}

struct Wrong {
  const char* text;
  std::size_t line, column;
  const char* what;
};
void PrintTo(const Wrong& each, std::ostream* out) { *out << each.what; }

class WrongDefinition : public testing::TestWithParam<Wrong> {};

TEST_P(WrongDefinition, IsRefusedWithItsPlace) {
  const ReadDefinitions read = read_definitions(GetParam().text);
  EXPECT_FALSE(read.flags);
  ASSERT_FALSE(read.mistakes.empty());
  EXPECT_EQ(read.mistakes[0].line, GetParam().line);
  EXPECT_EQ(read.mistakes[0].column, GetParam().column);
  EXPECT_THAT(read.mistakes[0].what, HasSubstr(GetParam().what));
}

constexpr Wrong kWrong[] = {
    {"", 1, 1, "no JSON"},
    {"{\n  \"flags\": {,}}", 2, 13, "no JSON"},
    {"{\"flags\": {}}}", 1, 14, "no JSON"},
    {"[]", 1, 1, "is an object"},
    {"{\"flag\": {}}", 1, 1, "\"flags\" has to be there"},
    {"{\"flags\": [],\n \"x\": 1}", 1, 2, "an object of flags"},
    {"{\n \"flags\": {\n  \"a\": 5}}", 3, 3, "a flag is an object"},
    {"{\"flags\": {\"a\": {\n \"state\": \"on\", \"variants\": {\"x\": 1}}}}", 2, 2, "ENABLED"},
    {"{\"flags\": {\n\"a\": {\"variants\": {\"x\": 1}}}}", 2, 1, "ENABLED"},
    {"{\"flags\": {\"a\": {\"state\": \"ENABLED\",\n\"variants\": {}}}}", 2, 1, "at least one"},
    {"{\"flags\": {\"a\": {\"state\": \"ENABLED\", \"variants\": {\"x\": 1,\n \"y\": \"1\"}}}}", 2, 2, "of one type"},
    {"{\"flags\": {\"a\": {\"state\": \"ENABLED\", \"variants\": {\n\"x\": null}}}}", 2, 1, "a boolean"},
    {"{\"flags\": {\"a\": {\"state\": \"ENABLED\", \"variants\": {\"x\": 1},\n \"defaultVariant\": \"y\"}}}", 2, 2,
     "no variant \"y\""},
    {"{\"flags\": {\"a\": {\"state\": \"ENABLED\", \"variants\": {\"x\": 1},\n \"targeting\": {\"equals\": []}}}}", 2,
     2, "unknown operator"},
    {"{\"flags\": {\"a\": {\"state\": \"ENABLED\", \"variants\": {\"x\": 1},\n \"targeting\": []}}}", 2, 2,
     "JsonLogic"},
    {"{\"flags\": {\"a\": {\"state\": \"ENABLED\", \"variants\": {\"x\": 1},\n \"variant\": 1}}}", 2, 2,
     "unknown member"},
    {"{\"$evaluators\": {\"e\": {\"!\": {\"$ref\": \"e\"}}},\n \"flags\": {\"a\": {\"state\": \"ENABLED\", "
     "\"variants\": "
     "{\"x\": 1},\n\"targeting\": {\"$ref\": \"e\"}}}}",
     3, 1, "refers to itself"},
    {"{\"flags\": {},\n\"metadata\": 1}", 2, 1, "metadata"},
};
INSTANTIATE_TEST_SUITE_P(All, WrongDefinition, testing::ValuesIn(kWrong));

// Whoever corrects a file wants all of them, in the order of the text.
TEST(Definitions, EveryMistakeIsNamed) {
  const ReadDefinitions read = read_definitions(
      "{\"flags\": {\n\"a\": {\"state\": \"off\", \"variants\": {}},\n\"b\": {\"state\": 1, \"variants\": {\"x\": "
      "1}}}}");
  ASSERT_EQ(read.mistakes.size(), 3U);
  EXPECT_EQ(read.mistakes[0].line, 2U);
  EXPECT_EQ(read.mistakes[2].line, 3U);
}

TEST(Definitions, DeepNestingIsNoStackOverflow) {
  EXPECT_FALSE(read_definitions(std::string(100'000, '[')).flags);
  EXPECT_FALSE(read_definitions("{\"flags\": " + std::string(100'000, '{')).flags);
}

}  // namespace
}  // namespace souk::targeting
