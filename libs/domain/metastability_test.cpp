#include "domain/metastability.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "domain/drill_test_support.hpp"
#include "domain/timeline.hpp"

namespace souk::domain {
namespace {

// Healthy for 10 s, triggered for 5 s, down for 20 s after the trigger, cut at 35 s, back from 37 s to 50 s.
DrillResult metastable_run() {
  DrillResult result;
  result.zero = kTestZero;
  result.length = at_s(50);
  result.phases = {{"baseline", "", at_s(0), at_s(10)}, {"after", "", at_s(10), at_s(50)}};
  for (int second = 0; second < 50; ++second) {
    const bool down = second >= 11 && second < 37;
    add_second(result, second, 100, down ? 2 : 100);
    if (second >= 10 && second < 15) result.windows.back().operations["post-events"].accounting.planned = 200;
  }
  add_step(result, "trigger", 10, 10);
  add_step(result, "trigger-over", 15, 15);
  add_step(result, "cut", 35, 35);
  MetastabilityPlan plan;
  plan.trigger_ends = "trigger-over";
  plan.stays_down_until = "cut";
  plan.cut = "cut";
  plan.back_within = at_s(5);
  result.drill.metastability = plan;
  result.drill.twin = "twin";
  result.measurements.core_capacity_per_s = 500;
  return result;
}

const TwinReport kHealthyTwin{"twin/report.json", "twin", "pass"};

std::vector<Verdict> verdicts(const DrillResult& run, const std::optional<TwinReport>& twin) {
  std::vector<Verdict> result;
  for (const auto& condition : certify(run, Timeline(run), twin).conditions) result.push_back(condition.verdict);
  return result;
}

TEST(Metastability, IsCertifiedWhenEveryConditionWasSeen) {
  const DrillResult run = metastable_run();
  const MetastabilityCertificate certificate = certify(run, Timeline(run), kHealthyTwin);
  ASSERT_EQ(certificate.conditions.size(), 5U);
  for (const auto& condition : certificate.conditions) {
    EXPECT_EQ(condition.verdict, Verdict::yes) << condition.name << ": " << condition.evidence;
  }
  EXPECT_TRUE(certificate.certified());
}

TEST(Metastability, EachConditionCanBeFalseOrUnknown) {
  constexpr Verdict kYes = Verdict::yes, kNo = Verdict::no, kUnknown = Verdict::unknown;
  struct Case {
    const char* name;
    std::function<void(DrillResult&)> change;
    std::optional<TwinReport> twin;
    std::vector<Verdict> expected;
  };
  const auto windows_from = [](DrillResult& run, int from, const std::function<void(LoadWindow&)>& change) {
    std::for_each(run.windows.begin() + from, run.windows.end(), change);
  };
  const std::vector<Case> cases{
      {"the trigger goes on",
       [&](DrillResult& run) {
         windows_from(run, 15, [](auto& w) { w.operations["post-events"].accounting.planned = 200; });
       },
       kHealthyTwin,
       {kNo, kYes, kYes, kYes, kYes}},
      {"organic load grew",
       [&](DrillResult& run) {
         windows_from(run, 15, [](auto& w) {
           auto& install = w.operations["install"].accounting;
           install.planned *= 2;
           install.ok *= 2;
         });
       },
       kHealthyTwin,
       {kYes, kNo, kYes, kYes, kYes}},
      {"load is beyond the measured capacity",
       [](DrillResult& run) { run.measurements.core_capacity_per_s = 60; },
       kHealthyTwin,
       {kYes, kNo, kYes, kYes, kYes}},
      {"it recovers by itself",
       [&](DrillResult& run) { windows_from(run, 20, [](auto& w) { w.operations["install"].accounting.ok = 100; }); },
       kHealthyTwin,
       {kYes, kYes, kNo, kYes, kYes}},
      {"no twin", [](DrillResult&) {}, std::nullopt, {kYes, kYes, kYes, kUnknown, kYes}},
      {"the twin fails too", [](DrillResult&) {}, TwinReport{"r", "twin", "fail"}, {kYes, kYes, kYes, kNo, kYes}},
      {"the twin's run is invalid",
       [](DrillResult&) {},
       TwinReport{"r", "twin", "invalid"},
       {kYes, kYes, kYes, kUnknown, kYes}},
      {"another drill's report",
       [](DrillResult&) {},
       TwinReport{"r", "other", "pass"},
       {kYes, kYes, kYes, kUnknown, kYes}},
      {"the cut does not help",
       [&](DrillResult& run) { windows_from(run, 37, [](auto& w) { w.operations["install"].accounting.ok = 50; }); },
       kHealthyTwin,
       {kYes, kYes, kYes, kYes, kNo}},
      {"never cut",
       [](DrillResult& run) { run.drill.metastability->cut.clear(); },
       kHealthyTwin,
       {kYes, kYes, kYes, kYes, kUnknown}},
      {"the trigger's end never came",
       [](DrillResult& run) { run.steps[1].ok = false; },
       kHealthyTwin,
       {kUnknown, kUnknown, kUnknown, kYes, kYes}},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    DrillResult run = metastable_run();
    test.change(run);
    EXPECT_EQ(verdicts(run, test.twin), test.expected);
    EXPECT_FALSE(certify(run, Timeline(run), test.twin).certified());
  }
}

TEST(Metastability, OfDaysIsCertifiedInWindowsOfHours) {
  DrillResult run = slowed(metastable_run(), 21'600);
  run.drill.metastability->down_for = std::chrono::hours(5 * 24);
  run.drill.metastability->back_within = std::chrono::hours(30);
  run.measurements.core_capacity_per_s = 1;
  const MetastabilityCertificate certificate = certify(run, Timeline(run), kHealthyTwin);
  EXPECT_TRUE(certificate.certified());
  EXPECT_EQ(certificate.conditions[2].evidence, "5 d in a row at or below 50%, 5 d needed");
  EXPECT_EQ(certificate.conditions[4].evidence,
            "core goodput 100% from 1 d 6 h after step cut (over 2 d 12 h), 95% needed");
  run.drill.metastability->down_for += Nanos{1};
  EXPECT_EQ(certify(run, Timeline(run), kHealthyTwin).conditions[2].verdict, Verdict::unknown);
}

TEST(Metastability, IsNotAskedForWithoutAPlan) {
  DrillResult run = metastable_run();
  run.drill.metastability.reset();
  const MetastabilityCertificate certificate = certify(run, Timeline(run), kHealthyTwin);
  EXPECT_TRUE(certificate.conditions.empty());
  EXPECT_FALSE(certificate.certified());
}

}  // namespace
}  // namespace souk::domain
