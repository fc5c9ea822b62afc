#include "services/calibration/crowd_fit.hpp"

#include <gtest/gtest.h>

namespace souk::calibration {
namespace {

using std::chrono::microseconds;

ApplyRate rate(std::size_t workers, Nanos turn, Nanos cpu) {
  return {.workers = workers, .events_per_s = 1 / to_s(turn), .cpu_per_event = cpu};
}

TEST(FitCrowdTest, WhatATurnTakesLongerIsCpuOrWaiting) {
  const auto crowd =
      fit_crowd({rate(8, microseconds(300), microseconds(130)), rate(64, microseconds(340), microseconds(150)),
                 rate(512, microseconds(500), microseconds(190))});
  ASSERT_EQ(crowd.size(), 3U);
  EXPECT_EQ(crowd[0].workers, 8U);
  EXPECT_EQ(crowd[0].cpu, Nanos{0});
  EXPECT_EQ(crowd[0].wait, Nanos{0});
  EXPECT_EQ(crowd[1].workers, 64U);
  EXPECT_NEAR(static_cast<double>(crowd[1].cpu.count()), 20'000, 2);
  EXPECT_NEAR(static_cast<double>(crowd[1].wait.count()), 20'000, 2);
  EXPECT_NEAR(static_cast<double>(crowd[2].cpu.count()), 60'000, 2);
  EXPECT_NEAR(static_cast<double>(crowd[2].wait.count()), 140'000, 2);
}

// CPU that is spent beside the turn, on the other core, does not make the turn longer.
TEST(FitCrowdTest, NoMoreCpuThanTheTurnIsLonger) {
  const auto crowd =
      fit_crowd({rate(8, microseconds(300), microseconds(130)), rate(512, microseconds(310), microseconds(190))});
  EXPECT_NEAR(static_cast<double>(crowd[1].cpu.count()), 10'000, 2);
  EXPECT_EQ(crowd[1].wait, Nanos{0});
}

TEST(FitCrowdTest, ALargerClusterThatIsFasterCostsNothing) {
  const auto crowd =
      fit_crowd({rate(8, microseconds(300), microseconds(130)), rate(64, microseconds(280), microseconds(150))});
  EXPECT_EQ(crowd[1].cpu, Nanos{0});
  EXPECT_EQ(crowd[1].wait, Nanos{0});
}

}  // namespace
}  // namespace souk::calibration
