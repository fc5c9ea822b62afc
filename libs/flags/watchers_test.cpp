#include "flags/watchers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "flags/static_flags.hpp"

namespace souk::flags {
namespace {

using domain::Flag;

TEST(StaticFlagsTest, ChangesAreInForceCheckedAndReported) {
  StaticFlags flags;
  std::vector<std::string> seen;
  const auto token = flags.watch([&seen, &flags](const domain::FlagChange& change) {
    seen.push_back(domain::to_text(change.before) + "->" + domain::to_text(change.after) + " by " + change.who);
    EXPECT_EQ(flags.evaluate(change.flag), change.after);
  });
  EXPECT_TRUE(flags.set(Flag::install_counts, std::string("hidden"), "ops", "wrong counts").has_value());
  EXPECT_TRUE(flags.set(Flag::install_counts, std::string("hidden"), "ops", "again").has_value());
  EXPECT_TRUE(flags.set(Flag::worker_limit, std::int64_t{0}).has_error());
  EXPECT_EQ(seen, std::vector<std::string>{"live->hidden by ops"});
}

TEST(StaticFlagsTest, StartsWithTheValuesGiven) {
  auto values = domain::default_flag_values();
  values[static_cast<std::size_t>(Flag::retry_budget)] = true;
  const StaticFlags flags(values);
  EXPECT_TRUE(flags.is_on(Flag::retry_budget));
  EXPECT_FALSE(flags.is_on(Flag::core_bulkhead));
}

TEST(WatchersTest, ATokenEndsItsWatcherOnly) {
  StaticFlags flags;
  int first = 0;
  int second = 0;
  auto first_token = flags.watch([&first](const domain::FlagChange&) { ++first; });
  const auto second_token = flags.watch([&second](const domain::FlagChange&) { ++second; });
  ASSERT_TRUE(flags.set(Flag::core_bulkhead, true).has_value());
  first_token.reset();
  ASSERT_TRUE(flags.set(Flag::core_bulkhead, false).has_value());
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 2);
}

TEST(WatchersTest, AWatcherMayEndItself) {
  StaticFlags flags;
  int calls = 0;
  std::shared_ptr<void> token;
  token = flags.watch([&calls, &token](const domain::FlagChange&) {
    ++calls;
    token.reset();
  });
  ASSERT_TRUE(flags.set(Flag::core_bulkhead, true).has_value());
  ASSERT_TRUE(flags.set(Flag::core_bulkhead, false).has_value());
  EXPECT_EQ(calls, 1);
}

TEST(WatchersTest, AWatcherMaySetAFlag) {
  StaticFlags flags;
  const auto token = flags.watch([&flags](const domain::FlagChange& change) {
    if (change.flag != Flag::catch_up_control) return;
    EXPECT_TRUE(flags.set(Flag::worker_autoscaling, false).has_value());
  });
  ASSERT_TRUE(flags.set(Flag::catch_up_control, true).has_value());
  EXPECT_FALSE(flags.is_on(Flag::worker_autoscaling));
}

TEST(WatchersTest, ATokenMayOutliveTheFlags) {
  std::shared_ptr<void> token;
  {
    StaticFlags flags;
    token = flags.watch([](const domain::FlagChange&) {});
  }
  EXPECT_NO_THROW(token.reset());
}

// The watcher's target dies right after its token: were a call still running, the sanitizers would see it.
TEST(WatchersTest, AfterTheTokenIsGoneNoCallRunsOnAnyThread) {
  StaticFlags flags;
  std::atomic<bool> done{false};
  std::atomic<int> late{0};
  std::atomic<int> calls{0};
  std::thread setter([&flags, &done] {
    for (bool on = true; !done.load(); on = !on) EXPECT_TRUE(flags.set(Flag::core_bulkhead, on).has_value());
  });
  for (int round = 0; round < 300; ++round) {
    auto ended = std::make_unique<std::atomic<bool>>(false);
    const int calls_before = calls.load();
    auto token = flags.watch([target = ended.get(), &late, &calls](const domain::FlagChange&) {
      if (target->load()) ++late;
      ++calls;
    });
    while (round % 10 == 0 && calls.load() == calls_before) std::this_thread::yield();
    token.reset();
    ended->store(true);
    ended.reset();
  }
  done = true;
  setter.join();
  EXPECT_EQ(late, 0);
  EXPECT_GE(calls, 30);
}

}  // namespace
}  // namespace souk::flags
