#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/firedrill/experiment.hpp"
#include "services/firedrill/fire_drill.hpp"

namespace souk::firedrill {
namespace {

// A flag that nobody proves is a flag that nobody can trust.
TEST(Experiments, EveryFlagHasOne) {
  for (const domain::FlagDefinition& definition : domain::flag_definitions()) {
    const FlagExperiment* experiment = find_experiment(definition.flag);
    ASSERT_NE(experiment, nullptr) << definition.key;
    EXPECT_EQ(experiment->healthy, domain::to_text(definition.default_value)) << definition.key;
    const auto flipped = domain::parse_flag_value(definition.flag, experiment->flipped);
    ASSERT_TRUE(flipped.has_value()) << flipped.error().detail;
    EXPECT_NE(*flipped, definition.default_value) << definition.key;
    EXPECT_FALSE(experiment->question.empty()) << definition.key;
  }
  EXPECT_EQ(experiments().size(), domain::kFlagCount) << "one for each";
}

TEST(Experiments, AllOfThemTakeLessThanFiveMinutes) {
  std::vector<const FlagExperiment*> all;
  for (const FlagExperiment& experiment : experiments()) all.push_back(&experiment);
  const domain::Drill drill = make_fire_drill(all);
  constexpr Nanos kCalibrationAndStart = std::chrono::seconds(20);
  EXPECT_LE(drill.duration + kCalibrationAndStart, std::chrono::minutes(5));
}

TEST(Experiments, StepsAndPhasesFollowEachOther) {
  const std::vector<const FlagExperiment*> two{find_experiment(domain::Flag::analytics_processing),
                                               find_experiment(domain::Flag::catch_up_control)};
  const domain::Drill drill = make_fire_drill(two);
  std::vector<std::string> names;
  for (const domain::DrillStep& step : drill.steps) names.push_back(step.name);
  EXPECT_THAT(
      names, testing::ElementsAre("begin", "analytics-processing: before", "analytics-processing: flip",
                                  "analytics-processing: back", "catch-up-control: prepare", "catch-up-control: before",
                                  "catch-up-control: flip", "catch-up-control: back", "catch-up-control: clean up"));
  for (std::size_t i = 1; i < drill.steps.size(); ++i) EXPECT_GE(drill.steps[i].at, drill.steps[i - 1].at);
  EXPECT_GT(drill.duration, drill.steps.back().at);
}

}  // namespace
}  // namespace souk::firedrill
