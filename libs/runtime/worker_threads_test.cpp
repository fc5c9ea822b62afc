#include "runtime/worker_threads.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <set>
#include <thread>

#include "runtime/bounded_work_queue.hpp"
#include "runtime/live_clock.hpp"

namespace souk::runtime {
namespace {

class NoStore final : public ports::AnalyticsStore {
 public:
  Task<Result<domain::ApplyOutcome>> apply(std::span<const domain::PositionedEvent>,
                                           std::span<const domain::PoisonEvent>, domain::Strategy,
                                           std::uint64_t) override {
    co_return domain::ApplyOutcome{};
  }
  Task<Result<void>> save_watermark(std::uint64_t) override { co_return Result<void>{}; }
  Task<Result<domain::ConsumerProgress>> progress() override { co_return domain::ConsumerProgress{}; }
  Task<Result<domain::PresenceRolled>> roll_presence(domain::PresenceRoll) override {
    co_return domain::PresenceRolled{};
  }
};

class NoStores final : public ports::AnalyticsStoreFactory {
 public:
  std::atomic<int> failures{0};
  Result<std::unique_ptr<ports::AnalyticsStore>> open() override {
    if (failures > 0) {
      --failures;
      return fail(Errc::io, "too many open files");
    }
    return std::unique_ptr<ports::AnalyticsStore>(std::make_unique<NoStore>());
  }
};

struct WorkerThreadsTest : testing::Test {
  LiveClock clock;
  BoundedWorkQueue queue{1'000, clock};
  NoStores stores;
  std::mutex mutex;
  std::set<std::thread::id> threads;
  std::atomic<std::size_t> done{0};
  std::vector<std::string> errors;

  Task<void> body() {
    while (true) {
      const std::vector<ports::LogRecord> records = co_await queue.take(1);
      if (records.empty()) co_return;
      const std::scoped_lock lock(mutex);
      threads.insert(std::this_thread::get_id());
      ++done;
    }
  }
  WorkerThreads cluster{stores, queue, [this](ports::AnalyticsStore&) { return body(); },
                        [this](const std::string& message) {
                          const std::scoped_lock lock(mutex);
                          errors.push_back(message);
                        }};

  void wait_for_running(std::size_t count) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (cluster.running() != count && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    ASSERT_EQ(cluster.running(), count);
  }
  void TearDown() override {
    queue.close();
    cluster.join();
    EXPECT_EQ(cluster.running(), 0u);
  }
};

TEST_F(WorkerThreadsTest, GrowsAndShrinksToWhatIsAsked) {
  cluster.scale_to(64);
  wait_for_running(64);
  cluster.scale_to(3);
  wait_for_running(3);
  cluster.scale_to(10);
  wait_for_running(10);
}

TEST_F(WorkerThreadsTest, ReachesAThousandWorkers) {
  cluster.scale_to(1'024);
  wait_for_running(1'024);
}

TEST_F(WorkerThreadsTest, EveryWorkerIsAThreadThatTakesWork) {
  cluster.scale_to(4);
  wait_for_running(4);
  std::uint64_t next = 0;
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < give_up) {
    std::vector<ports::LogRecord> records{{next++, 0, "x"}};
    asio::io_context context;
    asio::co_spawn(context, queue.push(records, clock.now() + std::chrono::seconds(1)),
                   [](const std::exception_ptr&, bool) {});
    context.run();
    const std::scoped_lock lock(mutex);
    if (threads.size() == 4) break;
  }
  const std::scoped_lock lock(mutex);
  EXPECT_EQ(threads.size(), 4u);
}

TEST_F(WorkerThreadsTest, AWorkerThatCannotStartIsReportedAndReplacedOnTheNextRound) {
  stores.failures = 1;
  cluster.scale_to(2);
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (cluster.running() != 2 && std::chrono::steady_clock::now() < give_up) {
    cluster.scale_to(2);
    std::this_thread::yield();
  }
  EXPECT_EQ(cluster.running(), 2u);
  const std::scoped_lock lock(mutex);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_NE(errors[0].find("too many open files"), std::string::npos);
}

}  // namespace
}  // namespace souk::runtime
