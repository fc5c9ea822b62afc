// What the store tells of where time went: to the trace of a request, or, for work without one, to the sink.
#include <gtest/gtest.h>

#include <latch>
#include <mutex>

#include "ports/request_trace.hpp"
#include "storage/connection_pool.hpp"
#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::storage {
namespace {

using contract::kToday;
using domain::Owner;
using domain::RequestPhase;
using std::chrono::milliseconds;

class KeptPhases final : public ports::PhaseSink {
 public:
  void record(Owner owner, const domain::PhaseTimes& times) override {
    const std::scoped_lock lock(mutex_);
    histograms_.record(owner, times);
  }
  std::uint64_t count(RequestPhase phase, Owner owner) const {
    const std::scoped_lock lock(mutex_);
    return histograms_.histogram(phase, owner).count();
  }

 private:
  mutable std::mutex mutex_;
  domain::PhaseHistograms<std::uint64_t> histograms_;
};

class PhasesTest : public testing::Test {
 protected:
  PhasesTest() {
    database_ = SqliteDatabase::open({.path = folder_.file(), .phases = &sink_}, clock_).value();
    database_->load_catalogue(contract::small_catalogue()).value();
  }
  ports::RequestContext context(Owner owner) { return {.owner = owner, .trace = &trace_}; }
  Result<domain::Recorded> install(const ports::RequestContext& context) {
    const domain::Command command{.kind = domain::CommandKind::install,
                                  .instance_id = "i-9",
                                  .app_key = "com.example.Tables",
                                  .hosting = domain::Hosting::cloud,
                                  .version = {}};
    return run(database_->market().record(context, command, {.key = "k", .fingerprint = 1}, kToday));
  }

  TempFolder folder_;
  TestClock clock_;
  KeptPhases sink_;
  ports::RequestTrace trace_{clock_};
  std::unique_ptr<SqliteDatabase> database_;
};

TEST_F(PhasesTest, AReadWaitsForThePoolAndWorksInTheStore) {
  ASSERT_TRUE(run(database_->market().app_page(context(Owner::browse), "com.example.Tables")).has_value());
  EXPECT_TRUE(trace_.times().has(RequestPhase::pool));
  EXPECT_GT(trace_.times().of(RequestPhase::store), Nanos{0});
  EXPECT_FALSE(trace_.times().has(RequestPhase::writer));
  EXPECT_EQ(sink_.count(RequestPhase::store, Owner::browse), 0U) << "its request reports it";
}

TEST_F(PhasesTest, AWriteWaitsForItsTurnToo) {
  ASSERT_TRUE(install(context(Owner::core)).has_value());
  EXPECT_TRUE(trace_.times().has(RequestPhase::pool));
  EXPECT_TRUE(trace_.times().has(RequestPhase::writer));
  EXPECT_GT(trace_.times().of(RequestPhase::store), Nanos{0});
}

TEST_F(PhasesTest, WorkWithoutATraceGoesToTheSink) {
  ASSERT_TRUE(install({.owner = Owner::outbox}).has_value());
  for (const auto phase : {RequestPhase::pool, RequestPhase::writer, RequestPhase::store}) {
    EXPECT_EQ(sink_.count(phase, Owner::outbox), 1U) << to_string(phase);
  }
}

TEST_F(PhasesTest, WorkersReportTheirWaitsAndHoldsOfTheWriter) {
  const auto store = database_->analytics_factory().open().value();
  std::vector<domain::PositionedEvent> events;
  for (std::uint64_t position = 0; position < 3; ++position) {
    events.push_back({.position = position,
                      .event = {.source = "/instances/i-1",
                                .id = std::to_string(position),
                                .type = domain::EventType::heartbeat,
                                .app_key = "com.example.Tables",
                                .instance_id = "i-1",
                                .occurred_at = kToday}});
  }
  ASSERT_TRUE(run(store->apply(events, {}, domain::Strategy::per_event, 3)).has_value());
  EXPECT_EQ(sink_.count(RequestPhase::writer, Owner::analytics), 3U) << "a turn for each event";
  EXPECT_EQ(sink_.count(RequestPhase::store, Owner::analytics), 3U);
  EXPECT_EQ(sink_.count(RequestPhase::pool, Owner::analytics), 0U) << "a worker has its own connection";
}

TEST(WriterQueuePhases, TheWaitIsBilledAlsoWhenItWasInVain) {
  TestClock clock;
  KeptPhases sink;
  WriterQueue queue({.phases = &sink}, clock);
  domain::PhaseTimes billed;
  {
    const auto turn = queue.take(Owner::analytics, kNever);
    EXPECT_EQ(queue.status().holding[index_of(Owner::analytics)], 1U);
    EXPECT_EQ(queue.take(Owner::core, clock.now() + milliseconds(5), &billed).error().code, Errc::deadline_exceeded);
    EXPECT_GE(queue.status().longest_hold_us[index_of(Owner::analytics)], 5'000U);
  }
  EXPECT_GE(billed.of(RequestPhase::writer), milliseconds(5));
  EXPECT_EQ(sink.count(RequestPhase::store, Owner::analytics), 1U);
  EXPECT_EQ(sink.count(RequestPhase::writer, Owner::core), 0U) << "whoever is billed reports it";
}

Task<void> keep_waiting(ConnectionPool& pool, ports::RequestContext context, Result<int>* result) {
  auto calling = pool.call<int>(context, [](Connection&) { return Result<int>(0); });
  *result = co_await std::move(calling);
}

TEST(ConnectionPoolPhases, TheWaitIsTracedAlsoWhenItWasInVain) {
  TempFolder folder;
  TestClock clock;
  const auto pool = ConnectionPool::open({.connections = 1, .connection = {.path = folder.file()}}, clock).value();
  std::latch held{1};
  asio::io_context loop{1};
  Result<int> holder = 0, waiter = 0;
  ports::RequestTrace trace(clock);
  auto holding = [&held](Connection&) {
    held.wait();
    return Result<int>(0);
  };
  asio::co_spawn(loop, pool->call<int>({.owner = Owner::core}, holding),
                 [&holder](const std::exception_ptr&, Result<int> result) { holder = std::move(result); });
  loop.poll();
  asio::co_spawn(
      loop,
      keep_waiting(*pool, {.owner = Owner::browse, .deadline = clock.now() + milliseconds(5), .trace = &trace},
                   &waiter),
      rethrow);
  loop.poll();
  const domain::ResourceStatus status = pool->status();
  EXPECT_EQ(status.holding[index_of(Owner::core)], 1U);
  EXPECT_EQ(status.waiting[index_of(Owner::browse)], 1U);
  while (waiter.has_value() && loop.run_one_for(std::chrono::seconds(20)) > 0) continue;
  EXPECT_EQ(waiter.error().code, Errc::deadline_exceeded);
  EXPECT_GE(trace.times().of(RequestPhase::pool), milliseconds(5));
  EXPECT_FALSE(trace.times().has(RequestPhase::store));
  EXPECT_GE(pool->status().longest_hold_us[index_of(Owner::core)], 5'000U);
  held.count_down();
  loop.run();
  EXPECT_TRUE(holder.has_value());
  EXPECT_EQ(pool->status().longest_hold_us[index_of(Owner::core)], 0U);
}

}  // namespace
}  // namespace souk::storage
