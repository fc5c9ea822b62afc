#include "services/lab/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace souk::lab {
namespace {

TEST(RunParallel, DoesEachPieceOnce) {
  for (const unsigned threads : {1U, 3U, 64U}) {
    std::vector<std::atomic<int>> times(40);
    EXPECT_EQ(run_parallel(times.size(), {threads}, [&times](std::size_t i) { ++times[i]; }), times.size());
    for (const std::atomic<int>& count : times) EXPECT_EQ(count, 1);
  }
  EXPECT_EQ(run_parallel(0, {4}, [](std::size_t) { FAIL(); }), 0U);
}

TEST(RunParallel, StopsBetweenPieces) {
  std::atomic<int> done = 0;
  Parallel how{1, [&done] { return done == 3; }, {}};
  EXPECT_EQ(run_parallel(10, how, [&done](std::size_t) { ++done; }), 3U);
  EXPECT_EQ(done, 3);
}

TEST(RunParallel, PassesAnExceptionOn) {
  std::atomic<int> begun = 0;
  const auto work = [&begun](std::size_t i) {
    ++begun;
    if (i == 2) throw std::runtime_error("broken");
  };
  EXPECT_THROW(run_parallel(100, {1}, work), std::runtime_error);
  EXPECT_EQ(begun, 3);
}

}  // namespace
}  // namespace souk::lab
