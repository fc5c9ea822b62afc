// Incidents in a drill: opened, judged and closed by its steps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/drill_runner_test_support.hpp"

namespace souk::app {
namespace {

using ::testing::HasSubstr;

domain::DrillStep telling(const char* name, int at_s, std::vector<domain::StepAction> actions) {
  domain::DrillStep step;
  step.name = name;
  step.at = std::chrono::seconds(at_s);
  step.actions = std::move(actions);
  return step;
}

domain::IncidentAction action(const char* incident, decltype(domain::IncidentCommand::what) what) {
  domain::IncidentAction action;
  action.command.incident = incident;
  action.command.what = std::move(what);
  return action;
}

domain::IncidentAction opening(const char* incident) {
  return action(incident, domain::OpenIncident{.title = "Installs fail",
                                               .severity = domain::Severity::critical,
                                               .scope = {},
                                               .criteria = {},
                                               .text = "Looking."});
}

domain::Drill drill_of(std::vector<domain::DrillStep> steps) {
  domain::Drill drill;
  drill.name = "telling";
  drill.duration = std::chrono::seconds(20);
  drill.calibration.skip = true;
  domain::PlannedClass users;
  users.user_class.name = "installs";
  users.user_class.kind = domain::UserKind::in_product;
  users.rate.quantity.value = 100;
  drill.workload = {users};
  drill.steps = std::move(steps);
  return drill;
}

TEST(DrillRunnerIncidents, AreDealtWithByStepsAndKeptInTheResult) {
  TestWorld world;
  const domain::DrillResult result = world.run(drill_of(
      {telling("noticed", 4, {opening("outage")}),
       telling("theory", 6,
               {action("outage", domain::JudgeHypothesis{"heap", domain::HypothesisState::proposed, "The heap."}),
                action("outage", domain::JudgeHypothesis{"heap", domain::HypothesisState::refuted, "It is flat."})}),
       telling("over", 9,
               {action("outage", domain::UpdateIncident{"Over.", domain::IncidentState::resolved, {}, {}})})}));
  for (const domain::StepRecord& step : result.steps) EXPECT_TRUE(step.ok) << step.outcome;
  EXPECT_EQ(result.steps[0].outcome, "incident outage: open (investigating)");
  ASSERT_EQ(result.incidents.size(), 1U);
  const domain::Incident& incident = result.incidents[0];
  EXPECT_EQ(incident.state(), domain::IncidentState::resolved);
  EXPECT_EQ(incident.updates[0].who, "drill telling");
  EXPECT_EQ(incident.opened_at(), result.zero_at + 4'000);
  ASSERT_NE(incident.find_hypothesis("heap"), nullptr);
  EXPECT_EQ(incident.find_hypothesis("heap")->state(), domain::HypothesisState::refuted);
  EXPECT_NE(result.verdict.outcome, domain::RunOutcome::invalid);
}

TEST(DrillRunnerIncidents, OneThatIsRefusedIsAFailedStep) {
  TestWorld world;
  const domain::DrillResult result =
      world.run(drill_of({telling("noticed", 4, {opening("outage")}),
                          telling("too-early", 6, {action("outage", domain::CloseIncident{"Done."})})}));
  EXPECT_FALSE(result.steps[1].ok);
  EXPECT_THAT(result.steps[1].outcome, HasSubstr("cannot be closed"));
  EXPECT_EQ(result.verdict.outcome, domain::RunOutcome::invalid);
}

TEST(DrillRunnerIncidents, AreRememberedWhenNobodyAnswersAtTheEnd) {
  TestWorld world;
  world.cluster.start_takes = Nanos{0};
  domain::Drill drill = drill_of({telling("noticed", 4, {opening("outage")})});
  world.clock.call_at(world.clock.now() + std::chrono::seconds(15), [&world] { world.cluster.up = false; });
  const domain::DrillResult result = world.run(std::move(drill));
  EXPECT_EQ(result.incidents.size(), 1U);
}

}  // namespace
}  // namespace souk::app
