// Deployments in a simulated world: the application's own code on simulated replicas.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>

#include "sim/default_model.hpp"
#include "sim/world.hpp"

namespace souk::sim {
namespace {

using std::chrono::seconds;

struct NoView final : app::DrillObserver {
  void on_progress(const app::DrillProgress&) override {}
  void on_stage(std::string_view) override {}
  void on_step(const domain::StepRecord&) override {}
};

const Setting& small_setting() {
  static const Setting setting = make_setting(default_model(), {.apps = 400,
                                                                .vendors = 20,
                                                                .active_installs = 50'000,
                                                                .large_apps = 40,
                                                                .instances = 200,
                                                                .apps_per_instance = 3})
                                     .value();
  return setting;
}

domain::PlannedClass installers(double rate) {
  domain::PlannedClass planned;
  planned.user_class.name = "in-product";
  planned.user_class.kind = domain::UserKind::in_product;
  planned.user_class.attempts = 1;
  planned.user_class.timeout = seconds(5);
  planned.rate.quantity.value = rate;
  return planned;
}

domain::Drill drill_of(std::vector<domain::StepAction> actions) {
  domain::Drill drill;
  drill.name = "deployments";
  drill.duration = seconds(20);
  drill.calibration.skip = true;
  drill.workload.push_back(installers(100));
  drill.settings.push_back({"replicas", {.value = 3}});
  drill.steps.push_back({"begin", "", Nanos{0}, {domain::PhaseStart{"baseline"}}, {}});
  drill.steps.push_back({"act", "", seconds(5), std::move(actions), {}});
  return drill;
}

TEST(SimulatedDeployment, ReplacesTheReplicasAndFailsNoRequest) {
  for (const char* guard : {"off", "on"}) {
    World world(small_setting(), {});
    NoView view;
    const domain::DrillResult result =
        world.play(drill_of({domain::FlagSetting{"deploy-guard", guard}, domain::DeployAction{}}), view);
    EXPECT_TRUE(result.steps.back().ok) << result.steps.back().outcome;
    EXPECT_GT(result.accounting.ok, 1'500u);
    EXPECT_EQ(result.accounting.ok, result.accounting.planned);
    const domain::ServiceStatus& last = result.samples.back().status;
    EXPECT_EQ(last.replicas[static_cast<std::size_t>(domain::ReplicaState::serving)], 3u);
    EXPECT_EQ(last.deployment.state, domain::DeploymentState::done);
    EXPECT_GE(last.deployment.reads, 3u * 8u * 400u);
    // The house's own pool, which the first replica used, and one of each replica.
    EXPECT_EQ(last.pool.capacity, 4u * 8u);
  }
}

TEST(SimulatedDeployment, ACrashInTheMiddleFailsTheStep) {
  World world(small_setting(), {});
  NoView view;
  domain::Drill drill = drill_of({domain::FlagSetting{"deploy-guard", "on"},
                                  domain::ControllerSetting{"deploy.duty", {.value = 0.01}}, domain::DeployAction{}});
  world.context().call_at(world.context().now() + seconds(7), [&world] {
    asio::co_spawn(world.context().executor(), world.cluster().kill(),
                   [](const std::exception_ptr&, const Result<void>&) {});
  });
  const domain::DrillResult result = world.play(drill, view);
  EXPECT_FALSE(result.steps.back().ok);
  EXPECT_NE(result.steps.back().outcome.find("went down"), std::string::npos) << result.steps.back().outcome;
}

}  // namespace
}  // namespace souk::sim
