#include "services/calibration/stopwatch.hpp"

#include <gtest/gtest.h>

#include "runtime/live_clock.hpp"
#include "runtime/run_to_end.hpp"

namespace souk::calibration {
namespace {

TEST(StopwatchTest, WaitingIsNotCpu) {
  Stopwatch watch;
  runtime::LiveClock clock;
  watch.start();
  ASSERT_TRUE(runtime::run_to_end(clock.sleep_for(std::chrono::milliseconds(30))));
  const Spent spent = watch.stop();
  EXPECT_GE(spent.wall, std::chrono::milliseconds(30));
  EXPECT_LT(spent.cpu, std::chrono::milliseconds(15));
  EXPECT_LE(spent.blocked(), spent.wall);
}

TEST(StopwatchTest, ComputingIsCpuAndNotWaiting) {
  Stopwatch watch;
  watch.start();
  const Nanos until = Stopwatch::thread_cpu() + std::chrono::milliseconds(20);
  while (Stopwatch::thread_cpu() < until) {
  }
  const Spent spent = watch.stop();
  EXPECT_GE(spent.cpu, std::chrono::milliseconds(20));
  EXPECT_GE(spent.wall + std::chrono::milliseconds(1), spent.cpu);
}

}  // namespace
}  // namespace souk::calibration
