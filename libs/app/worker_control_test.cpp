#include "app/worker_control.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "app/test_support.hpp"

namespace souk::app {
namespace {

using namespace std::chrono_literals;

class MapFlags final : public ports::Flags {
 public:
  domain::FlagValues values = domain::default_flag_values();
  void set(domain::Flag flag, domain::FlagValue value) { values[static_cast<std::size_t>(flag)] = std::move(value); }
  domain::FlagValue evaluate(domain::Flag flag, const domain::FlagContext&) const override {
    return values[static_cast<std::size_t>(flag)];
  }
  std::shared_ptr<void> watch(Watcher) override { return nullptr; }
};

class PausableQueue final : public ports::WorkQueue {
 public:
  bool paused = false;
  Task<bool> push(std::vector<ports::LogRecord>&, Instant) override { co_return true; }
  Task<std::vector<ports::LogRecord>> take(std::size_t) override { co_return std::vector<ports::LogRecord>{}; }
  void put_back(std::vector<ports::LogRecord>) override {}
  void set_paused(bool value) override { paused = value; }
  void retire(std::size_t) override {}
  std::size_t size() const override { return 0; }
};

// Only its length matters here.
class LongLog final : public ports::EventLog {
 public:
  std::uint64_t length = 0;
  Task<Result<ports::AppendReceipt>> append(std::vector<std::string>) override { co_return ports::AppendReceipt{}; }
  Task<Result<std::vector<ports::LogRecord>>> read(std::uint64_t, std::size_t) override {
    co_return std::vector<ports::LogRecord>{};
  }
  Task<bool> wait_for(std::uint64_t, Instant) override { co_return false; }
  Task<Result<void>> trim(std::uint64_t) override { co_return Result<void>{}; }
  ports::LogStats stats() const override { return {0, length, 0, 0}; }
};

class CountingCluster final : public ports::WorkerCluster {
 public:
  std::size_t size = 0;
  void scale_to(std::size_t workers) override { size = workers; }
  std::size_t running() const override { return size; }
};

struct WorkerControlTest : testing::Test {
  JumpingClock clock;
  MapFlags flags;
  PausableQueue queue;
  LongLog log;
  CountingCluster cluster;
  EventConsumer consumer{log, queue, clock, {}};
  LiveSettings settings;
  WorkerPolicy policy;
  CoreLatency latency{1ms, 100};
  WorkerControl control{{clock, flags, queue, cluster, consumer, settings, policy, [this] { return latency; }}};

  void run_for(Nanos duration) {
    for (const Instant end = clock.now() + duration; clock.now() < end; clock.advance(50ms)) control.control();
  }
};

TEST_F(WorkerControlTest, WithoutABacklogTheClusterStaysSmall) {
  run_for(20s);
  EXPECT_EQ(cluster.size, 4u);
}

TEST_F(WorkerControlTest, ABacklogDoublesTheClusterUpToTheLimit) {
  log.length = 100'000;
  flags.set(domain::Flag::worker_limit, std::int64_t{100});
  run_for(2s);
  EXPECT_GT(cluster.size, 16u);
  run_for(20s);
  EXPECT_EQ(cluster.size, 100u);
}

TEST_F(WorkerControlTest, ALimitThatIsLiftedDoesNotReleaseWhatTheAutoscalerAskedForInVain) {
  log.length = 100'000;
  flags.set(domain::Flag::worker_limit, std::int64_t{8});
  run_for(20s);
  ASSERT_EQ(cluster.size, 8u);
  flags.set(domain::Flag::worker_limit, std::int64_t{512});
  run_for(100ms);
  EXPECT_LE(cluster.size, 16u);
}

TEST_F(WorkerControlTest, WithTheAutoscalerOffTheOperatorDecides) {
  log.length = 100'000;
  flags.set(domain::Flag::worker_autoscaling, false);
  ASSERT_TRUE(settings.set("workers", 9).has_value());
  run_for(20s);
  EXPECT_EQ(cluster.size, 9u);
}

TEST_F(WorkerControlTest, SwitchingProcessingOffPausesTheQueueAndFreezesTheCluster) {
  flags.set(domain::Flag::analytics_processing, false);
  log.length = 100'000;
  run_for(5s);
  EXPECT_TRUE(queue.paused);
  EXPECT_EQ(cluster.size, 4u);
  flags.set(domain::Flag::analytics_processing, true);
  run_for(1s);
  EXPECT_FALSE(queue.paused);
  EXPECT_GT(cluster.size, 4u);
}

TEST_F(WorkerControlTest, TheCatchUpControllerLimitsWhatTheAutoscalerAsksFor) {
  log.length = 1'000'000;
  flags.set(domain::Flag::catch_up_control, true);
  run_for(1s);
  EXPECT_LE(cluster.size, settings.count(domain::Setting::catch_up_max_workers));
  const std::size_t batch_early = policy.batch_size;
  run_for(10s);
  EXPECT_GT(policy.batch_size, batch_early) << "a calm core lets it take more";
}

TEST_F(WorkerControlTest, ASlowCoreCutsTheAllowance) {
  log.length = 1'000'000;
  flags.set(domain::Flag::catch_up_control, true);
  run_for(20s);
  const std::size_t before = policy.batch_size * cluster.size;
  latency.p99 = 500ms;
  run_for(3s);
  EXPECT_LT(policy.batch_size * cluster.size, before);
}

TEST_F(WorkerControlTest, UnderCatchUpControlWorkersRest) {
  ASSERT_TRUE(settings.set("catch_up.duty", 0.25).has_value());
  run_for(100ms);
  EXPECT_EQ(policy.duty, 1.0);
  flags.set(domain::Flag::catch_up_control, true);
  run_for(100ms);
  EXPECT_EQ(policy.duty, 0.25);
}

TEST_F(WorkerControlTest, WithoutCatchUpControlBatchesHaveTheirFullSize) {
  ASSERT_TRUE(settings.set("batch_size", 321).has_value());
  run_for(100ms);
  EXPECT_EQ(policy.batch_size, 321u);
}

}  // namespace
}  // namespace souk::app
