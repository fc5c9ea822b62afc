#include "services/lab/hysteresis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/test_schema_check.hpp"
#include "services/lab/hysteresis_json.hpp"
#include "services/lab/hysteresis_page.hpp"
#include "services/lab/lab_test_support.hpp"

namespace souk::lab {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kSchema = SOUK_SOURCE_DIR "/docs/schema/hysteresis.schema.json";

HysteresisPlan small_plan() {
  domain::Drill drill = short_drill();
  Axis levels = parse_axis(drill, "workload.phone-home.rate=40%:220%:3").value();
  return {std::move(drill), std::move(levels), std::chrono::seconds(6), 1, 1};
}

TEST(RunHysteresis, TurnsAroundWhereTheCoreIsDown) {
  const Hysteresis hysteresis = run_hysteresis(small_setting(), small_plan(), 1).value();
  ASSERT_TRUE(hysteresis.complete);
  const HysteresisRun& run = hysteresis.runs.at(0);
  EXPECT_EQ(run.failure, "");
  ASSERT_TRUE(run.thresholds.trigger) << "twice what the store applies takes the core down";
  EXPECT_GT(*run.thresholds.trigger, 0.4);
  EXPECT_EQ(run.loop.up.size(), run.loop.back.size() + 1);
  EXPECT_GE(run.loop.up.front().value(), 0.95);
  EXPECT_LE(run.loop.up.back().value(), 0.5);
  EXPECT_LE(run.loop.back.front().value(), 0.5) << "the backlog that is there keeps it down at once";
  EXPECT_THAT(report::schema_mistakes(to_json(hysteresis, "souk sim hysteresis x.yaml"), kSchema), IsEmpty());
}

TEST(RunHysteresis, RefusesWhatDoesNotMove) {
  HysteresisPlan plan = small_plan();
  plan.levels = parse_axis(plan.drill, "workload.in-product.timeout=100ms:500ms:3").value();
  EXPECT_THAT(check(plan).error().detail, HasSubstr("cannot be changed while a drill runs"));
  plan = small_plan();
  plan.hold = std::chrono::milliseconds(100);
  EXPECT_TRUE(check(plan).has_error());
}

Hysteresis made_up() {
  Hysteresis hysteresis{small_plan(), {}, true};
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    HysteresisRun run;
    run.seed = seed;
    run.loop = {hysteresis.plan.levels.values, {1.0, 0.99, 0.1}, {0.2, seed == 1 ? 0.97 : 0.99}};
    run.thresholds = domain::thresholds_of(run.loop, 0.5);
    hysteresis.runs.push_back(std::move(run));
  }
  return hysteresis;
}

TEST(HysteresisJson, HoldsTheLoopAndItsThresholds) {
  const boost::json::object json = to_json(made_up(), "souk sim hysteresis x.yaml");
  EXPECT_DOUBLE_EQ(json.at("trigger").at("mean").to_number<double>(), 2.2);
  EXPECT_DOUBLE_EQ(json.at("recovery").at("mean").to_number<double>(), 0.4);
  EXPECT_DOUBLE_EQ(json.at("width").at("mean").to_number<double>(), 1.8);
  EXPECT_EQ(json.at("levels").as_array().size(), 3U);
  EXPECT_DOUBLE_EQ(json.at("levels").at(0).at("back").at("mean").to_number<double>(), 0.98);
  EXPECT_TRUE(json.at("levels").at(2).at("back").is_null());
  EXPECT_EQ(json.at("runs").as_array().size(), 2U);
}

TEST(HysteresisJson, KeepsItsSchema) {
  boost::json::object json = to_json(made_up(), "souk sim hysteresis x.yaml");
  EXPECT_THAT(report::schema_mistakes(json, kSchema), IsEmpty());
  json["trigger"] = "high";
  json.at("runs").at(0).as_object().erase("up");
  const std::vector<std::string> mistakes = report::schema_mistakes(json, kSchema);
  EXPECT_THAT(mistakes, Contains(HasSubstr("trigger has another type")));
  EXPECT_THAT(mistakes, Contains(HasSubstr("lacks up")));
  Hysteresis none = made_up();
  none.runs.clear();
  none.complete = false;
  EXPECT_THAT(report::schema_mistakes(to_json(none, "x"), kSchema), IsEmpty()) << "interrupted before the first run";
}

TEST(HysteresisPage, ShowsTheLoop) {
  const std::string html = hysteresis_page(made_up(), "souk sim hysteresis x.yaml", "{}");
  EXPECT_THAT(html, HasSubstr("<svg class=\"loop\""));
  EXPECT_THAT(html, HasSubstr("220% (95% interval 220% to 220%, 2 runs)"));
  EXPECT_THAT(html, ::testing::Not(HasSubstr("http")));
}

}  // namespace
}  // namespace souk::lab
