#include "app/drill_runner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/drill_runner_test_support.hpp"

namespace souk::app {
namespace {

using domain::AnchorKind;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

domain::PlannedClass planned_class(const char* name, domain::UserKind kind, domain::LoadRate rate) {
  domain::PlannedClass planned;
  planned.user_class.name = name;
  planned.user_class.kind = kind;
  planned.rate = rate;
  return planned;
}

domain::DrillStep step(const char* name, double at_s, std::vector<domain::StepAction> actions) {
  domain::DrillStep result;
  result.name = name;
  result.at = from_s(at_s);
  result.actions = std::move(actions);
  return result;
}

domain::Expectation ratio_at_least(const char* name, double bound, domain::TimePoint from, domain::TimePoint until) {
  domain::Expectation result;
  result.name = name;
  result.bound.quantity.value = bound;
  result.from = std::move(from);
  result.until = std::move(until);
  return result;
}

const domain::Quantity kHalfOfApply{0.5, domain::Measure::apply_capacity};
const domain::Quantity kTwiceOfApply{2, domain::Measure::apply_capacity};

// 10 s of baseline, a burst that grows the cluster, and a cure at 20 s. Thirty seconds.
domain::Drill small_drill() {
  domain::Drill drill;
  drill.name = "small";
  drill.duration = std::chrono::seconds(30);
  drill.flags = {{"worker-autoscaling", "on"}, {"worker-limit", "512"}, {"processing-strategy", "per_event"}};
  drill.settings = {{"autoscaler.backlog_per_worker", {0.008, domain::Measure::apply_capacity}}};
  drill.workload = {planned_class("installs", domain::UserKind::in_product, {{100, domain::Measure::none}, false}),
                    planned_class("agents", domain::UserKind::phone_home, {kHalfOfApply, true})};
  drill.steps = {
      step("begin", 0, {domain::PhaseStart{"baseline"}}),
      step("burst", 10,
           {domain::PhaseStart{"burst"}, domain::LoadChange{"agents", {kTwiceOfApply, true}, {}, Nanos{0}}}),
      step("cure", 20,
           {domain::PhaseStart{"cured"},
            domain::ControllerSetting{"catch_up.target_ms", {1.5, domain::Measure::baseline_p99}},
            domain::FlagSetting{"processing-strategy", "batched"}, domain::FlagSetting{"worker-limit", "8"}})};
  drill.expectations = {ratio_at_least("healthy before", 0.99, {AnchorKind::phase_start, "baseline", Nanos{0}},
                                       {AnchorKind::phase_end, "baseline", Nanos{0}})};
  drill.end.drain_backlog = std::chrono::seconds(10);
  drill.end.reconcile = true;
  return drill;
}

TEST(DrillRunner, CalibratesAndGivesLoadsInShareOfWhatItMeasured) {
  TestWorld world;
  const domain::DrillResult result = world.run(small_drill());
  ASSERT_TRUE(result.calibration.has_value()) << result.failure;
  EXPECT_NEAR(result.calibration->apply_capacity_per_s, 1'000, 20);
  EXPECT_EQ(result.calibration->core_capacity_per_s, 600);
  EXPECT_EQ(result.calibration->workers_seen, 8U);
  // Half of it in events, 24 events a session.
  const double capacity = result.calibration->apply_capacity_per_s;
  ASSERT_EQ(world.load.changes.size(), 1U);
  EXPECT_NEAR(std::get<2>(world.load.changes[0]), 2 * capacity / 24, 1e-6);
  EXPECT_NEAR(world.cluster.settings["autoscaler.backlog_per_worker"], 20, 1e-9);  // put back at the end
}

TEST(DrillRunner, BeginsWithTheClusterAsItWasBeforeCalibration) {
  TestWorld world;
  const domain::DrillResult result = world.run(small_drill());
  ASSERT_FALSE(result.samples.empty());
  EXPECT_EQ(result.samples.front().status.workers, 4U);
  // What the load brought in the first milliseconds, and nothing that calibration left behind.
  EXPECT_LT(result.samples.front().status.backlog, 100U);
}

TEST(DrillRunner, ExecutesStepsOnAnAbsoluteClock) {
  TestWorld world;
  domain::Drill drill = small_drill();
  // The restart takes 1.5 s; the step that comes after it is not moved.
  drill.steps.insert(drill.steps.begin() + 1, step("restart", 5, {domain::ServiceAction::restart}));
  const domain::DrillResult result = world.run(drill);
  ASSERT_EQ(result.steps.size(), 4U);
  for (const domain::StepRecord& record : result.steps) {
    EXPECT_TRUE(record.ok) << record.name << ": " << record.outcome;
    ASSERT_TRUE(record.started.has_value());
    EXPECT_EQ(*record.started, record.planned) << record.name;
  }
  EXPECT_EQ(*result.steps[1].finished - *result.steps[1].started, std::chrono::milliseconds(1'500));
  EXPECT_EQ(result.length, std::chrono::seconds(30));
  EXPECT_THAT(world.observer.steps, ElementsAre("begin", "restart", "burst", "cure"));
}

TEST(DrillRunner, SetsSettingsAgainAfterARestart) {
  TestWorld world;
  domain::Drill drill = small_drill();
  drill.steps.insert(drill.steps.begin() + 1, step("restart", 5, {domain::ServiceAction::restart}));
  world.run(drill);
  std::size_t times = 0;
  Instant restarted = kNever;
  for (const auto& [at, action] : world.cluster.actions) {
    if (action == "start") restarted = at;
    if (action == "autoscaler.backlog_per_worker" && at >= restarted) ++times;
  }
  EXPECT_EQ(times, 2U);  // after the restart, and when it was put back
}

TEST(DrillRunner, SamplesFourTimesASecondAlsoDuringSteps) {
  TestWorld world;
  const domain::DrillResult result = world.run(small_drill());
  EXPECT_EQ(result.samples.size(), 120U);
  for (const domain::StatusSample& sample : result.samples) EXPECT_LT(sample.at, std::chrono::seconds(30));
}

TEST(DrillRunner, AMonthInWindowsOfMinutesIsPlayedAndJudgedLikeHalfAMinuteInSeconds) {
  TestWorld world;
  domain::Drill drill = small_drill();
  drill.resolution = std::chrono::minutes(5);
  drill.duration = std::chrono::hours(27 * 24);
  drill.steps[1].at = std::chrono::hours(9 * 24);
  drill.steps[2].at = std::chrono::hours(18 * 24);
  world.load.window_length = drill.resolution;
  // The made-up load comes in lumps of half a minute here, a backlog that would grow the cluster at once.
  drill.flags[0].value = "off";
  drill.steps[1].actions.emplace_back(domain::FlagSetting{"worker-autoscaling", "on"});
  const domain::DrillResult result = world.run(drill);
  EXPECT_EQ(result.length, drill.duration);
  constexpr std::size_t kWindows = 27UL * 24 * 12;
  EXPECT_EQ(result.samples.size(), 4 * kWindows);
  EXPECT_TRUE(result.samples.back().status.flags.empty());
  EXPECT_LE(result.windows.size(), kWindows + 2);
  // Ten of the made-up load, two for each sample and one to look for a stop: far from ten a second.
  EXPECT_LT(world.clock.wakes, kWindows * 24);
  ASSERT_EQ(result.phase_summaries.size(), 3U);
  EXPECT_EQ(result.phase_summaries[0].core.goodput_ratio, 1.0);
  EXPECT_NEAR(result.phase_summaries[0].core.goodput_per_s, 100, 0.1);
  EXPECT_EQ(result.phase_summaries[0].core.seconds, 9 * 86'400);
  EXPECT_LT(result.phase_summaries[1].core.goodput_ratio, 0.5);
  EXPECT_TRUE(result.events->closes());
  EXPECT_NEAR(world.observer.progress[1'000].core_goodput_per_s.value_or(0), 100, 0.1);
}

TEST(DrillRunner, SeesThePhasesAndEvaluatesThem) {
  TestWorld world;
  const domain::DrillResult result = world.run(small_drill());
  ASSERT_EQ(result.phase_summaries.size(), 3U);
  EXPECT_EQ(result.phase_summaries[0].core.goodput_ratio, 1.0);
  EXPECT_LT(result.phase_summaries[1].core.goodput_ratio, 0.5);
  EXPECT_EQ(result.phase_summaries[1].workers_max, 512U);
  EXPECT_EQ(result.phase_summaries[2].phase.end, std::chrono::seconds(30));
  EXPECT_NEAR(result.measurements.baseline_p99_ms.value_or(0), 8, 0.1);
  EXPECT_EQ(result.reconciliation->checked, 4'500U);
  EXPECT_TRUE(result.events->closes());
  EXPECT_EQ(result.events->backlog, 0U);
  EXPECT_EQ(result.verdict.outcome, domain::RunOutcome::pass) << result.verdict.reasons.front();
}

TEST(DrillRunner, PutsFlagsAndSettingsBack) {
  TestWorld world;
  const auto before = world.cluster.flags();
  const domain::DrillResult result = world.run(small_drill());
  EXPECT_EQ(world.cluster.flags(), before);
  EXPECT_EQ(world.cluster.settings["catch_up.target_ms"], 50);
  EXPECT_THAT(result.rollback, Contains(HasSubstr("worker-limit is 1024 again")));
}

TEST(DrillRunner, StopSkipsTheRestPutsBackAndIsInvalid) {
  TestWorld world;
  const auto before = world.cluster.flags();
  const domain::Drill drill = small_drill();
  // Calibration takes between 5 and 10 s: this is in the burst.
  world.clock.call_at(world.clock.now() + std::chrono::seconds(22), [&world] { world.runner.request_stop(); });
  const domain::DrillResult result = world.run(drill);
  EXPECT_TRUE(result.interrupted);
  EXPECT_TRUE(result.steps[1].started.has_value());
  EXPECT_FALSE(result.steps[2].started.has_value());
  EXPECT_LT(result.length, std::chrono::seconds(20));
  EXPECT_EQ(world.cluster.flags(), before);
  EXPECT_TRUE(world.load.drained);
  EXPECT_EQ(result.verdict.outcome, domain::RunOutcome::invalid);
  EXPECT_THAT(result.verdict.reasons, Contains(HasSubstr("interrupted")));
}

TEST(DrillRunner, StopWhileCalibratingPutsBackToo) {
  TestWorld world;
  const auto before = world.cluster.flags();
  world.clock.call_at(world.clock.now() + std::chrono::seconds(2), [&world] { world.runner.request_stop(); });
  const domain::DrillResult result = world.run(small_drill());
  EXPECT_TRUE(result.interrupted);
  EXPECT_THAT(result.steps, IsEmpty());
  EXPECT_EQ(world.cluster.flags(), before);
  EXPECT_EQ(result.verdict.exit_status(), 3);
}

TEST(DrillRunner, MissingSamplesAreNoData) {
  TestWorld world;
  domain::Drill drill = small_drill();
  domain::Expectation backlog = ratio_at_least("backlog seen", 0, {AnchorKind::clock, "", std::chrono::seconds(2)},
                                               {AnchorKind::clock, "", std::chrono::seconds(8)});
  backlog.metric = domain::Metric::backlog;
  drill.expectations = {backlog};
  // The clock of the drill starts when calibration is over: silence is set relative to the first step.
  world.clock.call_at(world.clock.now() + std::chrono::seconds(1), [&world] {
    world.cluster.silent_from = world.clock.now() + std::chrono::seconds(8);
    world.cluster.silent_until = world.cluster.silent_from + std::chrono::seconds(14);
  });
  const domain::DrillResult result = world.run(drill);
  ASSERT_TRUE(result.calibration.has_value()) << result.failure;
  EXPECT_LT(result.samples.size(), 90U);
  ASSERT_EQ(result.expectations.size(), 1U);
  EXPECT_EQ(result.expectations[0].verdict, domain::Verdict::unknown) << result.expectations[0].observed;
  EXPECT_EQ(result.verdict.outcome, domain::RunOutcome::fail);
}

TEST(DrillRunner, AFailedStepMakesTheRunInvalid) {
  TestWorld world;
  world.cluster.refused_flags = {"install-counts"};
  domain::Drill drill = small_drill();
  drill.steps.push_back(step("hide", 25, {domain::FlagSetting{"install-counts", "hidden"}}));
  const domain::DrillResult result = world.run(drill);
  EXPECT_FALSE(result.steps.back().ok);
  EXPECT_THAT(result.steps.back().outcome, HasSubstr("refused by the test"));
  EXPECT_EQ(result.verdict.outcome, domain::RunOutcome::invalid);
}

TEST(DrillRunner, AStepThatDeploysIsDoneWhenTheDeploymentIs) {
  TestWorld world;
  domain::Drill drill = small_drill();
  drill.steps.push_back(step("deploy", 25, {domain::DeployAction{}}));
  const domain::DrillResult result = world.run(drill);
  EXPECT_TRUE(world.cluster.was("deploy"));
  EXPECT_TRUE(result.steps.back().ok);
  EXPECT_GE(result.steps.back().finished, std::chrono::seconds(25) + world.cluster.deploy_takes);
}

TEST(DrillRunner, ADeploymentThatFailsIsAFailedStep) {
  TestWorld world;
  world.cluster.refuses_deployments = true;
  domain::Drill drill = small_drill();
  drill.steps.push_back(step("deploy", 25, {domain::DeployAction{}}));
  const domain::DrillResult result = world.run(drill);
  EXPECT_FALSE(result.steps.back().ok);
  EXPECT_THAT(result.steps.back().outcome, HasSubstr("deployment: the core was slow"));
  EXPECT_EQ(result.verdict.outcome, domain::RunOutcome::invalid);
}

TEST(DrillRunner, StartsAKilledServiceAgainToPutFlagsBack) {
  TestWorld world;
  const auto before = world.cluster.flags();
  domain::Drill drill = small_drill();
  drill.steps.push_back(step("kill", 28, {domain::ServiceAction::kill}));
  const domain::DrillResult result = world.run(drill);
  EXPECT_TRUE(world.cluster.was("kill"));
  EXPECT_TRUE(world.cluster.up);
  EXPECT_EQ(world.cluster.flags(), before);
  EXPECT_TRUE(result.failure.empty()) << result.failure;
}

TEST(DrillRunner, BreaksTheWorldAndHealsItBeforeTheBacklogIsWaitedFor) {
  TestWorld world;
  domain::Drill drill = small_drill();
  domain::Faults faults;
  faults.disk = domain::DiskFault{.kind = domain::DiskFault::Kind::full};
  drill.steps[1].actions.emplace_back(faults);
  const domain::DrillResult result = world.run(drill);
  EXPECT_TRUE(result.steps[1].ok) << result.steps[1].outcome;
  EXPECT_TRUE(world.cluster.was("disk: full"));
  EXPECT_TRUE(world.cluster.was("disk: ok, network: ok"));
}

TEST(DrillRunner, AsksForWhatAnOperatorWouldOfTheVendors) {
  TestWorld world;
  domain::Drill drill = small_drill();
  drill.steps.insert(drill.steps.begin() + 1, step("alarm", 5, {domain::VendorAction::evaluate}));
  const domain::DrillResult result = world.run(drill);
  EXPECT_TRUE(result.steps[1].ok);
  EXPECT_EQ(result.steps[1].outcome, "vendors: evaluate: 3 vendors looked at");
}

TEST(DrillRunner, AFaultThatCannotBeMadeIsAFailedStep) {
  TestWorld world;
  world.cluster.refuses_faults = true;
  domain::Drill drill = small_drill();
  domain::Faults faults;
  faults.network = domain::NetworkFault{.loss = 0.5};
  drill.steps[1].actions.emplace_back(faults);
  const domain::DrillResult result = world.run(drill);
  EXPECT_FALSE(result.steps[1].ok);
  EXPECT_EQ(result.verdict.outcome, domain::RunOutcome::invalid);
}

TEST(DrillRunner, MeasuresNothingWhenCalibrationIsSkipped) {
  TestWorld world;
  domain::Drill drill = small_drill();
  drill.calibration.skip = true;
  drill.settings.clear();
  drill.workload.pop_back();
  drill.steps.clear();
  const domain::DrillResult result = world.run(drill);
  EXPECT_FALSE(result.calibration.has_value());
  EXPECT_TRUE(result.failure.empty()) << result.failure;
}

TEST(DrillRunner, WithoutCapacityThereIsNoRun) {
  TestWorld world;
  world.load.refuses_events = true;
  const auto before = world.cluster.flags();
  const domain::DrillResult result = world.run(small_drill());
  EXPECT_THAT(result.failure, HasSubstr("calibration failed"));
  EXPECT_EQ(result.verdict.outcome, domain::RunOutcome::invalid);
  EXPECT_TRUE(world.load.classes.empty());
  EXPECT_EQ(world.cluster.flags(), before);
}

TEST(DrillRunner, AServiceThatDoesNotAnswerIsReported) {
  TestWorld world;
  world.cluster.up = false;
  const domain::DrillResult result = world.run(small_drill());
  EXPECT_THAT(result.failure, HasSubstr("does not answer"));
  EXPECT_EQ(result.verdict.exit_status(), 3);
}

TEST(DrillRunner, ShowsProgress) {
  TestWorld world;
  world.run(small_drill());
  ASSERT_FALSE(world.observer.progress.empty());
  const DrillProgress& last = world.observer.progress.back();
  EXPECT_EQ(last.phase, "cured");
  EXPECT_EQ(last.duration, std::chrono::seconds(30));
  EXPECT_TRUE(last.core_goodput_ratio.has_value());
  EXPECT_EQ(last.flags_changed.at("worker-limit"), "8");
  EXPECT_THAT(world.observer.stages, Contains("rolling back"));
}

TEST(DrillRunner, SameWorldSameRun) {
  TestWorld first, second;
  const domain::DrillResult a = first.run(small_drill());
  const domain::DrillResult b = second.run(small_drill());
  ASSERT_EQ(a.samples.size(), b.samples.size());
  for (std::size_t i = 0; i < a.samples.size(); ++i) {
    EXPECT_EQ(a.samples[i].at, b.samples[i].at);
    EXPECT_EQ(a.samples[i].status.applied, b.samples[i].status.applied);
  }
  EXPECT_EQ(first.cluster.actions, second.cluster.actions);
}

}  // namespace
}  // namespace souk::app
