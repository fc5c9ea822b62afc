// Probes, incidents and the status page in a simulated world: the same application code, in virtual time.
#include <gtest/gtest.h>

#include <set>

#include "domain/incident_review.hpp"
#include "sim/seed_run.hpp"
#include "sim/world.hpp"

namespace souk::sim {
namespace {

using domain::Component;
using domain::ComponentState;
using std::chrono::seconds;

struct NoView final : app::DrillObserver {
  void on_progress(const app::DrillProgress&) override {}
  void on_stage(std::string_view) override {}
  void on_step(const domain::StepRecord&) override {}
};

const Setting& small_setting() {
  static const Setting setting = make_setting(default_model(), seeds_catalogue()).value();
  return setting;
}

domain::DrillStep step(const char* name, int at_s, std::vector<domain::StepAction> actions) {
  return {.name = name, .description = {}, .at = seconds(at_s), .actions = std::move(actions), .place = {}};
}

domain::IncidentAction told(decltype(domain::IncidentCommand::what) what) {
  domain::IncidentAction action;
  action.command.incident = "outage";
  action.command.what = std::move(what);
  return action;
}

// Sixty seconds: the disk is full from 15 s to 30 s, so that nothing can be written; the service is restarted in the
// middle of it.
domain::Drill full_disk() {
  domain::Drill drill;
  drill.name = "full-disk";
  drill.worlds = {domain::World::sim};
  drill.duration = seconds(60);
  drill.calibration.skip = true;
  domain::PlannedClass users;
  users.user_class.name = "installers";
  users.user_class.kind = domain::UserKind::in_product;
  users.rate.quantity.value = 20;
  drill.workload = {users};
  domain::Faults full;
  full.disk = domain::DiskFault{.kind = domain::DiskFault::Kind::full};
  domain::Faults room;
  room.disk = domain::DiskFault{};
  domain::IncidentAction opening = told(domain::OpenIncident{.title = "Installs fail",
                                                             .severity = domain::Severity::critical,
                                                             .scope = {},
                                                             .criteria = {},
                                                             .text = "Looking."});
  opening.trigger = "full";
  using enum domain::HypothesisState;
  drill.steps = {step("begin", 0, {domain::PhaseStart{"baseline"}}),
                 step("full", 15, {full}),
                 step("noticed", 20, {opening}),
                 step("restart", 22, {domain::ServiceAction::restart}),
                 step("theory", 24,
                      {told(domain::JudgeHypothesis{"disk", proposed, "The disk is full."}),
                       told(domain::JudgeHypothesis{"disk", tested, "Made room."})}),
                 step("room", 30, {room}),
                 step("over", 50,
                      {told(domain::JudgeHypothesis{"disk", confirmed, "Installs work."}),
                       told(domain::UpdateIncident{"Over.", domain::IncidentState::resolved, {}, {}}),
                       told(domain::CloseIncident{"All is well."})})};
  return drill;
}

domain::DrillResult play(const domain::Drill& drill, bool probes = true) {
  WorldOptions options;
  options.probes = probes;
  World world(small_setting(), options);
  NoView view;
  return world.play(drill, view);
}

TEST(SimulatedStatusPage, SeesAnOutageAndTheIncidentOutlivesARestart) {
  const domain::DrillResult result = play(full_disk());
  for (const domain::StepRecord& each : result.steps) EXPECT_TRUE(each.ok) << each.name << ": " << each.outcome;
  ASSERT_EQ(result.incidents.size(), 1U);
  const domain::Incident& incident = result.incidents[0];
  EXPECT_EQ(incident.state(), domain::IncidentState::closed);
  ASSERT_GE(incident.affected.size(), 2U);
  const domain::IncidentReview review = domain::review(result, &incident);
  EXPECT_TRUE(review.watched);
  EXPECT_EQ(review.triggered, seconds(15));
  ASSERT_TRUE(review.detected.has_value());
  EXPECT_GT(*review.detected, seconds(15));
  EXPECT_LT(*review.detected, seconds(20));
  ASSERT_TRUE(review.recovered.has_value());
  EXPECT_GT(*review.recovered, seconds(30));
  EXPECT_LT(*review.recovered, seconds(45));
  EXPECT_GT(review.impact.core.failed, 100U);
  EXPECT_GT(review.impact.visits_affected, 100U);
  EXPECT_LE(review.impact.visits_affected, review.impact.visits);
}

TEST(SimulatedStatusPage, WhatOnlyReadsStaysUpWhenNothingCanBeWritten) {
  const domain::DrillResult result = play(full_disk());
  for (const domain::ComponentTrouble& trouble : domain::review(result, nullptr).troubles) {
    const std::set<Component> writers{Component::install_cloud,      Component::install_server,
                                      Component::submissions,        Component::evaluations_purchases,
                                      Component::listing_management, Component::private_listings,
                                      Component::vendor_management};
    EXPECT_TRUE(writers.contains(trouble.component)) << domain::name_of(trouble.component);
  }
}

TEST(SimulatedStatusPage, WithoutProbesNothingIsKnown) {
  domain::Drill drill = full_disk();
  drill.steps.resize(1);
  drill.duration = seconds(20);
  const domain::DrillResult result = play(drill, false);
  for (const domain::StatusSample& sample : result.samples) {
    EXPECT_EQ(sample.status.components, domain::ComponentStates{});
  }
}

TEST(SimulatedStatusPage, ARunOfWeeksIsProbedMoreRarelyAndStillKnown) {
  domain::Drill drill = full_disk();
  drill.steps.resize(1);
  drill.resolution = std::chrono::minutes(5);
  drill.duration = std::chrono::hours(6);
  drill.workload[0].rate.quantity.value = 0.1;
  const domain::DrillResult result = play(drill);
  ASSERT_FALSE(result.samples.empty());
  EXPECT_EQ(result.samples.back().status.components[domain::index_of(Component::search)], ComponentState::operational);
  EXPECT_EQ(result.samples.back().status.components[domain::index_of(Component::install_cloud)],
            ComponentState::operational);
}

TEST(SimulatedStatusPage, TheSameSeedGivesTheSameIncident) {
  EXPECT_EQ(play(full_disk()).incidents, play(full_disk()).incidents);
}

}  // namespace
}  // namespace souk::sim
