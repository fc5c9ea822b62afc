// The whole fire drill in the simulated world: every flag does what its experiment asks of it.
#include <gtest/gtest.h>

#include "services/firedrill/fire_drill.hpp"
#include "services/firedrill/matrix.hpp"
#include "services/firedrill/matrix_text.hpp"
#include "sim/default_model.hpp"
#include "sim/world.hpp"

namespace souk::firedrill {
namespace {

struct NoView final : app::DrillObserver {
  void on_progress(const app::DrillProgress&) override {}
  void on_stage(std::string_view) override {}
  void on_step(const domain::StepRecord&) override {}
};

TEST(FireDrill, ProvesEveryFlagInTheSimulatedWorld) {
  std::vector<const FlagExperiment*> all;
  for (const FlagExperiment& experiment : experiments()) all.push_back(&experiment);
  const sim::Setting setting = sim::make_setting(sim::default_model(), {}).value();
  sim::World world(setting, {});
  NoView view;
  const domain::DrillResult result = world.play(make_fire_drill(all), view);
  EXPECT_EQ(result.failure, "");
  for (const domain::StepRecord& step : result.steps) EXPECT_TRUE(step.ok) << step.name << ": " << step.outcome;
  for (const FlagFinding& proof : judge(result, all).proofs) {
    EXPECT_EQ(proof.outcome, Outcome::proven)
        << key_of(proof) << ": " << to_string(proof.outcome) << ", " << proof.why << "; " << watched_text(proof);
  }
}

// A run whose baseline is sick proves nothing, so what an experiment sets up must not be in it.
TEST(FireDrill, TheBaselineIsOverBeforeTheFirstSiege) {
  const std::vector<const FlagExperiment*> one{find_experiment(domain::Flag::deadline_propagation)};
  const sim::Setting setting = sim::make_setting(sim::default_model(), {}).value();
  sim::World world(setting, {});
  NoView view;
  const domain::DrillResult result = world.play(make_fire_drill(one), view);
  EXPECT_EQ(result.verdict.outcome, domain::RunOutcome::pass) << testing::PrintToString(result.verdict.reasons);
  EXPECT_EQ(judge(result, one).exit_status(), 0);
}

// The checker is worth something only if it finds a switch that is not connected.
TEST(FireDrill, FindsAFlagThatIsNotConnected) {
  FlagExperiment unconnected = *find_experiment(domain::Flag::analytics_processing);
  unconnected.flipped = unconnected.healthy;
  const std::vector<const FlagExperiment*> one{&unconnected};
  const sim::Setting setting = sim::make_setting(sim::default_model(), {}).value();
  sim::World world(setting, {});
  NoView view;
  const domain::DrillResult result = world.play(make_fire_drill(one), view);
  EXPECT_EQ(judge(result, one).proofs.front().outcome, Outcome::no_effect);
}

}  // namespace
}  // namespace souk::firedrill
