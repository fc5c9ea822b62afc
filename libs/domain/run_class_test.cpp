#include "domain/run_class.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/drill_test_support.hpp"

namespace souk::domain {
namespace {

using ::testing::HasSubstr;

// Ten seconds of baseline, five of trigger, then watched for twenty.
Drill example() {
  Drill drill;
  drill.name = "example";
  drill.duration = at_s(60);
  const auto step = [](const char* name, double at, std::vector<StepAction> actions) {
    return DrillStep{name, "", at_s(at), std::move(actions), {}};
  };
  drill.steps = {step("begin", 0, {PhaseStart{"baseline"}}), step("burst", 10, {PhaseStart{"burst"}}),
                 step("over", 15, {PhaseStart{"after"}}),
                 step("look", 35, {FlagSetting{"analytics-processing", "off"}})};
  MetastabilityPlan plan;
  plan.trigger_ends = "over";
  plan.stays_down_until = "look";
  plan.down_for = at_s(6);
  drill.metastability = plan;
  return drill;
}

// Of 100 operations a second, so many are ok: in the baseline, in the trigger, and from each of `after` on (second,
// ok).
DrillResult run(std::uint64_t baseline, std::uint64_t trigger, std::vector<std::pair<int, std::uint64_t>> after,
                int length = 35) {
  DrillResult result;
  result.drill = watched_drill(example()).value();
  result.zero = kTestZero;
  result.length = at_s(length);
  std::uint64_t ok = 0;
  for (int second = 0; second < length; ++second) {
    for (const auto& [from, value] : after) {
      if (second >= from) ok = value;
    }
    add_second(result, second, 100, second < 10 ? baseline : second < 15 ? trigger : ok);
  }
  result.phases = {{"baseline", "", at_s(0), at_s(10)}, {"burst", "", at_s(10), at_s(15)}};
  for (const DrillStep& step : result.drill.steps) {
    if (step.at <= result.length) result.steps.push_back({step.name, "", step.at, step.at, step.at, true, "done"});
  }
  return result;
}

RunClass class_of(const DrillResult& result) { return classify(result).run_class; }

TEST(RunClass, HealthyStaysAtTheBaseline) {
  EXPECT_EQ(class_of(run(100, 100, {{15, 100}})), RunClass::healthy);
  EXPECT_EQ(class_of(run(100, 96, {{15, 99}})), RunClass::healthy);
}

TEST(RunClass, DegradedComesBackByItself) {
  EXPECT_EQ(class_of(run(100, 20, {{15, 0}, {20, 100}})), RunClass::degraded);
  EXPECT_EQ(class_of(run(100, 80, {{15, 100}})), RunClass::degraded);
  const RunFigures late = classify(run(100, 100, {{15, 0}, {31, 100}}));
  EXPECT_EQ(late.run_class, RunClass::degraded) << "down for long, but back at the end: " << late.why;
}

TEST(RunClass, NeitherBackNorDownIsDegraded) {
  const RunFigures figures = classify(run(100, 50, {{15, 75}}));
  EXPECT_EQ(figures.run_class, RunClass::degraded);
  EXPECT_THAT(figures.why, HasSubstr("impaired"));
}

TEST(RunClass, AShortTimeDownIsNotHealthy) {
  EXPECT_EQ(class_of(run(100, 100, {{15, 100}, {20, 40}, {22, 100}})), RunClass::degraded);
}

TEST(RunClass, MetastableIsStillDownAtTheEnd) {
  const RunFigures figures = classify(run(100, 10, {{15, 5}}));
  EXPECT_EQ(figures.run_class, RunClass::metastable) << figures.why;
  EXPECT_DOUBLE_EQ(*figures.in_baseline, 1);
  EXPECT_DOUBLE_EQ(*figures.in_trigger, 0.1);
  EXPECT_DOUBLE_EQ(*figures.after_trigger, 0.05);
  EXPECT_EQ(class_of(run(100, 100, {{15, 100}, {20, 0}})), RunClass::metastable) << "it may go down late";
}

TEST(RunClass, SickWithoutATriggerIsDown) { EXPECT_EQ(class_of(run(60, 10, {{15, 5}})), RunClass::down); }

TEST(RunClass, DownWithTheTriggerStillThereIsDown) {
  DrillResult result = run(100, 10, {{15, 5}});
  for (LoadWindow& window : result.windows) {
    if (window.start - result.zero >= at_s(10))
      window.operations["post-events"].accounting = {.planned = 200, .ok = 200};
  }
  const RunFigures figures = classify(result);
  EXPECT_EQ(figures.run_class, RunClass::down) << figures.why;
  EXPECT_THAT(figures.why, HasSubstr("event posts"));
}

TEST(RunClass, ARunThatWasStoppedCountsIfItWasBack) {
  const RunFigures back = classify(run(100, 20, {{15, 0}, {18, 100}}, 26));
  EXPECT_EQ(back.run_class, RunClass::degraded) << back.why;
  EXPECT_NEAR(*back.after_trigger, 0.85, 1e-9) << "three of twenty seconds down; the rest goes on as it ended";
  EXPECT_EQ(class_of(run(100, 20, {{15, 0}}, 26)), RunClass::invalid);
  EXPECT_EQ(class_of(run(100, 20, {}, 8)), RunClass::invalid);
}

TEST(RunClass, AFailureProvesNothing) {
  DrillResult result = run(100, 10, {{15, 5}});
  result.failure = "the service does not answer";
  EXPECT_EQ(class_of(result), RunClass::invalid);
}

TEST(ClassIsKnown, OnceItIsBackForSomeSecondsWithoutABacklog) {
  const DrillResult result = run(100, 20, {{15, 0}, {18, 100}});
  const auto known = [&result](double clock, std::uint64_t backlog) {
    return class_is_known(result.drill, {result.windows, result.zero, at_s(clock), backlog, 10});
  };
  EXPECT_FALSE(known(12, 5));
  EXPECT_FALSE(known(25, 5)) << "too early: it was down ten seconds before";
  EXPECT_TRUE(known(32, 5));
  EXPECT_FALSE(known(32, 5'000)) << "the backlog may grow the cluster again";
}

TEST(ClassIsKnown, WhenTheBaselineWasSick) {
  const DrillResult result = run(60, 20, {{15, 0}});
  EXPECT_FALSE(class_is_known(result.drill, {result.windows, result.zero, at_s(11), 0, 0})) << "operations under way";
  EXPECT_TRUE(class_is_known(result.drill, {result.windows, result.zero, at_s(14), 0, 0}));
}

TEST(WatchedDrill, EndsWithTheWatchedTimeAndDoesNotAct) {
  const Drill drill = watched_drill(example()).value();
  EXPECT_EQ(drill.duration, at_s(35));
  EXPECT_EQ(drill.steps.back().name, "look");
  EXPECT_TRUE(drill.steps.back().actions.empty());
  const Drill shorter = watched_drill(example(), at_s(8)).value();
  EXPECT_EQ(shorter.duration, at_s(23));
  EXPECT_EQ(shorter.steps.back().at, at_s(23));
}

TEST(WatchedDrill, RefusesWhatCannotBeClassified) {
  Drill drill = example();
  drill.metastability.reset();
  EXPECT_THAT(watched_drill(drill).error().detail, HasSubstr("metastability"));
  EXPECT_TRUE(watched_drill(example(), at_s(3)).has_error()) << "shorter than down_for";
  drill = example();
  drill.steps.insert(drill.steps.end() - 1, {"cure", "", at_s(20), {ControllerSetting{"workers", {4}}}, {}});
  EXPECT_THAT(watched_drill(drill).error().detail, HasSubstr("\"cure\""));
}

}  // namespace
}  // namespace souk::domain
