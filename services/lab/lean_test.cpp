// The lean model is worth something as far as it says what the simulator says.
#include <gtest/gtest.h>

#include "services/lab/lab_test_support.hpp"
#include "services/lab/watched_run.hpp"
#include "sim/lean_world.hpp"

namespace souk::lab {
namespace {

const auto kGoOn = [] { return false; };

struct Cell {
  const char* name;
  std::vector<const char*> settings;
};

class LeanAgainstFull : public ::testing::TestWithParam<Cell> {};

TEST_P(LeanAgainstFull, SaysTheSame) {
  domain::Drill drill = short_drill();
  for (const char* setting : GetParam().settings) ASSERT_TRUE(domain::apply_assignment(drill, setting));
  const domain::Drill watched = domain::watched_drill(drill).value();
  ASSERT_TRUE(sim::lean_can_play(watched));
  const sim::Setting setting = small_setting();
  const domain::RunFigures full = classify_run(setting, watched, 1, kGoOn);
  const domain::RunFigures lean = classify_lean_run(setting.model, watched, 1, kGoOn);
  EXPECT_EQ(to_string(lean.run_class), to_string(full.run_class)) << "lean: " << lean.why << "\nfull: " << full.why;
  EXPECT_NEAR(lean.after_trigger.value_or(-1), full.after_trigger.value_or(-1), 0.15);
}

INSTANTIATE_TEST_SUITE_P(
    Cells, LeanAgainstFull,
    ::testing::Values(Cell{"few_workers", {"flags.worker-limit=8"}}, Cell{"many_workers", {"flags.worker-limit=512"}},
                      Cell{"shorter_burst", {"flags.worker-limit=512", "timeline.burst.duration=3s"}},
                      Cell{"shortest_burst", {"flags.worker-limit=512", "timeline.burst.duration=1s"}},
                      Cell{"overloaded", {"flags.worker-limit=512", "workload.phone-home.rate=150%"}}),
    [](const auto& test) { return test.param.name; });

// Both measure a machine first; what they find is what all loads refer to.
TEST(Lean, MeasuresTheSameMachine) {
  const sim::Setting setting = small_setting();
  const domain::Drill watched = domain::watched_drill(short_drill()).value();
  const domain::DrillResult full = play_until(setting, watched, 1, [](const domain::RunSoFar&) { return true; });
  sim::LeanWorld world(setting.model, watched, 1);
  const domain::DrillResult lean = world.play([](const domain::RunSoFar&) { return true; });
  ASSERT_TRUE(full.calibration && lean.calibration);
  EXPECT_NEAR(lean.calibration->apply_capacity_per_s / full.calibration->apply_capacity_per_s, 1, 0.05);
  EXPECT_NEAR(lean.calibration->core_capacity_per_s / full.calibration->core_capacity_per_s, 1, 0.1);
}

}  // namespace
}  // namespace souk::lab
