#include "sim/lean_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::sim {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const auto kToTheEnd = [](const domain::RunSoFar&) { return false; };

domain::PlannedClass planned(domain::UserKind kind, const std::string& name, double rate) {
  domain::PlannedClass planned;
  planned.user_class.name = name;
  planned.user_class.kind = kind;
  planned.user_class.timeout = 500ms;
  planned.user_class.apps_per_agent = 2;
  planned.user_class.events_per_agent = 10;
  planned.rate.quantity.value = rate;
  return planned;
}

// Ten quiet seconds.
domain::Drill quiet_drill() {
  domain::Drill drill;
  drill.name = "quiet";
  drill.duration = 10s;
  drill.calibration.apply_for = 1s;
  drill.calibration.core_for = 1s;
  drill.workload = {planned(domain::UserKind::in_product, "in-product", 40),
                    planned(domain::UserKind::renewing_customer, "renewing", 20),
                    planned(domain::UserKind::phone_home, "phone-home", 20),
                    planned(domain::UserKind::shopper, "shoppers", 10)};
  drill.steps = {{"begin", "", 0s, {domain::PhaseStart{std::string(domain::kBaselinePhase)}}, {}}};
  return drill;
}

domain::Accounting sum_of(const domain::DrillResult& result, std::string_view operation) {
  domain::Accounting sum;
  for (const domain::LoadWindow& window : result.windows) {
    const auto found = window.operations.find(operation);
    if (found != window.operations.end()) sum.add(found->second.accounting);
  }
  return sum;
}

TEST(LeanWorld, AQuietDaySucceeds) {
  LeanWorld world(default_model(), quiet_drill(), 1);
  const domain::DrillResult result = world.play(kToTheEnd);
  EXPECT_EQ(result.failure, "");
  EXPECT_EQ(result.length, 10s);
  EXPECT_TRUE(result.accounting.closes());
  EXPECT_EQ(result.accounting.in_flight, 0U) << "everybody is done";
  EXPECT_NEAR(static_cast<double>(result.core_accounting.planned), 600, 100);
  EXPECT_EQ(result.core_accounting.ok, result.core_accounting.planned);
  EXPECT_NEAR(static_cast<double>(sum_of(result, "post-events").ok), 200, 60);
  EXPECT_EQ(sum_of(result, "latest-version").planned, 2 * sum_of(result, "post-events").planned);
  ASSERT_TRUE(result.calibration);
  EXPECT_EQ(result.calibration->workers_seen, 8U);
}

TEST(LeanWorld, TheSameSeedIsTheSameRun) {
  const auto played = [](std::uint64_t seed) {
    LeanWorld world(default_model(), quiet_drill(), seed);
    const domain::DrillResult result = world.play(kToTheEnd);
    return std::pair(result.accounting.planned, result.calibration->apply_capacity_per_s);
  };
  EXPECT_EQ(played(1), played(1));
  EXPECT_NE(played(1), played(2));
}

// One writer that is never idle: 1 / (cpu + commit + handover), and the crowd's share of a large cluster.
TEST(LeanWorld, MeasuresWhatTheModelImplies) {
  const Model model = default_model();
  domain::Drill drill = quiet_drill();
  const auto capacity = [&](unsigned workers) {
    drill.calibration.workers = workers;
    LeanWorld world(model, drill, 1);
    return world.play(kToTheEnd).calibration->apply_capacity_per_s;
  };
  const auto implied = [&](unsigned workers) {
    const CrowdCost crowd = model.crowd_of(workers);
    const Nanos one = model.cost_of(domain::TransactionKind::apply_per_event).cpu.mean() + model.commit.mean() +
                      model.handover.mean() + crowd.cpu + crowd.wait;
    return 1 / to_s(one);
  };
  EXPECT_NEAR(capacity(8) / implied(8), 1, 0.1);
  EXPECT_NEAR(capacity(256) / implied(256), 1, 0.1);
}

TEST(LeanWorld, EndsWhenItIsToldTo) {
  LeanWorld world(default_model(), quiet_drill(), 1);
  const domain::DrillResult result = world.play([](const domain::RunSoFar& so_far) { return so_far.clock >= 4s; });
  EXPECT_TRUE(result.interrupted);
  EXPECT_EQ(result.length, 4s);
  EXPECT_TRUE(result.accounting.closes());
}

TEST(LeanWorld, AnActionThatCannotBeDoneFailsItsStep) {
  domain::Drill drill = quiet_drill();
  drill.steps.push_back({"wrong", "", 1s, {domain::ControllerSetting{"workers", {1e9}}}, {}});
  const domain::DrillResult result = LeanWorld(default_model(), drill, 1).play(kToTheEnd);
  EXPECT_TRUE(result.steps.at(0).ok);
  EXPECT_FALSE(result.steps.at(1).ok);
  EXPECT_THAT(result.steps.at(1).outcome, HasSubstr("workers must be from"));
}

TEST(LeanCanPlay, NamesWhatItDoesNotKnow) {
  const auto refused = [](const domain::StepAction& action) {
    domain::Drill drill = quiet_drill();
    drill.steps.push_back({"more", "", 1s, {action}, {}});
    const Result<void> can = lean_can_play(drill);
    return can ? std::string() : can.error().detail;
  };
  EXPECT_THAT(refused(domain::ServiceAction::kill), HasSubstr("stops and starts"));
  EXPECT_THAT(refused(domain::no_faults()), HasSubstr("faults"));
  EXPECT_THAT(refused(domain::DeployAction{}), HasSubstr("deployments"));
  EXPECT_THAT(refused(domain::ReconcileAction{}), HasSubstr("reconcile"));
  EXPECT_THAT(refused(domain::FlagSetting{"catch-up-control", "on"}), HasSubstr("catch-up"));
  EXPECT_THAT(refused(domain::FlagSetting{"analytics-ingest", "off"}), HasSubstr("analytics-ingest"));
  EXPECT_THAT(refused(domain::FlagSetting{"load-shedding", "on"}), HasSubstr("load-shedding"));
  EXPECT_EQ(refused(domain::FlagSetting{"load-shedding", "off"}), "");
  EXPECT_EQ(refused(domain::FlagSetting{"core-bulkhead", "on"}), "");
  domain::Drill drill = quiet_drill();
  drill.flags.push_back({"catch-up-control", "on"});
  EXPECT_TRUE(lean_can_play(drill).has_error());
}

}  // namespace
}  // namespace souk::sim
