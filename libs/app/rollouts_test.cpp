#include "app/rollouts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/shop_testing.hpp"

namespace souk::app {
namespace {

using domain::ComponentState;
using domain::Flag;
using domain::FlagValue;
using domain::RolloutState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Flags that note who was given what.
class NotingFlags final : public ports::Flags, public ports::FlagAdmin {
 public:
  FlagValue evaluate(Flag, const domain::FlagContext&) const override { return false; }
  [[nodiscard]] std::shared_ptr<void> watch(Watcher watcher) override {
    watcher_ = std::move(watcher);
    return nullptr;
  }
  Result<domain::FlagChange> set(Flag flag, FlagValue value, std::string who, std::string why) override {
    return set_share(flag, std::move(value), 100, std::move(who), std::move(why));
  }
  Result<domain::FlagChange> set_share(Flag flag, FlagValue value, unsigned percent, std::string who,
                                       std::string why) override {
    if (broken) return fail(Errc::no_space, "the disk is full");
    log.push_back(domain::to_text(value) + " for " + std::to_string(percent));
    reasons.push_back(why);
    domain::FlagChange change{
        .flag = flag, .before = false, .after = std::move(value), .who = std::move(who), .why = std::move(why)};
    watcher_(change);
    return change;
  }

  std::vector<std::string> log, reasons;
  bool broken = false;

 private:
  Watcher watcher_;
};

class RolloutsTest : public ::testing::Test {
 protected:
  domain::Rollout plan(std::vector<unsigned> steps) const {
    domain::Rollout rollout;
    rollout.flag = Flag::core_bulkhead;
    rollout.value = true;
    rollout.steps = std::move(steps);
    rollout.every_ms = 1'000;
    rollout.who = "ops";
    rollout.why = "it is time";
    return rollout;
  }
  // Looks as often as run() would.
  void pass(Nanos time) {
    for (Nanos passed{0}; passed < time; passed += std::chrono::milliseconds(200)) {
      clock_.advance(std::chrono::milliseconds(200));
      rollouts_.look();
    }
  }
  domain::Rollout last() const { return rollouts_.all().back(); }

  testing::FakeClock clock_;
  NotingFlags flags_;
  ComponentState search_ = ComponentState::operational;
  bool has_rule_ = false;
  std::vector<domain::Rollout> kept_;
  bool can_keep_ = true;
  Rollouts rollouts_{
      {clock_, flags_, flags_, [this](domain::Component) { return search_; }, [this](Flag) { return has_rule_; },
       [this](const std::vector<domain::Rollout>& all) -> Result<void> {
         if (!can_keep_) return fail(Errc::no_space, "the disk is full");
         kept_ = all;
         return {};
       }},
      {}};
};

TEST_F(RolloutsTest, GoesStepByStepToTheEnd) {
  ASSERT_TRUE(rollouts_.add(plan({10, 50, 100})));
  pass(std::chrono::milliseconds(200));
  EXPECT_THAT(flags_.log, ElementsAre("on for 10"));
  EXPECT_THAT(flags_.reasons[0], HasSubstr("ops"));
  EXPECT_THAT(flags_.reasons[0], HasSubstr("it is time"));
  pass(std::chrono::seconds(1));
  EXPECT_THAT(flags_.log, ElementsAre("on for 10", "on for 50"));
  EXPECT_EQ(last().percent(), 50U);
  pass(std::chrono::seconds(2));
  EXPECT_THAT(flags_.log, ElementsAre("on for 10", "on for 50", "on for 100"));
  EXPECT_EQ(last().state, RolloutState::done);
  EXPECT_EQ(kept_.back().state, RolloutState::done);
}

TEST_F(RolloutsTest, WaitsForItsTime) {
  domain::Rollout later = plan({100});
  later.at = clock_.unix_ms() + 5'000;
  ASSERT_TRUE(rollouts_.add(later));
  pass(std::chrono::milliseconds(4'800));
  EXPECT_TRUE(flags_.log.empty());
  pass(std::chrono::milliseconds(400));
  EXPECT_THAT(flags_.log, ElementsAre("on for 100"));
}

TEST_F(RolloutsTest, IsTakenBackWhenTheSloOfItsGuardBreaks) {
  domain::Rollout guarded = plan({10, 100});
  guarded.guard = domain::Component::search;
  ASSERT_TRUE(rollouts_.add(guarded));
  pass(std::chrono::milliseconds(400));
  search_ = ComponentState::partial_outage;
  pass(std::chrono::milliseconds(200));
  EXPECT_THAT(flags_.log, ElementsAre("on for 10", "off for 100"));
  EXPECT_EQ(last().state, RolloutState::rolled_back);
  EXPECT_EQ(last().note, "the SLO of search broke at 10 percent");
  pass(std::chrono::seconds(5));
  EXPECT_EQ(flags_.log.size(), 2U);
}

TEST_F(RolloutsTest, ARollbackThatFailsIsTriedAgain) {
  domain::Rollout guarded = plan({10, 100});
  guarded.guard = domain::Component::search;
  ASSERT_TRUE(rollouts_.add(guarded));
  pass(std::chrono::milliseconds(400));
  search_ = ComponentState::major_outage;
  flags_.broken = true;
  pass(std::chrono::milliseconds(400));
  EXPECT_EQ(last().state, RolloutState::under_way);
  EXPECT_THAT(last().note, HasSubstr("tries again: the disk is full"));
  flags_.broken = false;
  pass(std::chrono::milliseconds(200));
  EXPECT_EQ(last().state, RolloutState::rolled_back);
}

TEST_F(RolloutsTest, SomebodyElsesChangeEndsIt) {
  ASSERT_TRUE(rollouts_.add(plan({10, 100})));
  pass(std::chrono::milliseconds(200));
  ASSERT_TRUE(flags_.set(Flag::core_bulkhead, false, "a human", ""));
  EXPECT_EQ(last().state, RolloutState::cancelled);
  EXPECT_EQ(last().note, "the flag was changed by a human");
  pass(std::chrono::seconds(3));
  EXPECT_THAT(flags_.log, ElementsAre("on for 10", "off for 100"));
}

TEST_F(RolloutsTest, OneAtATimeForAFlagAndNoneOverARule) {
  ASSERT_TRUE(rollouts_.add(plan({10, 100})));
  EXPECT_EQ(rollouts_.add(plan({100})).error().code, Errc::conflict);
  EXPECT_EQ(rollouts_.cancel(1).value().state, RolloutState::cancelled);
  EXPECT_EQ(rollouts_.cancel(1).error().code, Errc::conflict);
  EXPECT_EQ(rollouts_.cancel(2).error().code, Errc::not_found);
  EXPECT_TRUE(rollouts_.add(plan({100})));
  EXPECT_EQ(last().id, 2U);
  ASSERT_TRUE(rollouts_.cancel(2));
  has_rule_ = true;
  EXPECT_THAT(rollouts_.add(plan({100})).error().detail, HasSubstr("rule"));
}

TEST_F(RolloutsTest, WhatCannotBeKeptIsNotAccepted) {
  can_keep_ = false;
  EXPECT_EQ(rollouts_.add(plan({100})).error().code, Errc::no_space);
  EXPECT_TRUE(rollouts_.all().empty());
}

TEST_F(RolloutsTest, GoesOnAfterARestart) {
  ASSERT_TRUE(rollouts_.add(plan({10, 100})));
  pass(std::chrono::milliseconds(200));
  NotingFlags flags;
  Rollouts again({clock_, flags, flags, [](domain::Component) { return ComponentState::unknown; },
                  [](Flag) { return true; }, [](const auto&) { return Result<void>(); }},
                 kept_);
  clock_.advance(std::chrono::seconds(1));
  again.look();
  EXPECT_THAT(flags.log, ElementsAre("on for 100"));
}

}  // namespace
}  // namespace souk::app
