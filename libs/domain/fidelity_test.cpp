#include "domain/fidelity.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/drill_test_support.hpp"

namespace souk::domain {
namespace {

const FidelityFigure& find(const std::vector<FidelityFigure>& figures, const std::string& phase,
                           const std::string& name) {
  const auto found =
      std::find_if(figures.begin(), figures.end(), [&](const auto& f) { return f.phase == phase && f.name == name; });
  EXPECT_NE(found, figures.end()) << phase << " " << name;
  return *found;
}

TEST(Fidelity, EqualRunsHaveNoErrors) {
  const DrillResult run = falling_run();
  for (const FidelityFigure& figure : compare_worlds(run, run, {})) {
    EXPECT_EQ(figure.verdict, Verdict::yes) << figure.phase << " " << figure.name;
    EXPECT_EQ(figure.error.value_or(0), 0);
  }
}

TEST(Fidelity, ALatencyThatIsOffIsFoundAndNamed) {
  const DrillResult live = falling_run();
  DrillResult simulated = falling_run();
  for (LoadWindow& window : simulated.windows) {
    Histogram& latency = window.operations["install"].latency;
    latency.clear();
    latency.record(std::chrono::milliseconds(13), 100);
  }
  const auto figures = compare_worlds(live, simulated, {});
  EXPECT_EQ(find(figures, "baseline", "p99").verdict, Verdict::no);
  EXPECT_NEAR(*find(figures, "baseline", "p99").error, 0.3, 0.01);
  EXPECT_EQ(find(figures, "baseline", "goodput").verdict, Verdict::yes);
}

TEST(Fidelity, RatesAreComparedAsSharesOfEachRunsOwnCapacity) {
  const DrillResult live = falling_run();
  DrillResult faster = falling_run();
  faster.measurements.apply_capacity_per_s = 2'000;  // and the same rates: half of the share
  const auto figures = compare_worlds(live, faster, {});
  EXPECT_DOUBLE_EQ(*find(figures, "fall", "drain rate").live, 20);
  EXPECT_DOUBLE_EQ(*find(figures, "fall", "drain rate").simulated, 10);
  EXPECT_EQ(find(figures, "", "apply capacity").verdict, Verdict::no);
}

TEST(Fidelity, SharesNearZeroAreNotBlownUp) {
  const DrillResult live = falling_run();
  DrillResult simulated = falling_run();
  for (int second = 10; second < 20; ++second) {
    simulated.windows[static_cast<std::size_t>(second)].operations["install"].accounting.ok = 12;  // 12% for 10%
  }
  EXPECT_EQ(find(compare_worlds(live, simulated, {}), "fall", "goodput").verdict, Verdict::yes);
}

TEST(Fidelity, DataThatOnlyOneRunHasIsUnknown) {
  const DrillResult live = falling_run();
  DrillResult simulated = falling_run();
  simulated.measurements.core_capacity_per_s.reset();
  EXPECT_EQ(find(compare_worlds(live, simulated, {}), "", "core capacity").verdict, Verdict::unknown);
}

TEST(Fidelity, TheTippingPointLiesBetweenTheLastHealthyAndTheFirstSickCluster) {
  DrillResult run = falling_run();  // 4 workers at 100%, then 64 at 10%
  const auto tipping = tipping_workers(run);
  ASSERT_TRUE(tipping);
  EXPECT_NEAR(*tipping, 18.7, 0.1);                                                      // 4 * 16^(0.5 / 0.9)
  for (LoadWindow& window : run.windows) window.start += std::chrono::microseconds(30);  // as a live load starts
  EXPECT_EQ(tipping_workers(run), tipping);
  for (LoadWindow& window : run.windows) window.operations["install"].accounting.ok = 100;
  EXPECT_FALSE(tipping_workers(run));
}

}  // namespace
}  // namespace souk::domain
