#include "profiler/cpu_profiler.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <ctime>
#include <thread>

namespace souk::profiler {
namespace {

double cpu_seconds() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

// External linkage and never inlined, so that it has a symbol to be found by.
__attribute__((noinline)) void burn_some_time(double until) {
  volatile std::uint64_t sum = 0;
  while (cpu_seconds() < until) {
    for (std::uint64_t i = 0; i < 100'000; ++i) sum = sum + i * i;
  }
}

std::uint64_t samples_with(const Folded& folded, const std::string& function) {
  std::uint64_t samples = 0;
  for (const auto& [stack, count] : folded) {
    if (stack.find(function) != std::string::npos) samples += count;
  }
  return samples;
}

TEST(CpuProfiler, FindsWhatAThreadSpendsItsTimeWith) {
  CpuProfiler profiler;
  auto run = profiler.start();
  ASSERT_TRUE(run.has_value()) << run.error().detail;
  std::thread worker(burn_some_time, cpu_seconds() + 0.5);
  worker.join();
  const auto raw = run->finish();
  ASSERT_TRUE(raw.has_value()) << raw.error().detail;
  const auto folded = fold(*raw);
  ASSERT_TRUE(folded.has_value()) << folded.error().detail;
  std::uint64_t all = 0;
  for (const auto& [stack, count] : *folded) all += count;
  // 50 are due; a timer that the kernel checks at its ticks may give fewer.
  EXPECT_GE(all, 10U) << to_text(*folded);
  EXPECT_GE(samples_with(*folded, "burn_some_time"), all * 8 / 10) << to_text(*folded);
}

TEST(CpuProfiler, TakesOneAtATimeAndCanBeginAgain) {
  CpuProfiler profiler;
  {
    const auto first = profiler.start();
    ASSERT_TRUE(first.has_value());
    const auto second = profiler.start();
    ASSERT_TRUE(second.has_error());
    EXPECT_EQ(second.error().code, Errc::conflict);
  }
  auto third = profiler.start();
  ASSERT_TRUE(third.has_value()) << "the first ended with its object";
  EXPECT_TRUE(third->finish().has_value());
  EXPECT_TRUE(profiler.start().has_value()) << "and the third when it was finished";
}

}  // namespace
}  // namespace souk::profiler
