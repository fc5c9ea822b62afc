#include "sim/memory_database.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/contract/store_harness.hpp"

namespace souk::sim {
namespace {

using contract::kToday;

std::shared_ptr<const CatalogueIndex> small_index() {
  static const auto index = std::make_shared<const CatalogueIndex>(contract::small_catalogue());
  return index;
}

domain::Command command(domain::CommandKind kind, const std::string& instance = "i-9") {
  return {.kind = kind,
          .instance_id = instance,
          .app_key = "com.example.Charts",
          .hosting = domain::Hosting::cloud,
          .version = {}};
}

domain::PositionedEvent event(std::uint64_t position, const std::string& id) {
  return {.position = position,
          .event = {.source = "/instances/i-1",
                    .id = id,
                    .type = domain::EventType::installed,
                    .app_key = "com.example.Charts",
                    .instance_id = "i-1",
                    .occurred_at = kToday}};
}

class MemoryDatabaseTest : public testing::Test {
 protected:
  domain::Receipt record(domain::CommandKind kind, const domain::IdempotencyKey& key = {}) {
    return database_.commit(database_.record(command(kind), key, kToday).value()).receipt;
  }
  domain::ApplyOutcome apply(const std::vector<domain::PositionedEvent>& events) {
    return database_.commit(database_.apply(events, {}, 0));
  }

  MemoryDatabase database_{small_index(), kToday, {.event_keys = 10, .receipts = 5}};
};

TEST_F(MemoryDatabaseTest, APreparedWriteThatIsNotCommittedLeavesNoTrace) {
  record(domain::CommandKind::install, {.key = "known", .fingerprint = 1});
  apply({event(0, "a")});
  const auto before = database_.dump();
  const std::vector<domain::PositionedEvent> events{event(1, "b"), event(2, "a"), event(3, "c")};
  const std::vector<domain::PoisonEvent> poison{{.position = 4, .payload = "?", .reason = "unreadable"}};
  for (std::size_t kind = 0; kind < domain::kCommandKindCount; ++kind) {
    auto dropped =
        database_.record(command(static_cast<domain::CommandKind>(kind)), {.key = "k", .fingerprint = 1}, kToday);
    EXPECT_TRUE(dropped.has_value());
    EXPECT_TRUE(database_.has_prepared());
    EXPECT_EQ(database_.dump(), before) << "prepared is not done";
  }
  EXPECT_EQ(database_.apply(events, poison, 5).result.applied, 2U);
  EXPECT_EQ(database_.dump(), before);
  (void)database_.outbox_remove(1);
  (void)database_.save_watermark(5);
  EXPECT_EQ(database_.dump(), before);
  EXPECT_FALSE(database_.has_prepared());
  // And everything can still be done.
  EXPECT_FALSE(
      database_.commit(database_.record(command(domain::CommandKind::upgrade), {.key = "k"}, kToday).value()).replayed);
  EXPECT_EQ(apply(events).applied, 2U);
}

TEST_F(MemoryDatabaseTest, WritesTakeTurns) {
  const auto prepared = database_.save_watermark(5);
  EXPECT_THROW((void)database_.save_watermark(6), std::logic_error);
  EXPECT_THROW((void)database_.record(command(domain::CommandKind::install), {}, kToday), std::logic_error);
  EXPECT_THROW((void)database_.apply({}, {}, 0), std::logic_error);
}

TEST_F(MemoryDatabaseTest, WhatACrashDroppedCannotBeCommitted) {
  auto lost = database_.save_watermark(5);
  database_.drop_prepared();
  auto next = database_.save_watermark(7);  // of the process that was started again
  EXPECT_THROW(database_.commit(std::move(lost)), std::logic_error);
  database_.commit(std::move(next));
  EXPECT_EQ(database_.progress().low_watermark, 7U);
}

TEST_F(MemoryDatabaseTest, ALateGoodbyeOfALostWriteTouchesNobodyElses) {
  auto lost = std::make_unique<Prepared<Nothing>>(database_.save_watermark(5));
  database_.drop_prepared();
  auto next = database_.save_watermark(7);
  lost.reset();
  EXPECT_TRUE(database_.has_prepared());
  database_.commit(std::move(next));
  EXPECT_EQ(database_.progress().low_watermark, 7U);
}

TEST_F(MemoryDatabaseTest, ReadsSeeAWriteOnceItIsCommitted) {
  auto prepared = database_.record(command(domain::CommandKind::install), {}, kToday).value();
  EXPECT_FALSE(database_.offer("i-9", "com.example.Charts")->installed);
  EXPECT_TRUE(database_.outbox_peek(10).empty());
  database_.commit(std::move(prepared));
  EXPECT_TRUE(database_.offer("i-9", "com.example.Charts")->installed);
  EXPECT_EQ(database_.outbox_peek(10).size(), 1U);
}

TEST_F(MemoryDatabaseTest, KnowsWritesThatChangeNothing) {
  const auto is_empty = [this](auto prepared) {
    const bool empty = database_.prepared_is_empty();
    database_.commit(std::move(prepared));
    return empty;
  };
  const domain::IdempotencyKey key{.key = "k", .fingerprint = 1};
  EXPECT_FALSE(is_empty(database_.record(command(domain::CommandKind::install), key, kToday).value()));
  EXPECT_TRUE(is_empty(database_.record(command(domain::CommandKind::install), key, kToday).value())) << "replayed";
  EXPECT_TRUE(is_empty(database_.record(command(domain::CommandKind::renew), {}, kToday).value())) << "refused";
  EXPECT_FALSE(is_empty(database_.record(command(domain::CommandKind::renew), {.key = "r"}, kToday).value()));
  const std::vector<domain::PositionedEvent> events{event(0, "a")};
  EXPECT_FALSE(is_empty(database_.apply(events, {}, 1)));
  EXPECT_TRUE(is_empty(database_.apply(events, {}, 1)));
  EXPECT_FALSE(is_empty(database_.apply(events, {}, 2))) << "a replay carries the watermark";
  EXPECT_TRUE(is_empty(database_.save_watermark(2)));
  EXPECT_FALSE(is_empty(database_.outbox_remove(1)));
  EXPECT_TRUE(is_empty(database_.outbox_remove(1)));
}

TEST_F(MemoryDatabaseTest, AForgottenEventCountsAgainAndAForgottenKeyIsANewRequest) {
  for (std::uint64_t n = 0; n < 11; ++n) apply({event(n, std::to_string(n))});
  EXPECT_EQ(apply({event(20, "1")}).duplicates, 1U) << "among the last ten";
  EXPECT_EQ(apply({event(21, "0")}).applied, 1U) << "forgotten";
  record(domain::CommandKind::renew, {.key = "first", .fingerprint = 1});
  const auto replayed = [&](const std::string& key) {
    return database_
        .commit(database_.record(command(domain::CommandKind::renew), {.key = key, .fingerprint = 1}, kToday).value())
        .replayed;
  };
  EXPECT_TRUE(replayed("first"));
  for (int n = 0; n < 5; ++n) EXPECT_FALSE(replayed("key-" + std::to_string(n)));
  EXPECT_FALSE(replayed("first"));
}

TEST_F(MemoryDatabaseTest, SumsStillAgreeAfterKeysWereForgotten) {
  for (std::uint64_t n = 0; n < 100; ++n) apply({event(n, std::to_string(n))});
  const auto report = database_.reconcile();
  ASSERT_EQ(report.discrepancies.size(), 1U) << "the app's, whose installs were never recorded";
  EXPECT_EQ(report.discrepancies[0].subject, "com.example.Charts");
  EXPECT_EQ(report.discrepancies[0].counted - report.discrepancies[0].of_record, 100);
}

}  // namespace
}  // namespace souk::sim
