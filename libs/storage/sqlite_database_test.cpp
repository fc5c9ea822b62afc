#include "storage/sqlite_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "storage/test_support.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::storage {
namespace {

using contract::kToday;
using contract::small_catalogue;
using testing::HasSubstr;

domain::PositionedEvent heartbeat(std::uint64_t position) {
  return {.position = position,
          .event = {.source = "/instances/i-1",
                    .id = std::to_string(position),
                    .type = domain::EventType::heartbeat,
                    .app_key = "com.example.Tables",
                    .instance_id = std::string(200, 'i'),
                    .occurred_at = kToday}};
}

std::vector<domain::PositionedEvent> heartbeats(std::uint64_t from, std::uint64_t count) {
  std::vector<domain::PositionedEvent> events;
  for (std::uint64_t position = from; position < from + count; ++position) events.push_back(heartbeat(position));
  return events;
}

domain::Command install(std::string instance) {
  return {.kind = domain::CommandKind::install,
          .instance_id = std::move(instance),
          .app_key = "com.example.Tables",
          .hosting = domain::Hosting::cloud,
          .version = {}};
}

class SqliteDatabaseTest : public testing::Test {
 protected:
  Result<std::unique_ptr<SqliteDatabase>> open() { return SqliteDatabase::open({.path = folder_.file()}, clock_); }
  void execute(const char* sql) {
    const auto connection = Connection::open({.path = folder_.file()}).value();
    connection->script(sql);
    connection->take_error().value();
  }

  TempFolder folder_;
  TestClock clock_;
};

TEST_F(SqliteDatabaseTest, IsEmptyUntilACatalogueIsLoadedOnce) {
  const auto database = open().value();
  EXPECT_TRUE(database->empty().value());
  ASSERT_TRUE(database->load_catalogue(small_catalogue()).has_value());
  EXPECT_FALSE(database->empty().value());
  EXPECT_EQ(database->load_catalogue(small_catalogue()).error().code, Errc::conflict);
}

TEST_F(SqliteDatabaseTest, KeepsWhatItHadWhenOpenedAgain) {
  {
    const auto database = open().value();
    ASSERT_TRUE(database->load_catalogue(small_catalogue()).has_value());
    ASSERT_TRUE(run(database->market().record({}, install("i-9"), {.key = "k", .fingerprint = 1}, kToday)).has_value());
    const auto store = database->analytics_factory().open().value();
    EXPECT_EQ(run(store->apply(heartbeats(0, 10), {}, domain::Strategy::batched, 10))->applied, 10U);
  }
  const auto database = open().value();
  EXPECT_FALSE(database->empty().value());
  EXPECT_TRUE(run(database->market().offer({}, "i-9", "com.example.Tables"))->installed);
  EXPECT_EQ(run(database->market().outbox_peek({}, 10))->size(), 1U);
  const auto store = database->analytics_factory().open().value();
  EXPECT_EQ(run(store->progress())->applied, 10U);
  EXPECT_EQ(run(store->progress())->low_watermark, 10U);
  EXPECT_EQ(run(store->apply(heartbeats(0, 10), {}, domain::Strategy::per_event, 10))->replayed, 10U);
}

TEST_F(SqliteDatabaseTest, RefusesAFileOfANewerSouk) {
  open().value().reset();
  execute("PRAGMA user_version = 999");
  const auto refused = open();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::conflict);
  EXPECT_THAT(refused.error().detail, HasSubstr("999"));
}

TEST_F(SqliteDatabaseTest, RefusesAFileThatIsNotOurs) {
  execute("CREATE TABLE other (id INTEGER)");
  const auto refused = open();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::conflict);
}

TEST_F(SqliteDatabaseTest, SaysCorruptOfAFileThatIsNoDatabase) {
  std::ofstream(folder_.file()) << std::string(8'192, 'x');
  const auto refused = open();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::corrupt);
}

TEST_F(SqliteDatabaseTest, SaysWhichPathCannotBeOpened) {
  const auto refused = SqliteDatabase::open({.path = folder_.file("missing") / "market.db"}, clock_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::io);
  EXPECT_THAT(refused.error().detail, HasSubstr("missing"));
}

TEST_F(SqliteDatabaseTest, AnswersUnavailableOnceStopped) {
  const auto database = open().value();
  database->stop();
  const auto page = run(database->market().app_page({}, "com.example.Tables"));
  EXPECT_EQ(page.error().code, Errc::unavailable);
}

TEST_F(SqliteDatabaseTest, WhenFullRefusesWritesKeepsReadingAndLosesNothingAcknowledged) {
  open().value()->load_catalogue(small_catalogue()).value();
  const std::uint64_t quota = std::filesystem::file_size(folder_.file()) + 256 * 1024;
  std::uint64_t applied = 0;
  std::uint64_t position = 0;
  {
    const auto database = SqliteDatabase::open({.path = folder_.file(), .max_bytes = quota}, clock_).value();
    const auto store = database->analytics_factory().open().value();
    Errc code = Errc::ok;
    while (code == Errc::ok && position < 100'000) {
      const auto outcome = run(store->apply(heartbeats(position, 100), {}, domain::Strategy::batched, 0));
      code = outcome ? Errc::ok : outcome.error().code;
      if (outcome) applied += outcome->applied;
      if (outcome) position += 100;
    }
    EXPECT_EQ(code, Errc::no_space);
    EXPECT_GT(applied, 0U);
    EXPECT_TRUE(run(database->market().app_page({}, "com.example.Tables")).has_value());
    EXPECT_EQ(run(store->progress())->applied, applied);
    EXPECT_TRUE(run(database->market().reconcile({}))->discrepancies.empty());
    const auto turn = database->market().stats().writer;
    EXPECT_EQ(turn.in_use, 0U) << "the writer's turn was given back";
  }
  const auto database = open().value();
  const auto store = database->analytics_factory().open().value();
  EXPECT_EQ(run(store->progress())->applied, applied);
  EXPECT_EQ(run(store->apply(heartbeats(position, 100), {}, domain::Strategy::batched, 0))->applied, 100U);
}

TEST_F(SqliteDatabaseTest, RoomCanBeTakenAndGivenBackWhileItRuns) {
  const auto database = open().value();
  ASSERT_TRUE(database->load_catalogue(small_catalogue()).has_value());
  const auto store = database->analytics_factory().open().value();
  std::uint64_t position = 0;
  const auto apply = [&] {
    const auto outcome = run(store->apply(heartbeats(position, 100), {}, domain::Strategy::batched, 0));
    if (outcome) position += 100;
    return outcome ? Errc::ok : outcome.error().code;
  };
  ASSERT_EQ(apply(), Errc::ok);
  ASSERT_TRUE(database->set_room(64UL * 1024).has_value());
  Errc code = Errc::ok;
  for (int i = 0; i < 1'000 && code == Errc::ok; ++i) code = apply();
  EXPECT_EQ(code, Errc::no_space);
  int installs = 0;
  const auto buy = [&] {
    const std::string number = std::to_string(++installs);
    const domain::IdempotencyKey key{.key = std::string(2'000, 'k') + number, .fingerprint = 1};
    const auto bought = run(database->market().record({}, install("i-" + number), key, kToday));
    return bought ? Errc::ok : bought.error().code;
  };
  code = Errc::ok;
  while (code == Errc::ok && installs < 200) code = buy();
  EXPECT_EQ(code, Errc::no_space) << "the shop's connections know the limit too";
  ASSERT_TRUE(database->set_room(0).has_value());
  EXPECT_EQ(apply(), Errc::ok);
  EXPECT_EQ(buy(), Errc::ok);
}

TEST_F(SqliteDatabaseTest, CoreWritesAndManyWorkersShareTheWriter) {
  const auto database = open().value();
  ASSERT_TRUE(database->load_catalogue(small_catalogue()).has_value());
  database->market().set_bulkhead(true);
  std::vector<std::thread> workers;
  for (std::uint64_t w = 0; w < 8; ++w) {
    workers.emplace_back([&database, w] {
      const auto store = database->analytics_factory().open().value();
      const auto events = heartbeats(w * 1'000, 10);
      EXPECT_EQ(run(store->apply(events, {}, domain::Strategy::per_event, 0))->applied, 10U);
    });
  }
  for (int i = 0; i < 10; ++i) {
    const domain::IdempotencyKey key{.key = std::to_string(i), .fingerprint = 1};
    EXPECT_TRUE(run(database->market().record({}, install("i-" + std::to_string(100 + i)), key, kToday)).has_value());
  }
  for (auto& worker : workers) worker.join();
  const auto stats = database->market().stats();
  EXPECT_EQ(stats.transactions.at("apply_per_event"), 80U);
  EXPECT_EQ(stats.transactions.at("record_install"), 10U);
  EXPECT_EQ(stats.writer.granted[index_of(domain::Owner::analytics)], 80U);
}

}  // namespace
}  // namespace souk::storage
