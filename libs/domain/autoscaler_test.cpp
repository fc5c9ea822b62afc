#include "domain/autoscaler.hpp"

#include <gtest/gtest.h>

#include "domain/random.hpp"

namespace souk::domain {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant at(Nanos since_start) { return Instant{since_start}; }

Autoscaler::Settings incident() { return {}; }

TEST(AutoscalerTest, DoublesWhileTheBacklogExceedsTheThreshold) {
  Autoscaler scaler(incident());
  std::size_t workers = 4;
  for (const std::size_t expected : {8U, 16U, 32U, 64U}) {
    const Instant now = at(milliseconds(500) * static_cast<int>(expected));
    workers = scaler.decide({.backlog = 10'000, .current_target = workers, .now = now});
    EXPECT_EQ(workers, expected);
  }
}

TEST(AutoscalerTest, ABacklogAtTheThresholdIsNotAboveIt) {
  Autoscaler scaler(incident());
  EXPECT_EQ(scaler.decide({.backlog = 80, .current_target = 4, .now = at(seconds(1))}), 4U);
  EXPECT_EQ(scaler.decide({.backlog = 81, .current_target = 4, .now = at(seconds(2))}), 8U);
}

TEST(AutoscalerTest, NeverActsTwiceWithinAnInterval) {
  Autoscaler scaler(incident());
  EXPECT_EQ(scaler.decide({.backlog = 99'999, .current_target = 4, .now = at(milliseconds(0))}), 8U);
  EXPECT_EQ(scaler.decide({.backlog = 99'999, .current_target = 8, .now = at(milliseconds(499))}), 8U);
  EXPECT_EQ(scaler.decide({.backlog = 99'999, .current_target = 8, .now = at(milliseconds(500))}), 16U);
}

TEST(AutoscalerTest, StopsAtTheMaximumEvenWhenItIsNoPowerOfTwo) {
  Autoscaler::Settings settings;
  settings.max_workers = 100;
  Autoscaler scaler(settings);
  EXPECT_EQ(scaler.decide({.backlog = 1'000'000, .current_target = 64, .now = at(seconds(1))}), 100U);
  EXPECT_EQ(scaler.decide({.backlog = 1'000'000, .current_target = 100, .now = at(seconds(2))}), 100U);
}

TEST(AutoscalerTest, ATargetOutsideTheBoundsIsBroughtBackAtOnce) {
  Autoscaler scaler(incident());
  EXPECT_EQ(scaler.decide({.backlog = 50, .current_target = 0, .now = at(seconds(1))}), 4U);
  EXPECT_EQ(scaler.decide({.backlog = 10'000, .current_target = 5'000, .now = at(seconds(2))}), 1024U);
}

TEST(AutoscalerTest, HalvesOnlyAfterALongCalmAndOnlyOnceForEach) {
  Autoscaler scaler(incident());
  std::size_t workers = 64;
  const auto step = [&](Nanos since_start) {
    workers = scaler.decide({.backlog = 0, .current_target = workers, .now = at(since_start)});
    return workers;
  };
  EXPECT_EQ(step(seconds(0)), 64U);
  EXPECT_EQ(step(milliseconds(4'999)), 64U);
  EXPECT_EQ(step(milliseconds(5'000)), 32U);
  EXPECT_EQ(step(milliseconds(9'999)), 32U);
  EXPECT_EQ(step(milliseconds(10'000)), 16U);
  EXPECT_EQ(step(seconds(15)), 8U);
  EXPECT_EQ(step(seconds(20)), 4U);
  EXPECT_EQ(step(seconds(60)), 4U);
}

TEST(AutoscalerTest, OneBusyReadingStartsTheCalmAnew) {
  Autoscaler scaler(incident());
  EXPECT_EQ(scaler.decide({.backlog = 0, .current_target = 64, .now = at(seconds(0))}), 64U);
  EXPECT_EQ(scaler.decide({.backlog = 320, .current_target = 64, .now = at(seconds(4))}), 64U);  // a quarter of 1,280
  EXPECT_EQ(scaler.decide({.backlog = 0, .current_target = 64, .now = at(seconds(5))}), 64U);
  EXPECT_EQ(scaler.decide({.backlog = 0, .current_target = 64, .now = at(milliseconds(9'999))}), 64U);
  EXPECT_EQ(scaler.decide({.backlog = 0, .current_target = 64, .now = at(seconds(10))}), 32U);
}

// The documented mistake: it keeps growing although growth makes no difference, and keeps the big cluster as long as
// the backlog stays.
TEST(AutoscalerTest, KeepsGrowingWhileABiggerClusterDrainsNoFaster) {
  Autoscaler scaler(incident());
  std::size_t workers = 4;
  for (int tick = 0; tick < 40; ++tick) {
    workers = scaler.decide({.backlog = 30'000, .current_target = workers, .now = at(milliseconds(500) * tick)});
  }
  EXPECT_EQ(workers, 1024U);
  EXPECT_EQ(scaler.decide({.backlog = 12'000, .current_target = workers, .now = at(seconds(60))}), 1024U);
}

TEST(AutoscalerTest, StaysWithinBoundsAndFactorsOfTwoForAnyReadings) {
  Random random(7, "autoscaler");
  Autoscaler scaler(incident());
  std::size_t workers = 4;
  Instant now = at(Nanos{0});
  Instant changed = now - seconds(1);
  for (int i = 0; i < 20'000; ++i) {
    now += milliseconds(random.below(400));
    const std::uint64_t backlog = random.chance(0.5) ? random.below(50) : random.below(40'000);
    const std::size_t next = scaler.decide({.backlog = backlog, .current_target = workers, .now = now});
    ASSERT_GE(next, 4U);
    ASSERT_LE(next, 1024U);
    if (next != workers) {
      ASSERT_TRUE(next == workers * 2 || next == workers / 2) << workers << " -> " << next;
      ASSERT_GE(now - changed, milliseconds(500));
      changed = now;
    }
    workers = next;
  }
}

TEST(AutoscalerTest, SettingsAreCheckedByName) {
  const auto detail = [](Autoscaler::Settings settings) { return Autoscaler::validate(settings).error().detail; };
  EXPECT_TRUE(Autoscaler::validate(incident()).has_value());
  Autoscaler::Settings settings;
  settings.min_workers = 0;
  EXPECT_NE(detail(settings).find("min_workers"), std::string::npos);
  settings = {};
  settings.max_workers = 3;
  EXPECT_NE(detail(settings).find("max_workers"), std::string::npos);
  settings = {};
  settings.backlog_per_worker = 0;
  EXPECT_NE(detail(settings).find("backlog_per_worker"), std::string::npos);
  settings = {};
  settings.interval = Nanos{0};
  EXPECT_NE(detail(settings).find("interval"), std::string::npos);
  settings = {};
  settings.shrink_after = Nanos{0};
  EXPECT_NE(detail(settings).find("shrink_after"), std::string::npos);
}

TEST(AutoscalerTest, NewSettingsCountFromTheNextDecision) {
  Autoscaler scaler(incident());
  Autoscaler::Settings settings = scaler.settings();
  settings.backlog_per_worker = 1'000;
  scaler.set_settings(settings);
  EXPECT_EQ(scaler.decide({.backlog = 4'000, .current_target = 4, .now = at(seconds(1))}), 4U);
  EXPECT_EQ(scaler.decide({.backlog = 4'001, .current_target = 4, .now = at(seconds(2))}), 8U);
}

}  // namespace
}  // namespace souk::domain
