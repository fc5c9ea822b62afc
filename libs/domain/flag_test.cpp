#include "domain/flag.hpp"

#include <gtest/gtest.h>

#include <set>

namespace souk::domain {
namespace {

FlagValue parsed(Flag flag, std::string_view text) { return parse_flag_value(flag, text).value(); }
std::string refusal(Flag flag, std::string_view text) {
  const auto result = parse_flag_value(flag, text);
  return result.has_error() ? result.error().detail : std::string("accepted");
}

TEST(FlagTest, EveryFlagHasItsRowAUniqueKeyAndAnExplanation) {
  const auto definitions = flag_definitions();
  ASSERT_EQ(definitions.size(), kFlagCount);
  std::set<std::string_view> keys;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const FlagDefinition& definition = definitions[i];
    EXPECT_EQ(static_cast<std::size_t>(definition.flag), i) << definition.key;
    EXPECT_TRUE(keys.insert(definition.key).second) << definition.key;
    EXPECT_GT(definition.description.size(), 20U) << definition.key;
    EXPECT_GT(definition.degrades.size(), 20U) << definition.key;
    EXPECT_EQ(find_flag(definition.key), definition.flag);
    EXPECT_EQ(&definition_of(definition.flag), &definition);
  }
}

TEST(FlagTest, DefaultsAreTheIncidentsStateAndParseBack) {
  const FlagValues values = default_flag_values();
  const auto text = [&](Flag flag) { return to_text(values[static_cast<std::size_t>(flag)]); };
  EXPECT_EQ(text(Flag::analytics_ingest), "on");
  EXPECT_EQ(text(Flag::analytics_processing), "on");
  EXPECT_EQ(text(Flag::processing_strategy), "per_event");
  EXPECT_EQ(text(Flag::worker_autoscaling), "on");
  EXPECT_EQ(text(Flag::worker_limit), "1024");
  EXPECT_EQ(text(Flag::catch_up_control), "off");
  EXPECT_EQ(text(Flag::install_counts), "live");
  EXPECT_EQ(text(Flag::core_bulkhead), "off");
  EXPECT_EQ(text(Flag::deadline_propagation), "off");
  EXPECT_EQ(text(Flag::failure_events), "on");
  EXPECT_EQ(text(Flag::retry_budget), "off");
  for (const FlagDefinition& definition : flag_definitions()) {
    EXPECT_EQ(parsed(definition.flag, to_text(definition.default_value)), definition.default_value) << definition.key;
  }
}

TEST(FlagTest, SwitchesTakeThreeSpellings) {
  for (const auto* text : {"on", "true", "1"}) EXPECT_EQ(parsed(Flag::core_bulkhead, text), FlagValue(true));
  for (const auto* text : {"off", "false", "0"}) EXPECT_EQ(parsed(Flag::core_bulkhead, text), FlagValue(false));
  for (const auto* text : {"", "On", "yes", "2", " on", "on "}) {
    EXPECT_NE(refusal(Flag::core_bulkhead, text).find("on or off"), std::string::npos) << text;
  }
}

TEST(FlagTest, NumbersAreBoundedAndWhole) {
  EXPECT_EQ(parsed(Flag::worker_limit, "1"), FlagValue(std::int64_t{1}));
  EXPECT_EQ(parsed(Flag::worker_limit, "1024"), FlagValue(std::int64_t{1024}));
  for (const auto* text : {"0", "1025", "-1", "8.5", "8 ", "", "eight", "99999999999999999999"}) {
    EXPECT_EQ(refusal(Flag::worker_limit, text),
              "flag worker-limit cannot be \"" + std::string(text) + "\": allowed is a whole number from 1 to 1024");
  }
}

TEST(FlagTest, VariantsAreListedInTheRefusal) {
  EXPECT_EQ(parsed(Flag::install_counts, "hidden"), FlagValue(std::string("hidden")));
  EXPECT_EQ(refusal(Flag::install_counts, "gone"),
            "flag install-counts cannot be \"gone\": allowed is live, zero or hidden");
  EXPECT_EQ(refusal(Flag::processing_strategy, "batch"),
            "flag processing-strategy cannot be \"batch\": allowed is per_event, batched or row_by_row");
  EXPECT_EQ(parse_flag_value(Flag::install_counts, "gone").error().code, Errc::invalid_argument);
}

TEST(FlagTest, AnUnknownKeyIsNoFlag) {
  EXPECT_EQ(find_flag("analytics"), std::nullopt);
  EXPECT_EQ(find_flag(""), std::nullopt);
  EXPECT_EQ(find_flag("worker_limit"), std::nullopt);
}

}  // namespace
}  // namespace souk::domain
