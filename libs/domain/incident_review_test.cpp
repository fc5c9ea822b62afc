#include "domain/incident_review.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/drill_test_support.hpp"

namespace souk::domain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Of every sample from `from` to `until` seconds.
void set_state(DrillResult& result, double from, double until, Component component, ComponentState state) {
  for (StatusSample& sample : result.samples) {
    if (sample.at >= at_s(from) && sample.at < at_s(until)) sample.status.components[index_of(component)] = state;
  }
}

// falling_run() with visits, probes that see it, and an incident that was opened at 14 s for the step "fall" at 10 s.
DrillResult watched_run() {
  DrillResult result = falling_run();
  result.zero_at = 1'583'393'820'000;
  for (LoadWindow& window : result.windows) {
    window.visits = 60;
    window.visits_affected = window.start - result.zero >= at_s(10) ? 45 : 0;
  }
  for (std::size_t i = 0; i < kComponentCount; ++i) {
    const auto component = static_cast<Component>(i);
    if (component != Component::notifications) set_state(result, 0, 20, component, ComponentState::operational);
  }
  set_state(result, 12, 14, Component::install_cloud, ComponentState::partial_outage);
  set_state(result, 14, 15, Component::install_cloud, ComponentState::major_outage);
  set_state(result, 15, 16, Component::install_cloud, ComponentState::unknown);
  set_state(result, 16, 18, Component::install_cloud, ComponentState::major_outage);
  set_state(result, 13, 15, Component::search, ComponentState::degraded);

  Incident incident;
  incident.name = "outage";
  incident.title = "Installs fail";
  incident.updates = {{result.zero_at + 14'000, IncidentState::investigating, Severity::major, "Looking.", "tester"},
                      {result.zero_at + 18'500, IncidentState::resolved, Severity::major, "Over.", "tester"}};
  incident.hypotheses = {
      {"heap", {{result.zero_at + 14'500, HypothesisState::proposed, "The heap is full.", "tester"}}}};
  result.incidents = {incident};
  IncidentAction opening;
  opening.command.incident = "outage";
  opening.command.what = OpenIncident{};
  opening.trigger = "fall";
  result.drill.steps.back().actions.emplace_back(opening);
  return result;
}

TEST(IncidentReview, TellsWhenItWasNoticedAndWhenItWasOver) {
  const DrillResult result = watched_run();
  const IncidentReview seen = review(result, &result.incidents[0]);
  EXPECT_TRUE(seen.watched);
  EXPECT_EQ(seen.trigger, "step fall");
  EXPECT_EQ(seen.triggered, at_s(10));
  EXPECT_EQ(seen.detected, at_s(12));
  EXPECT_EQ(seen.first, Component::install_cloud);
  EXPECT_EQ(seen.opened, at_s(14));
  EXPECT_EQ(seen.recovered, at_s(18));
}

TEST(IncidentReview, ListsEachComponentOnceWithItsWorst) {
  const DrillResult result = watched_run();
  const IncidentReview seen = review(result, &result.incidents[0]);
  ASSERT_EQ(seen.troubles.size(), 2U);
  EXPECT_EQ(seen.troubles[0].component, Component::install_cloud);
  EXPECT_EQ(seen.troubles[0].worst, ComponentState::major_outage);
  EXPECT_EQ(seen.troubles[0].bad_for, at_s(6)) << "what could not be judged for a while was still bad";
  EXPECT_EQ(seen.troubles[1].component, Component::search);
  EXPECT_EQ(seen.troubles[1].until, at_s(15));
}

TEST(IncidentReview, CountsWhoSufferedFromTheTriggerToTheRecovery) {
  const DrillResult result = watched_run();
  const Impact impact = review(result, &result.incidents[0]).impact;
  EXPECT_EQ(impact.from, at_s(10));
  EXPECT_EQ(impact.until, at_s(18));
  EXPECT_EQ(impact.core.planned, 800U);
  EXPECT_EQ(impact.core.failed, 720U);
  EXPECT_EQ(impact.all.planned, 1'200U);
  EXPECT_EQ(impact.operations.at("install").failed, 720U);
  EXPECT_EQ(impact.visits, 480U);
  EXPECT_EQ(impact.visits_affected, 360U);
}

TEST(IncidentReview, OneThatIsStillBadHasNotRecovered) {
  DrillResult result = watched_run();
  set_state(result, 19, 20, Component::search, ComponentState::degraded);
  const IncidentReview seen = review(result, &result.incidents[0]);
  EXPECT_FALSE(seen.recovered.has_value());
  EXPECT_EQ(seen.impact.until, result.length);
  EXPECT_FALSE(seen.troubles[1].until.has_value());
  EXPECT_EQ(seen.troubles[1].bad_for, at_s(3));
}

TEST(IncidentReview, LooksOnlyAtWhatIsInScope) {
  DrillResult result = watched_run();
  result.incidents[0].scope = {Component::search};
  const IncidentReview seen = review(result, &result.incidents[0]);
  EXPECT_EQ(seen.detected, at_s(13));
  EXPECT_EQ(seen.recovered, at_s(15));
  ASSERT_EQ(seen.troubles.size(), 1U);
}

TEST(IncidentReview, WithoutANamedTriggerTheEndOfTheBaselineIsIt) {
  DrillResult result = watched_run();
  result.drill.steps.back().actions.clear();
  const IncidentReview seen = review(result, nullptr);
  EXPECT_EQ(seen.trigger, "phase fall");
  EXPECT_EQ(seen.triggered, at_s(10));
  EXPECT_FALSE(seen.opened.has_value());
}

TEST(IncidentReview, WhatWasBadBeforeTheTriggerWasNotDetectedByIt) {
  DrillResult result = watched_run();
  set_state(result, 5, 20, Component::install_cloud, ComponentState::degraded);
  set_state(result, 0, 20, Component::search, ComponentState::operational);
  EXPECT_FALSE(review(result, nullptr).detected.has_value());
}

TEST(IncidentReview, PutsEverythingInTheOrderOfTime) {
  const DrillResult result = watched_run();
  const IncidentReview seen = review(result, &result.incidents[0]);
  std::vector<std::string> lines;
  for (const TimelineEntry& entry : seen.timeline) lines.push_back(entry.what);
  EXPECT_THAT(lines,
              ElementsAre(HasSubstr("Step fall"), HasSubstr("(Cloud): operational -> partial outage"),
                          HasSubstr("Search: operational -> degraded"), HasSubstr("partial outage -> major outage"),
                          HasSubstr("[investigating] Looking."), HasSubstr("Hypothesis heap proposed"),
                          HasSubstr("Step cure"), HasSubstr("Search: degraded -> operational"),
                          HasSubstr("major outage -> operational"), HasSubstr("[resolved] Over.")));
}

TEST(IncidentReview, ARunThatNobodyWatchedSaysSo) {
  const DrillResult result = falling_run();
  const IncidentReview seen = review(result, nullptr);
  EXPECT_FALSE(seen.watched);
  EXPECT_TRUE(seen.troubles.empty());
  EXPECT_FALSE(seen.detected.has_value());
}

}  // namespace
}  // namespace souk::domain
