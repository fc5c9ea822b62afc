#include "app/worker_loop.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "app/test_support.hpp"

namespace souk::app {
namespace {

// A log that holds everything in memory; waiting for more ends the reader (there will be no more).
class ListLog final : public ports::EventLog {
 public:
  std::vector<ports::LogRecord> records;
  EventConsumer* reader = nullptr;

  Task<Result<ports::AppendReceipt>> append(std::vector<std::string>) override {
    co_return fail(Errc::unavailable, "read only");
  }
  Task<Result<std::vector<ports::LogRecord>>> read(std::uint64_t from, std::size_t max) override {
    std::vector<ports::LogRecord> out;
    for (const ports::LogRecord& record : records) {
      if (record.position >= from && out.size() < max) out.push_back(record);
    }
    co_return out;
  }
  Task<bool> wait_for(std::uint64_t, Instant) override {
    reader->request_stop();
    co_return false;
  }
  Task<Result<void>> trim(std::uint64_t) override { co_return Result<void>{}; }
  ports::LogStats stats() const override { return {.next_position = records.size()}; }
};

// Answers empty (stop) once it has nothing more.
class ListQueue final : public ports::WorkQueue {
 public:
  std::deque<ports::LogRecord> records;
  std::vector<std::size_t> asked;

  Task<bool> push(std::vector<ports::LogRecord>& pushed, Instant) override {
    records.insert(records.end(), pushed.begin(), pushed.end());
    pushed.clear();
    co_return true;
  }
  Task<std::vector<ports::LogRecord>> take(std::size_t max) override {
    asked.push_back(max);
    std::vector<ports::LogRecord> out;
    while (!records.empty() && out.size() < max) {
      out.push_back(records.front());
      records.pop_front();
    }
    co_return out;
  }
  void put_back(std::vector<ports::LogRecord> back) override {
    records.insert(records.end(), back.begin(), back.end());
  }
  void set_paused(bool) override {}
  void retire(std::size_t) override {}
  std::size_t size() const override { return records.size(); }
};

class RecordingStore final : public ports::AnalyticsStore {
 public:
  std::map<std::uint64_t, int> applied;
  std::map<std::uint64_t, std::string> poison;
  std::vector<std::size_t> transaction_sizes;
  std::vector<std::uint64_t> watermarks;
  int failures_left = 0;
  JumpingClock* clock = nullptr;
  Nanos takes{0};  // each transaction, on `clock`

  Task<Result<domain::ApplyOutcome>> apply(std::span<const domain::PositionedEvent> events,
                                           std::span<const domain::PoisonEvent> unreadable, domain::Strategy,
                                           std::uint64_t watermark) override {
    if (failures_left > 0) {
      --failures_left;
      co_return fail(Errc::no_space, "the disk is full");
    }
    if (clock != nullptr) clock->advance(takes);
    domain::ApplyOutcome outcome;
    for (const domain::PositionedEvent& event : events) ++applied[event.position];
    for (const domain::PoisonEvent& event : unreadable) {
      poison[event.position] = event.reason;
      outcome.poison.push_back(event);
    }
    outcome.applied = events.size();
    transaction_sizes.push_back(events.size() + unreadable.size());
    watermarks.push_back(watermark);
    co_return outcome;
  }
  Task<Result<void>> save_watermark(std::uint64_t) override { co_return Result<void>{}; }
  Task<Result<domain::ConsumerProgress>> progress() override { co_return domain::ConsumerProgress{}; }
  Task<Result<domain::PresenceRolled>> roll_presence(domain::PresenceRoll) override {
    co_return domain::PresenceRolled{};
  }
};

class OneFlag final : public ports::Flags {
 public:
  std::string strategy = "per_event";
  domain::FlagValue evaluate(domain::Flag, const domain::FlagContext&) const override { return strategy; }
  std::shared_ptr<void> watch(Watcher) override { return nullptr; }
};

struct WorkerLoopTest : testing::Test {
  JumpingClock clock;
  ListLog log;
  ListQueue queue;
  OneFlag flags;
  WorkerPolicy policy;
  RecordingStore store;
  EventConsumer consumer{log, queue, clock, {}};

  void SetUp() override { log.reader = &consumer; }
  void fill(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      domain::AnalyticsEvent event;
      event.source = "/instances/i-1";
      event.id = std::to_string(i);
      event.app_key = "com.example.tables";
      std::string payload;
      domain::encode(event, payload);
      log.records.push_back({i, clock.unix_ms(), payload});
    }
  }
  void work() {
    run_task(consumer.run());
    run_task(run_worker({queue, flags, clock, consumer, policy}, store));
  }
};

TEST_F(WorkerLoopTest, AppliesEveryEventOnceAndMovesTheWatermark) {
  fill(5);
  EXPECT_EQ(consumer.backlog(), 5u);
  work();
  EXPECT_EQ(store.applied.size(), 5u);
  EXPECT_EQ(consumer.progress().applied, 5u);
  EXPECT_EQ(consumer.low_watermark(), 5u);
  EXPECT_EQ(consumer.backlog(), 0u);
  EXPECT_EQ(consumer.stored_watermark(), 4u);  // the last transaction carried the watermark of its start
}

TEST_F(WorkerLoopTest, PerEventTakesOneEventATransaction) {
  fill(3);
  work();
  EXPECT_EQ(store.transaction_sizes, (std::vector<std::size_t>{1, 1, 1}));
}

TEST_F(WorkerLoopTest, BatchedTakesUpToTheBatchSize) {
  flags.strategy = "batched";
  policy.batch_size = 4;
  fill(6);
  work();
  EXPECT_EQ(store.transaction_sizes, (std::vector<std::size_t>{4, 2}));
}

TEST_F(WorkerLoopTest, UnreadableEventsAreQuarantinedAndNeverBlock) {
  fill(3);
  log.records[1].payload = "\x7fgarbage";
  work();
  EXPECT_EQ(store.applied.size(), 2u);
  ASSERT_TRUE(store.poison.contains(1));
  EXPECT_FALSE(store.poison[1].empty());
  EXPECT_EQ(consumer.progress().quarantined, 1u);
  EXPECT_EQ(consumer.backlog(), 0u);
}

TEST_F(WorkerLoopTest, AFailedTransactionIsTriedAgainAfterAWait) {
  fill(2);
  store.failures_left = 3;
  const Instant before = clock.now();
  work();
  EXPECT_EQ(store.applied, (std::map<std::uint64_t, int>{{0, 1}, {1, 1}}));
  EXPECT_GE(clock.now() - before, std::chrono::milliseconds(300));
}

TEST_F(WorkerLoopTest, BelowFullDutyItRestsInProportionToEachTransaction) {
  store.clock = &clock;
  store.takes = std::chrono::milliseconds(10);
  policy.duty = 0.25;
  fill(3);
  const Instant before = clock.now();
  work();
  EXPECT_EQ(clock.now() - before, 3 * std::chrono::milliseconds(10 + 30));
}

TEST_F(WorkerLoopTest, ARestIsBounded) {
  store.clock = &clock;
  store.takes = std::chrono::seconds(20);
  policy.duty = 0.01;
  fill(1);
  const Instant before = clock.now();
  work();
  EXPECT_EQ(clock.now() - before, std::chrono::seconds(21));
}

TEST_F(WorkerLoopTest, TheOldestAgeIsThatOfTheFirstUnconsumedEvent) {
  fill(2);
  log.records[1].appended_at += 500;
  run_task(consumer.run());
  clock.advance(std::chrono::milliseconds(2000));
  EXPECT_EQ(consumer.oldest_age_ms(), 2000);
  consumer.committed(std::span(log.records).first(1), {.applied = 1}, 0);
  EXPECT_EQ(consumer.oldest_age_ms(), 1500);
  consumer.committed(std::span(log.records).last(1), {.applied = 1}, 0);
  EXPECT_EQ(consumer.oldest_age_ms(), 0);
}

}  // namespace
}  // namespace souk::app
