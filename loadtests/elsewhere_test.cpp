// The drills of outages that happened elsewhere, and of a crowd, simulated: each passes, and without its fix it does
// not.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "drill/parse_drill.hpp"
#include "sim/default_model.hpp"
#include "sim/world.hpp"

namespace souk::drill {
namespace {

struct NoView final : app::DrillObserver {
  void on_progress(const app::DrillProgress&) override {}
  void on_stage(std::string_view) override {}
  void on_step(const domain::StepRecord&) override {}
};

struct Fix {
  const char* drill;
  const char* step;  // what makes the difference: in this step
  const char* flag;  // this flag
  const char* without;
};

class Elsewhere : public testing::TestWithParam<Fix> {
 protected:
  domain::Drill load() {
    const std::string path = std::string(SOUK_DRILL_FOLDER) + "/" + GetParam().drill + ".yaml";
    return parse_drill_file(path).drill.value();
  }
  // Names of the expectations that did not hold, with what was seen.
  std::vector<std::string> missed(const domain::Drill& drill) {
    const sim::Setting setting = sim::make_setting(sim::default_model(), {}).value();
    sim::World world(setting, {});
    NoView view;
    const domain::DrillResult result = world.play(drill, view);
    EXPECT_EQ(result.failure, "");
    for (const domain::StepRecord& step : result.steps) EXPECT_TRUE(step.ok) << step.name << ": " << step.outcome;
    std::vector<std::string> missed;
    for (const domain::ExpectationResult& expectation : result.expectations) {
      if (expectation.verdict == domain::Verdict::yes) continue;
      missed.push_back(expectation.name + ": " + expectation.observed + ", required " + expectation.required);
    }
    return missed;
  }
};

TEST_P(Elsewhere, PassesWithItsFix) { EXPECT_EQ(missed(load()), std::vector<std::string>()); }

TEST_P(Elsewhere, FailsWithoutItsFix) {
  domain::Drill drill = load();
  bool found = false;
  for (domain::DrillStep& step : drill.steps) {
    if (step.name != GetParam().step) continue;
    for (domain::StepAction& action : step.actions) {
      auto* flag = std::get_if<domain::FlagSetting>(&action);
      if (flag == nullptr || flag->key != GetParam().flag) continue;
      flag->value = GetParam().without;
      found = true;
    }
  }
  ASSERT_TRUE(found) << "the drill has no such step any more";
  EXPECT_FALSE(missed(drill).empty());
}

INSTANTIATE_TEST_SUITE_P(All, Elsewhere,
                         testing::Values(Fix{"locked-counters", "collect-again", "processing-strategy", "row_by_row"},
                                         Fix{"count-repair-job", "repair-in-batches", "count-repair", "whole"},
                                         Fix{"browse-crowd", "shed", "load-shedding", "off"}),
                         [](const auto& test) {
                           std::string name = test.param.drill;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace souk::drill
