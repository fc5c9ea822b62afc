#include "app/outbox_relay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/test_support.hpp"

namespace souk::app {
namespace {

using ports::RequestContext;

// Only the outbox; the shop's other transactions are not the relay's business.
class OutboxOnly final : public ports::MarketStore {
 public:
  std::vector<ports::OutboxEntry> entries;
  bool removal_fails = false;

  Task<Result<std::vector<ports::OutboxEntry>>> outbox_peek(RequestContext context, std::size_t max) override {
    EXPECT_EQ(context.owner, domain::Owner::outbox);
    std::vector<ports::OutboxEntry> out;
    for (const auto& entry : entries) {
      if (out.size() < max) out.push_back(entry);
    }
    co_return out;
  }
  Task<Result<void>> outbox_remove(RequestContext, std::int64_t up_to) override {
    if (removal_fails) co_return fail(Errc::deadline_exceeded, "waited too long");
    std::erase_if(entries, [up_to](const auto& entry) { return entry.sequence <= up_to; });
    co_return Result<void>{};
  }

  Task<Result<ports::AppPage>> app_page(RequestContext, std::string) override { co_return unused(); }
  Task<Result<ports::AppList>> list_apps(RequestContext, ports::AppQuery) override { co_return unused(); }
  Task<Result<std::vector<ports::Category>>> categories(RequestContext) override { co_return unused(); }
  Task<Result<ports::LatestVersion>> latest_version(RequestContext, std::string) override { co_return unused(); }
  Task<Result<domain::Offer>> offer(RequestContext, std::string, std::string) override { co_return unused(); }
  Task<Result<std::vector<domain::Licence>>> licences(RequestContext, std::string) override { co_return unused(); }
  Task<Result<domain::Recorded>> record(RequestContext, domain::Command, domain::IdempotencyKey, UnixMs) override {
    co_return unused();
  }
  Task<Result<ports::SearchFindings>> search_findings(RequestContext, std::vector<std::string>) override {
    co_return unused();
  }
  Task<Result<domain::SearchSnapshot>> take_search_snapshot(RequestContext, domain::SnapshotRequest) override {
    co_return unused();
  }
  Task<Result<domain::ReconciliationReport>> reconcile(RequestContext) override { co_return unused(); }
  Task<Result<domain::Recounted>> recount(RequestContext, domain::RecountPlan) override { co_return unused(); }
  void set_bulkhead(bool) override {}
  Stats stats() const override { return {}; }

 private:
  static Error unused() { return fail(Errc::internal, "not the relay's business"); }
};

class MemoryLog final : public ports::EventLog {
 public:
  std::vector<std::string> payloads;
  bool full = false;

  Task<Result<ports::AppendReceipt>> append(std::vector<std::string> added) override {
    if (full) co_return fail(Errc::no_space, "the disk is full");
    const ports::AppendReceipt receipt{payloads.size(), added.size()};
    payloads.insert(payloads.end(), added.begin(), added.end());
    co_return receipt;
  }
  Task<Result<std::vector<ports::LogRecord>>> read(std::uint64_t, std::size_t) override {
    co_return std::vector<ports::LogRecord>{};
  }
  Task<bool> wait_for(std::uint64_t, Instant) override { co_return false; }
  Task<Result<void>> trim(std::uint64_t) override { co_return Result<void>{}; }
  ports::LogStats stats() const override { return {}; }
};

struct OutboxRelayTest : testing::Test {
  JumpingClock clock;
  OutboxOnly store;
  MemoryLog log;
  OutboxRelay relay{store, log, clock};

  void put(std::int64_t sequence) {
    domain::AnalyticsEvent event;
    event.source = "/souk/core";
    event.id = std::to_string(sequence);
    event.type = domain::EventType::installed;
    store.entries.push_back({sequence, event});
  }
};

TEST_F(OutboxRelayTest, MovesEntriesIntoTheLogAndRemovesThem) {
  put(1);
  put(2);
  const Result<std::size_t> moved = run_task(relay.relay_once());
  ASSERT_TRUE(moved.has_value());
  EXPECT_EQ(moved.value(), 2u);
  EXPECT_TRUE(store.entries.empty());
  ASSERT_EQ(log.payloads.size(), 2u);
  const Result<domain::AnalyticsEvent> second = domain::decode(log.payloads[1]);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->id, "2");
  EXPECT_EQ(second->type, domain::EventType::installed);
}

TEST_F(OutboxRelayTest, AnUndeliveredEntryStays) {
  put(1);
  log.full = true;
  EXPECT_EQ(run_task(relay.relay_once()).error().code, Errc::no_space);
  EXPECT_EQ(store.entries.size(), 1u);
}

TEST_F(OutboxRelayTest, AnEntryThatCouldNotBeRemovedIsRemovedLaterAndNotDeliveredAgain) {
  put(7);
  store.removal_fails = true;
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(run_task(relay.relay_once()).error().code, Errc::deadline_exceeded);
  }
  put(8);
  store.removal_fails = false;
  EXPECT_EQ(run_task(relay.relay_once()).value(), 1u);
  ASSERT_EQ(log.payloads.size(), 2u);
  EXPECT_EQ(domain::decode(log.payloads[0])->id, "7");
  EXPECT_EQ(domain::decode(log.payloads[1])->id, "8");
  EXPECT_TRUE(store.entries.empty());
}

// The process died between log and outbox: nobody knows any more that the entry was delivered.
TEST_F(OutboxRelayTest, AfterACrashAnEntryIsDeliveredAgainUnderTheSameId) {
  put(7);
  store.removal_fails = true;
  EXPECT_EQ(run_task(relay.relay_once()).error().code, Errc::deadline_exceeded);
  store.removal_fails = false;
  OutboxRelay next(store, log, clock);
  EXPECT_TRUE(run_task(next.relay_once()).has_value());
  ASSERT_EQ(log.payloads.size(), 2u);
  EXPECT_EQ(log.payloads[0], log.payloads[1]);
  EXPECT_TRUE(store.entries.empty());
}

TEST_F(OutboxRelayTest, AnEmptyOutboxWritesNothing) {
  EXPECT_EQ(run_task(relay.relay_once()).value(), 0u);
  EXPECT_TRUE(log.payloads.empty());
}

}  // namespace
}  // namespace souk::app
