#include "domain/staircase.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

Drill example() {
  Drill drill;
  drill.name = "example";
  PlannedClass agents;
  agents.user_class.name = "agents";
  agents.rate = {{0.5, Measure::apply_capacity}, true};
  agents.user_class.kind = UserKind::phone_home;
  drill.workload = {agents};
  drill.flags = {{"worker-limit", "512"}};
  drill.steps = {{"burst", "", std::chrono::seconds(5), {}, {}}};
  drill.duration = std::chrono::seconds(10);
  return drill;
}

constexpr Nanos kHold = std::chrono::seconds(6);

TEST(Staircase, HoldsEachLevel) {
  const Drill drill = staircase(example(), "workload.agents.rate", {0.2, 0.4, 0.2}, kHold).value();
  EXPECT_EQ(drill.duration, 3 * kHold);
  ASSERT_EQ(drill.steps.size(), 3U);
  EXPECT_DOUBLE_EQ(drill.workload[0].rate.quantity.value, 0.2);
  EXPECT_EQ(std::get<PhaseStart>(drill.steps[0].actions[0]).phase, kBaselinePhase);
  EXPECT_EQ(drill.steps[1].at, kHold);
  EXPECT_DOUBLE_EQ(std::get<LoadChange>(drill.steps[1].actions[1]).rate.quantity.value, 0.4);
  EXPECT_DOUBLE_EQ(std::get<LoadChange>(drill.steps[2].actions[0]).rate.quantity.value, 0.2);
}

TEST(Staircase, MovesSettingsAndFlagsTheDrillDoesNotMentionToo) {
  const Drill settings = staircase(example(), "settings.workers", {8, 16}, kHold).value();
  EXPECT_DOUBLE_EQ(std::get<ControllerSetting>(settings.steps[1].actions[1]).value.value, 16);
  const Drill flags = staircase(example(), "flags.worker-limit", {8, 16}, kHold).value();
  EXPECT_EQ(std::get<FlagSetting>(flags.steps[1].actions[1]).value, "16");
}

TEST(Staircase, RefusesWhatDoesNotMove) {
  EXPECT_TRUE(staircase(example(), "workload.agents.timeout", {0.1, 0.2}, kHold).has_error());
  EXPECT_TRUE(staircase(example(), "workload.nobody.rate", {0.1, 0.2}, kHold).has_error());
  EXPECT_TRUE(staircase(example(), "workload.agents.rate", {0.1}, kHold).has_error());
  EXPECT_TRUE(staircase(example(), "workload.agents.rate", {0.1, 0.2}, std::chrono::milliseconds(500)).has_error());
}

TEST(Hysteresis, TheWayBackIsNotTheWayUp) {
  const HysteresisLoop loop{{1, 2, 3, 4, 5}, {1.0, 1.0, 0.9, 0.1}, {0.0, 0.3, 0.99}};
  const HysteresisThresholds thresholds = thresholds_of(loop, 0.5);
  EXPECT_EQ(thresholds.trigger, 4);
  EXPECT_EQ(thresholds.recovery, 1);
  EXPECT_EQ(thresholds.width(), 3);
}

TEST(Hysteresis, ABriefRecoveryIsNone) {
  const HysteresisLoop loop{{1, 2, 3, 4, 5}, {1.0, 1.0, 1.0, 0.1}, {1.0, 0.3, 1.0}};
  EXPECT_EQ(thresholds_of(loop, 0.5).recovery, 1) << "level 3 looked healthy, level 2 was not";
}

TEST(Hysteresis, ThresholdsOutsideOfTheRangeAreUnknown) {
  EXPECT_FALSE(thresholds_of({{1, 2, 3}, {1.0, 1.0, 0.8}, {1.0, 1.0}}, 0.5).trigger);
  const HysteresisThresholds stays_down = thresholds_of({{1, 2, 3}, {1.0, 1.0, 0.0}, {0.0, 0.1}}, 0.5);
  EXPECT_EQ(stays_down.trigger, 3);
  EXPECT_FALSE(stays_down.recovery);
  EXPECT_FALSE(stays_down.width());
}

}  // namespace
}  // namespace souk::domain
