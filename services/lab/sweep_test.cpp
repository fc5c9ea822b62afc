#include "services/lab/sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "report/test_schema_check.hpp"
#include "services/lab/lab_test_support.hpp"
#include "services/lab/sweep_json.hpp"
#include "services/lab/sweep_page.hpp"

namespace souk::lab {
namespace {

using domain::RunClass;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kSchema = SOUK_SOURCE_DIR "/docs/schema/sweep.schema.json";

SweepPlan small_plan() {
  SweepPlan plan;
  plan.drill = short_drill();
  plan.x = parse_axis(plan.drill, "flags.worker-limit=8:512:2").value();
  plan.y = parse_axis(plan.drill, "timeline.burst.duration=3s:6s:2").value();
  plan.seeds = 1;
  return plan;
}

const Commands kCommands{"drills/short.yaml", "", "souk sim sweep drills/short.yaml"};

TEST(Sweep, FewWorkersSurviveTheBurstAndManyDoNotWhateverTheThreads) {
  const sim::Setting setting = small_setting();
  const Sweep sweep = run_sweep(setting, small_plan(), 2).value();
  EXPECT_TRUE(sweep.complete);
  for (std::size_t y = 0; y < 2; ++y) {
    const SweepCell& few = sweep.at(0, y);
    const SweepCell& many = sweep.at(1, y);
    EXPECT_THAT(*few.run_class(), AnyOf(RunClass::healthy, RunClass::degraded)) << few.runs[0].figures.why;
    EXPECT_EQ(*many.run_class(), RunClass::metastable) << many.runs[0].figures.why;
  }
  EXPECT_THAT(report::schema_mistakes(to_json(sweep, kCommands), kSchema), IsEmpty());
  const Sweep alone = run_sweep(setting, small_plan(), 1).value();
  EXPECT_EQ(boost::json::serialize(to_json(sweep, kCommands)), boost::json::serialize(to_json(alone, kCommands)));
}

TEST(Sweep, EndsWithWhatIsThere) {
  std::atomic<int> asked = 0;
  Watch watch;
  watch.go_on = [&asked](double per_run_s, double all_s) {
    ++asked;
    EXPECT_GT(per_run_s, 0);
    EXPECT_GT(all_s, 0);
    return false;
  };
  const Sweep sweep = run_sweep(small_setting(), small_plan(), 2, watch).value();
  EXPECT_EQ(asked, 1);
  EXPECT_FALSE(sweep.complete);
  EXPECT_EQ(sweep.at(0, 0).runs.size() + sweep.at(1, 1).runs.size(), 2U) << "the corners come first";
  EXPECT_TRUE(sweep.at(1, 0).runs.empty());
  EXPECT_THAT(report::schema_mistakes(to_json(sweep, kCommands), kSchema), IsEmpty());
  EXPECT_THAT(sweep_page(sweep, kCommands, "{}"), HasSubstr("Interrupted"));
}

TEST(Sweep, InTheLeanModelIsLabelledAndTheSameOnAnyNumberOfThreads) {
  SweepPlan plan = small_plan();
  plan.lean = true;
  plan.seeds = 2;
  const sim::Setting setting = small_setting();
  const Sweep sweep = run_sweep(setting, plan, 3).value();
  EXPECT_TRUE(sweep.complete);
  const boost::json::object json = to_json(sweep, kCommands);
  EXPECT_EQ(json.at("simulator"), "lean");
  EXPECT_THAT(report::schema_mistakes(json, kSchema), IsEmpty());
  EXPECT_EQ(boost::json::serialize(json),
            boost::json::serialize(to_json(run_sweep(setting, plan, 1).value(), kCommands)));
  EXPECT_THAT(sweep_page(sweep, kCommands, "{}"), HasSubstr("lean model"));
}

TEST(Sweep, RefusesPlansThatCannotBePlayed) {
  SweepPlan plan = small_plan();
  plan.y = plan.x;
  EXPECT_THAT(check(plan).error().detail, HasSubstr("both axes"));
  plan = small_plan();
  plan.x = parse_axis(plan.drill, "flags.worker-limit=1:64:64").value();
  plan.y = parse_axis(plan.drill, "timeline.burst.duration=1s:64s:64").value();
  EXPECT_THAT(check(plan).error().detail, HasSubstr("too many"));
  plan = small_plan();
  plan.drill.metastability.reset();
  EXPECT_THAT(check(plan).error().detail, HasSubstr("metastability"));
  plan = small_plan();
  plan.seeds = 0;
  EXPECT_TRUE(check(plan).has_error());
  plan = small_plan();
  plan.lean = true;
  plan.drill.flags.push_back({"catch-up-control", "on"});
  EXPECT_THAT(check(plan).error().detail, HasSubstr("lean model"));
}

// A made-up sweep of one row.
Sweep made_up() {
  Sweep sweep;
  sweep.plan = small_plan();
  sweep.plan.y.reset();
  sweep.plan.seeds = 4;
  SweepCell first{0, 0, {"flags.worker-limit=8"}, {}}, second{1, 0, {"flags.worker-limit=512"}, {}};
  domain::RunFigures figures;
  figures.run_class = RunClass::healthy;
  figures.after_trigger = 1.0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    first.runs.push_back({seed, figures});
    domain::RunFigures down = figures;
    down.run_class = seed <= 2 ? RunClass::metastable : seed == 3 ? RunClass::degraded : RunClass::invalid;
    down.after_trigger = 0.1;
    second.runs.push_back({seed, down});
  }
  sweep.cells = {first, second};
  sweep.complete = true;
  return sweep;
}

TEST(SweepCell, TakesTheCommonestClassAndLeavesInvalidRunsOut) {
  const Sweep sweep = made_up();
  EXPECT_EQ(sweep.cells[0].run_class(), RunClass::healthy);
  EXPECT_EQ(sweep.cells[1].run_class(), RunClass::metastable);
  EXPECT_NEAR(sweep.cells[1].share(RunClass::metastable), 2.0 / 3, 1e-9);
  EXPECT_NEAR(sweep.cells[1].interval(RunClass::metastable).low, domain::wilson_interval(2, 3).low, 1e-12);
  SweepCell tie;
  tie.runs = {sweep.cells[1].runs[0], sweep.cells[1].runs[2]};
  EXPECT_EQ(tie.run_class(), RunClass::metastable) << "the worst of equally common ones";
}

TEST(SweepJson, SaysHowToPlayACell) {
  const boost::json::object json = to_json(made_up(), kCommands);
  EXPECT_EQ(json.at("kind"), "sweep");
  EXPECT_EQ(json.at("complete"), true);
  EXPECT_EQ(json.at("simulator"), "full");
  EXPECT_EQ(json.at("axes").at("x").at("path"), "flags.worker-limit");
  EXPECT_TRUE(json.at("axes").at("y").is_null());
  EXPECT_EQ(json.at("seeds").as_array().size(), 4U);
  const boost::json::value& cell = json.at("cells").at(1);
  EXPECT_EQ(cell.at("class"), "metastable");
  EXPECT_EQ(cell.at("counts").at("metastable"), 2);
  EXPECT_EQ(cell.at("counts").at("invalid"), 1);
  EXPECT_DOUBLE_EQ(cell.at("mean_goodput_after_trigger").to_number<double>(), 0.1);
  EXPECT_EQ(cell.at("probability").at("metastable").at("low").to_number<double>(), 0.2077);
  EXPECT_EQ(cell.at("play"), "souk drill run drills/short.yaml --world sim --set flags.worker-limit=512 --seed 1");
}

TEST(SweepJson, KeepsItsSchema) {
  boost::json::object json = to_json(made_up(), kCommands);
  EXPECT_THAT(report::schema_mistakes(json, kSchema), IsEmpty());
  json.at("cells").at(0).at("class") = "splendid";
  json.at("axes").as_object().erase("y");
  json["more"] = 1;
  const std::vector<std::string> mistakes = report::schema_mistakes(json, kSchema);
  EXPECT_THAT(mistakes, Contains(HasSubstr("class is not in the enum")));
  EXPECT_THAT(mistakes, Contains(HasSubstr("axes lacks y")));
  EXPECT_THAT(mistakes, Contains(HasSubstr("more is not in the schema")));
}

TEST(SweepPage, IsOneFileWithEveryCell) {
  const Sweep sweep = made_up();
  const std::string html = sweep_page(sweep, kCommands, boost::json::serialize(to_json(sweep, kCommands)));
  EXPECT_THAT(html, HasSubstr("data-cell=\"1\""));
  EXPECT_THAT(html, HasSubstr("2/4"));
  EXPECT_THAT(html, HasSubstr(kCommands.sweep));
  EXPECT_THAT(html, ::testing::Not(HasSubstr("http")));
}

}  // namespace
}  // namespace souk::lab
