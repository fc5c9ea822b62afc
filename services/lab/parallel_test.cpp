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

TEST(RunParallel, PassesAnExceptionOfTheWatchOn) {
  const auto nothing = [](std::size_t) {};
  const Parallel stop{2, []() -> bool { throw std::runtime_error("broken"); }, {}};
  EXPECT_THROW(run_parallel(100, stop, nothing), std::runtime_error);

  // Pieces that go on until the report has been asked for: none is begun after it has failed.
  std::atomic<bool> reported = false;
  std::atomic<int> begun = 0;
  Parallel report{2, [] { return false; }, {}};
  report.report = [&reported](std::size_t) {
    reported = true;
    reported.notify_all();
    throw std::runtime_error("broken");
  };
  const auto wait = [&reported, &begun](std::size_t) {
    ++begun;
    reported.wait(false);
  };
  EXPECT_THROW(run_parallel(1'000'000'000, report, wait), std::runtime_error);
  EXPECT_LT(begun, 1'000'000'000);
}

TEST(RunParallel, EndsWithTheFirstOfManyFailures) {
  const auto work = [](std::size_t) { throw std::runtime_error("broken"); };
  for (int round = 0; round < 50; ++round) {
    try {
      run_parallel(100, {4}, work);
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "broken");
    }
  }
}

}  // namespace
}  // namespace souk::lab
