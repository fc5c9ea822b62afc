#include "domain/verdict.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "domain/drill_test_support.hpp"

namespace souk::domain {
namespace {

DrillResult passing_run() {
  DrillResult run = falling_run();
  ExpectationResult& expectation = run.expectations.emplace_back();
  expectation.name = "holds";
  expectation.verdict = Verdict::yes;
  return run;
}

TEST(Verdict, PassesWhenEverythingHolds) {
  const RunVerdict verdict = judge(passing_run());
  EXPECT_EQ(verdict.outcome, RunOutcome::pass) << (verdict.reasons.empty() ? "" : verdict.reasons.front());
  EXPECT_EQ(verdict.exit_status(), 0);
}

TEST(Verdict, SaysWhyARunDoesNotPass) {
  struct Case {
    const char* name;
    std::function<void(DrillResult&)> change;
    RunOutcome outcome;
    int exit_status;
    const char* reason;
  };
  const std::vector<Case> cases{
      {"false", [](DrillResult& run) { run.expectations[0].verdict = Verdict::no; }, RunOutcome::fail, 1, "is false"},
      {"unknown is no pass", [](DrillResult& run) { run.expectations[0].verdict = Verdict::unknown; }, RunOutcome::fail,
       1, "is unknown"},
      {"interrupted", [](DrillResult& run) { run.interrupted = true; }, RunOutcome::invalid, 3, "interrupted"},
      {"late generator", [](DrillResult& run) { run.lateness.histogram.record(std::chrono::seconds(1), 100); },
       RunOutcome::invalid, 3, "late"},
      {"operations do not add up", [](DrillResult& run) { run.accounting.planned = 1; }, RunOutcome::invalid, 3,
       "planned"},
      {"events do not add up", [](DrillResult& run) { run.events->applied = 80; }, RunOutcome::invalid, 3, "10 lost"},
      {"no event counters", [](DrillResult& run) { run.events.reset(); }, RunOutcome::invalid, 3, "counters"},
      {"a failed step", [](DrillResult& run) { run.steps[0].ok = false; }, RunOutcome::invalid, 3, "step \"fall\""},
      {"a step never executed", [](DrillResult& run) { run.steps[0].started.reset(); }, RunOutcome::invalid, 3,
       "never executed"},
      {"a sick baseline",
       [](DrillResult& run) {
         PhaseSummary& baseline = run.phase_summaries.emplace_back();
         baseline.phase.name = kBaselinePhase;
         baseline.core.goodput_ratio = 0.98;
       },
       RunOutcome::invalid, 3, "98%"},
      {"not carried out", [](DrillResult& run) { run.failure = "calibration failed"; }, RunOutcome::invalid, 3,
       "calibration"},
      {"invalid outranks false",
       [](DrillResult& run) {
         run.interrupted = true;
         run.expectations[0].verdict = Verdict::no;
       },
       RunOutcome::invalid, 3, "interrupted"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    DrillResult run = passing_run();
    test.change(run);
    const RunVerdict verdict = judge(run);
    EXPECT_EQ(verdict.outcome, test.outcome);
    EXPECT_EQ(verdict.exit_status(), test.exit_status);
    ASSERT_FALSE(verdict.reasons.empty());
    EXPECT_NE(verdict.reasons.front().find(test.reason), std::string::npos) << verdict.reasons.front();
  }
}

// falling_run() applies 200 events/s, with 4 workers in its first ten seconds and with 64 then.
TEST(Verdict, IsInvalidWhenTheMachineBecameFasterAfterCalibration) {
  DrillResult run = passing_run();
  run.drill.duration = at_s(20);
  run.calibration.emplace();
  run.calibration->workers_seen = 8;
  run.calibration->apply_capacity_per_s = 140;
  EXPECT_EQ(judge(run).outcome, RunOutcome::pass);
  run.calibration->apply_capacity_per_s = 130;
  const RunVerdict verdict = judge(run);
  EXPECT_EQ(verdict.outcome, RunOutcome::invalid);
  EXPECT_EQ(verdict.reasons.size(), 1U);
  EXPECT_NE(verdict.reasons.front().find("became faster after calibration: 8 workers or fewer applied 200 events/s"),
            std::string::npos)
      << verdict.reasons.front();
  // With a larger cluster, or in batches, more than what was calibrated is what is expected.
  run.calibration->workers_seen = 3;
  EXPECT_EQ(judge(run).outcome, RunOutcome::pass);
  run.calibration->workers_seen = 8;
  run.drill.flags = {{"processing-strategy", "batched"}};
  EXPECT_EQ(judge(run).outcome, RunOutcome::pass);
}

TEST(EventsAccounting, LostIsWhatIsMissingOnEitherSide) {
  EventsAccounting events{.accepted = 100, .applied = 60, .backlog = 30, .quarantined = 4, .duplicates = 6};
  EXPECT_TRUE(events.closes());
  events.applied = 55;
  EXPECT_EQ(events.lost(), 5);
  events.applied = 60;
  events.accepted_before = 40;
  events.acknowledged = 60;
  EXPECT_EQ(events.lost(), 0);
  events.acknowledged = 63;  // clients were told of three that the log does not have
  EXPECT_EQ(events.lost(), 3);
  events.applied = 61;  // one was counted twice: not to be set off against the three
  EXPECT_EQ(events.lost(), -1);
}

}  // namespace
}  // namespace souk::domain
