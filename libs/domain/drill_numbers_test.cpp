#include "domain/drill_numbers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace souk::domain {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

Drill example() {
  Drill drill;
  drill.name = "example";
  drill.duration = seconds(40);
  drill.flags = {{"worker-limit", "512"}, {"retry-budget", "on"}};
  drill.settings = {{"autoscaler.backlog_per_worker", {0.05, Measure::apply_capacity}}};
  PlannedClass agents;
  agents.user_class.name = "agents";
  agents.user_class.kind = UserKind::phone_home;
  agents.rate = {{0.5, Measure::apply_capacity}, true};
  PlannedClass shoppers;
  shoppers.user_class.name = "shoppers";
  shoppers.rate = {{10}, false};
  drill.workload = {agents, shoppers};
  const LoadChange burst{"agents", {{2.2, Measure::apply_capacity}, true}, {}, Nanos{0}};
  const LoadChange back{"agents", agents.rate, {}, Nanos{0}};
  drill.steps = {
      {"begin", "", Nanos{0}, {PhaseStart{"baseline"}}, {}},
      {"burst", "", seconds(10), {PhaseStart{"burst"}, burst}, {}},
      {"over", "", seconds(15), {back}, {}},
      {"shrink", "", seconds(30), {ControllerSetting{"workers", {4}}, FlagSetting{"worker-limit", "8"}}, {}}};
  Expectation expectation;
  expectation.from = {AnchorKind::clock, "", seconds(12)};
  expectation.until = {AnchorKind::clock, "", seconds(35)};
  drill.expectations = {expectation};
  return drill;
}

double value_of(const Drill& drill, std::string_view path) { return find_number(drill, path).value().value; }

TEST(DrillNumbers, ListsEachOnceAndEachCanBeSetToWhatItIs) {
  Drill drill = example();
  std::set<std::string> paths;
  for (const DrillNumber& number : numbers_of(drill)) {
    EXPECT_TRUE(paths.insert(number.path).second) << number.path;
    EXPECT_GE(number.value, number.least) << number.path;
    EXPECT_LE(number.value, number.most) << number.path;
    const Result<void> set = set_number(drill, number.path, number.value);
    EXPECT_TRUE(set) << number.path;
    EXPECT_DOUBLE_EQ(value_of(drill, number.path), number.value);
    const Result<double> read = parse_number(number, number_text(number, number.value));
    ASSERT_TRUE(read) << number.path << " " << number_text(number, number.value);
    EXPECT_NEAR(*read, number.value, number.value * 1e-3) << number.path;
  }
  for (const char* path :
       {"calibrate.workers", "flags.worker-limit", "settings.workers", "workload.agents.rate",
        "workload.shoppers.timeout", "workload.agents.events_per_agent", "timeline.burst.load.rate",
        "timeline.burst.duration", "timeline.shrink.settings.workers", "timeline.shrink.flags.worker-limit"}) {
    EXPECT_TRUE(paths.contains(path)) << path;
  }
  EXPECT_FALSE(paths.contains("flags.retry-budget")) << "a switch is no number";
}

TEST(DrillNumbers, SetsWhatTheirNameSays) {
  Drill drill = example();
  ASSERT_TRUE(apply_assignment(drill, "flags.worker-limit=64"));
  EXPECT_EQ(drill.flags[0].value, "64");
  ASSERT_TRUE(apply_assignment(drill, "workload.shoppers.timeout=250ms"));
  EXPECT_EQ(drill.workload[1].user_class.timeout, std::chrono::milliseconds(250));
  ASSERT_TRUE(apply_assignment(drill, "settings.autoscaler.backlog_per_worker=10%"));
  EXPECT_DOUBLE_EQ(drill.settings[0].value.value, 0.1);
  ASSERT_TRUE(apply_assignment(drill, "settings.batch_size=100"));
  EXPECT_EQ(drill.settings.back().name, "batch_size");
  EXPECT_FALSE(find_number(drill, "settings.batch_size")->is_default);
}

TEST(DrillNumbers, AStepThatGoesBackToTheRateFollowsIt) {
  Drill drill = example();
  ASSERT_TRUE(set_number(drill, "workload.agents.events_rate", 0.3));
  EXPECT_DOUBLE_EQ(value_of(drill, "timeline.over.load.rate"), 0.3);
  EXPECT_DOUBLE_EQ(value_of(drill, "timeline.burst.load.rate"), 2.2);
}

TEST(DrillNumbers, ALongerStepShiftsTheLaterOnes) {
  Drill drill = example();
  EXPECT_DOUBLE_EQ(value_of(drill, "step.burst.duration"), 5);
  ASSERT_TRUE(apply_assignment(drill, "step.burst.duration=7500ms"));
  EXPECT_EQ(drill.steps[1].at, seconds(10));
  EXPECT_EQ(drill.steps[2].at, std::chrono::milliseconds(17'500));
  EXPECT_EQ(drill.steps[3].at, std::chrono::milliseconds(32'500));
  EXPECT_EQ(drill.duration, seconds(43)) << "a whole number of windows";
  EXPECT_EQ(drill.expectations[0].from.offset, seconds(12)) << "before the end of the step";
  EXPECT_EQ(drill.expectations[0].until.offset, std::chrono::milliseconds(37'500));
  ASSERT_TRUE(set_number(drill, "step.shrink.duration", 2));
  EXPECT_EQ(drill.duration, seconds(35));
}

TEST(DrillNumbers, ErrorsNameTheNearestPaths) {
  Drill drill = example();
  const Result<void> unknown = apply_assignment(drill, "flags.worker-limits=3");
  ASSERT_TRUE(unknown.has_error());
  EXPECT_EQ(unknown.error().code, Errc::not_found);
  EXPECT_THAT(unknown.error().detail, HasSubstr("flags.worker-limit"));
  EXPECT_TRUE(apply_assignment(drill, "flags.worker-limit").has_error());
  EXPECT_TRUE(apply_assignment(drill, "flags.worker-limit=many").has_error());
  EXPECT_TRUE(apply_assignment(drill, "flags.worker-limit=2.5").has_error());
  EXPECT_TRUE(apply_assignment(drill, "flags.worker-limit=99999").has_error());
  EXPECT_TRUE(apply_assignment(drill, "workload.agents.attempts=0").has_error());
  EXPECT_TRUE(apply_assignment(drill, "step.burst.duration=1000000h").has_error());
  EXPECT_TRUE(set_number(drill, "workload.agents.rate", -1).has_error());
  EXPECT_DOUBLE_EQ(value_of(drill, "flags.worker-limit"), 512) << "nothing was changed";
}

TEST(DrillNumbers, AreWrittenShortlyAndReadBack) {
  const Drill drill = example();
  const DrillNumber rate = find_number(drill, "timeline.burst.load.rate").value();
  EXPECT_EQ(number_text(rate, 2.2), "220%");
  EXPECT_EQ(number_text(rate, 1.3182567385564), "131.8%");
  EXPECT_DOUBLE_EQ(rounded(rate, 1.3182567385564), 1.318);
  const DrillNumber time = find_number(drill, "workload.agents.timeout").value();
  EXPECT_EQ(number_text(time, 0.25), "250ms");
  EXPECT_DOUBLE_EQ(rounded(time, 1.428571428), 1.429);
}

}  // namespace
}  // namespace souk::domain
