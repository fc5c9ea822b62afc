#include "domain/rollout.hpp"

#include <gtest/gtest.h>

namespace souk::domain {
namespace {

class RolloutTest : public ::testing::Test {
 protected:
  RolloutTest() {
    rollout_.flag = Flag::core_bulkhead;
    rollout_.value = true;
    rollout_.steps = {10, 100};
    rollout_.at = 1'000;
    rollout_.every_ms = 1'000;
  }
  bool fine() const { return check(rollout_).has_value(); }
  void under_way(std::size_t taken) {
    rollout_.state = RolloutState::under_way;
    rollout_.taken = taken;
    rollout_.next = 2'000;
  }

  Rollout rollout_;
};

TEST_F(RolloutTest, StepsAreSharesThatGrow) {
  EXPECT_TRUE(fine());
  for (const std::vector<unsigned>& steps :
       {std::vector<unsigned>{}, {0}, {50, 50}, {50, 10}, {101}, std::vector<unsigned>(21, 1)}) {
    rollout_.steps = steps;
    EXPECT_FALSE(fine());
  }
  rollout_.steps = {100};
  rollout_.every_ms = 999;
  EXPECT_FALSE(fine());
  rollout_.every_ms = kMsPerDay;
  EXPECT_TRUE(fine());
  rollout_.value = std::string("maybe");
  EXPECT_FALSE(fine());
}

TEST_F(RolloutTest, WhatIsSaidHasToFitIntoTheAuditLog) {
  rollout_.who = std::string(100, 'w');
  rollout_.why = std::string(1'400, 'y');
  EXPECT_TRUE(fine());
  rollout_.why += 'y';
  EXPECT_FALSE(fine());
}

TEST_F(RolloutTest, BeginsAtItsTimeAndGoesStepByStep) {
  const auto unknown = ComponentState::unknown;
  EXPECT_EQ(due(rollout_, 999, unknown), RolloutMove::none);
  EXPECT_EQ(due(rollout_, 1'000, unknown), RolloutMove::begin);
  under_way(1);
  EXPECT_EQ(due(rollout_, 1'999, unknown), RolloutMove::none);
  EXPECT_EQ(due(rollout_, 2'000, unknown), RolloutMove::step);
  under_way(2);
  EXPECT_EQ(due(rollout_, 1'000, unknown), RolloutMove::finish) << "nobody watches it";
  rollout_.state = RolloutState::done;
  EXPECT_EQ(due(rollout_, 9'000, unknown), RolloutMove::none);
}

TEST_F(RolloutTest, IsTakenBackAsSoonAsItsGuardBreaks) {
  rollout_.guard = Component::search;
  EXPECT_EQ(due(rollout_, 1'000, ComponentState::operational), RolloutMove::begin);
  EXPECT_EQ(due(rollout_, 1'000, ComponentState::degraded), RolloutMove::refuse);
  under_way(1);
  for (const auto state : {ComponentState::degraded, ComponentState::partial_outage, ComponentState::major_outage}) {
    EXPECT_EQ(due(rollout_, 1'100, state), RolloutMove::roll_back);
  }
  under_way(2);
  EXPECT_EQ(due(rollout_, 1'999, ComponentState::operational), RolloutMove::none) << "watched after the last step, too";
  EXPECT_EQ(due(rollout_, 1'999, ComponentState::major_outage), RolloutMove::roll_back);
  EXPECT_EQ(due(rollout_, 2'000, ComponentState::operational), RolloutMove::finish);
}

TEST_F(RolloutTest, AGuardThatSaysNothingIsNoPass) {
  rollout_.guard = Component::search;
  EXPECT_EQ(due(rollout_, 1'000, ComponentState::unknown), RolloutMove::hold);
  under_way(1);
  EXPECT_EQ(due(rollout_, 2'000, ComponentState::unknown), RolloutMove::hold);
  EXPECT_EQ(due(rollout_, 2'000, ComponentState::operational), RolloutMove::step);
}

}  // namespace
}  // namespace souk::domain
