// Which databases souk refuses, what it says then, and several processes on one.
#include "postgres/database.hpp"

#include <signal.h>

#include <thread>
#include <vector>

#include "postgres/postgres_test_support.hpp"
#include "postgres/schema.hpp"

namespace souk::postgres {
namespace {

using domain::EventType;
using domain::Strategy;
using storage::run;
using testing::HasSubstr;
using testing::Not;

TEST(CheckUrl, RefusesAPasswordWithoutRepeatingIt) {
  for (const char* url : {"postgres://souk:hunter2@127.0.0.1/souk", "postgres://127.0.0.1/souk?password=hunter2"}) {
    const Result<std::string> checked = check_url(url);
    ASSERT_FALSE(checked) << url;
    EXPECT_EQ(checked.error().code, Errc::invalid_argument);
    EXPECT_THAT(checked.error().detail, HasSubstr("SOUK_STORE_PASSWORD"));
    EXPECT_THAT(checked.error().detail, Not(HasSubstr("hunter2")));
  }
  for (const char* url : {"", "http://a/b", "127.0.0.1", "postgres://[::1/souk"}) EXPECT_FALSE(check_url(url)) << url;
  EXPECT_TRUE(check_url("postgres://souk@127.0.0.1:5432/souk"));
}

class PostgresDatabaseTest : public PostgresTest {
 protected:
  static domain::PositionedEvent event(std::uint64_t position, EventType type = EventType::installed) {
    return {.position = position,
            .event = {.source = "/instances/i-7",
                      .id = std::to_string(position),
                      .type = type,
                      .app_key = position % 2 == 0 ? "com.example.Tables" : "com.example.Charts",
                      .instance_id = "i-7",
                      .occurred_at = contract::kToday}};
  }
  static domain::Command install(const std::string& instance) {
    return {.kind = domain::CommandKind::install,
            .instance_id = instance,
            .app_key = "com.example.Tables",
            .hosting = domain::Hosting::cloud,
            .version = {}};
  }
};

TEST_F(PostgresDatabaseTest, SaysWhatIsWrongWithTheAddress) {
  DatabaseOptions wrong = options();
  wrong.url = "postgres://souk@127.0.0.1:1/souk";
  EXPECT_EQ(open_error(wrong).code, Errc::unavailable);
  wrong.url = server_.url("nowhere");
  EXPECT_EQ(open_error(wrong).code, Errc::invalid_argument);
  EXPECT_THAT(open_error(wrong).detail, HasSubstr("make the database"));
  wrong.url = server_.url(name_, "nobody");
  EXPECT_EQ(open_error(wrong).code, Errc::unauthenticated);
}

TEST_F(PostgresDatabaseTest, SaysThatThePasswordIsWrongAndKeepsItToItself) {
  DatabaseOptions guest = options();
  guest.url = server_.url(name_, "guest");
  EXPECT_EQ(open_error(guest).code, Errc::unauthenticated) << open_error(guest).detail;
  guest.password = "wrong-one";
  const Error error = open_error(guest);
  EXPECT_EQ(error.code, Errc::unauthenticated);
  EXPECT_THAT(error.detail, HasSubstr("SOUK_STORE_PASSWORD"));
  EXPECT_THAT(error.detail, Not(HasSubstr("wrong-one")));
  guest.password = "right";
  EXPECT_EQ(open_error(guest).code, Errc::forbidden) << "may not make tables: " << open_error(guest).detail;
}

TEST_F(PostgresDatabaseTest, RefusesASchemaThatItDoesNotKnow) {
  { const auto made = open(); }
  EXPECT_EQ(open_error(options()).code, Errc::ok) << "the same souk again";
  server_.sql(name_, "INSERT INTO souk_schema VALUES (" + std::to_string(schema_version() + 1) + ", now())");
  EXPECT_EQ(open_error(options()).code, Errc::conflict);
  EXPECT_THAT(open_error(options()).detail, HasSubstr("newer souk"));
  DatabaseOptions foreign = options();
  const std::string other = server_.make_database();
  server_.sql(other, "CREATE TABLE app (name text)");
  foreign.url = server_.url(other);
  EXPECT_EQ(open_error(foreign).code, Errc::conflict);
  EXPECT_EQ(server_.sql(other, "SELECT to_regclass('souk_schema') IS NULL"), "t|\n") << "and leaves it as it is";
}

TEST_F(PostgresDatabaseTest, ProcessesThatBeginTogetherMakeTheTablesOnce) {
  std::vector<Error> errors(4);
  std::vector<std::thread> processes;
  processes.reserve(errors.size());
  for (std::size_t i = 0; i < errors.size(); ++i) {
    processes.emplace_back([this, &errors, i] { errors[i] = open_error(options()); });
  }
  for (std::thread& process : processes) process.join();
  for (const Error& error : errors) EXPECT_EQ(error.code, Errc::ok) << error.detail;
}

TEST_F(PostgresDatabaseTest, SaysThatTheServerHasTooManyClients) {
  const auto database = open();
  std::vector<std::unique_ptr<storage::Connection>> others;
  Error refusal{Errc::ok, ""};
  for (int i = 0; i < 25 && refusal.code == Errc::ok; ++i) {
    auto connection = PostgresConnection::open({.url = server_.url(name_), .clock = clock_});
    if (connection.has_error()) {
      refusal = connection.error();
    } else {
      others.push_back(std::move(connection.value()));
    }
  }
  EXPECT_EQ(refusal.code, Errc::overloaded) << refusal.detail;
  EXPECT_THAT(refusal.detail, HasSubstr("--pool"));
  EXPECT_TRUE(run(database->market().categories({}))) << "who has a connection goes on";
}

// As when the broker hands the same events to two processes.
TEST_F(PostgresDatabaseTest, EventsThatSeveralApplyCountOnce) {
  const auto database = open();
  ASSERT_TRUE(database->load_catalogue(contract::small_catalogue()));
  constexpr std::uint64_t kEvents = 300;
  for (const Strategy strategy : {Strategy::per_event, Strategy::batched, Strategy::row_by_row}) {
    const std::uint64_t first = 1'000 * static_cast<std::uint64_t>(strategy);
    std::vector<std::thread> workers;
    workers.reserve(4);
    for (int worker = 0; worker < 4; ++worker) {
      workers.emplace_back([&database, strategy, first, worker] {
        const auto store = std::move(database->analytics_factory().open().value());
        // Some from the front, some from the back: they meet.
        for (std::uint64_t i = 0; i < kEvents; i += 10) {
          const std::uint64_t from = first + (worker % 2 == 0 ? i : kEvents - 10 - i);
          std::vector<domain::PositionedEvent> batch;
          for (std::uint64_t k = 0; k < 10; ++k) batch.push_back(event(from + k));
          // What others got in the way of is repeated, as a worker does.
          while (run(store->apply(batch, {}, strategy, 0)).has_error()) {
          }
        }
      });
    }
    for (std::thread& worker : workers) worker.join();
  }
  const auto store = std::move(database->analytics_factory().open().value());
  const domain::ConsumerProgress progress = run(store->progress()).value();
  EXPECT_EQ(progress.applied, 3 * kEvents);
  EXPECT_EQ(progress.duplicates, 0U);
  EXPECT_EQ(server_.sql(name_, "SELECT count(*), (SELECT count(*) FROM event_key) FROM raw_event"), "900|900|\n");
  EXPECT_EQ(server_.sql(name_, "SELECT sum(downloads) FROM app_counter"), "900|\n");
}

TEST_F(PostgresDatabaseTest, TwoProcessesKeepAnIdempotencyKey) {
  const auto one = open();
  const auto two = open();
  ASSERT_TRUE(one->load_catalogue(contract::small_catalogue()));
  for (int round = 0; round < 20; ++round) {
    const std::string instance = "i-" + std::to_string(100 + round);
    const domain::IdempotencyKey key{.key = instance, .fingerprint = 1};
    Result<domain::Recorded> theirs = fail(Errc::internal, "not asked");
    std::thread other([&] { theirs = run(two->market().record({}, install(instance), key, contract::kToday)); });
    const Result<domain::Recorded> mine = run(one->market().record({}, install(instance), key, contract::kToday));
    other.join();
    ASSERT_TRUE(mine) << mine.error().detail;
    ASSERT_TRUE(theirs) << theirs.error().detail;
    EXPECT_EQ(mine->receipt.code, Errc::ok);
    EXPECT_EQ(mine->receipt.id, theirs->receipt.id);
    EXPECT_NE(mine->replayed, theirs->replayed);
  }
  EXPECT_EQ(server_.sql(name_, "SELECT count(*) FROM outbox"), "20|\n");
}

TEST_F(PostgresDatabaseTest, AnOutboxEntryThatIsCommittedLateIsNotLost) {
  const auto database = open();
  ASSERT_TRUE(database->load_catalogue(contract::small_catalogue()));
  ports::MarketStore& market = database->market();
  const auto late = connect();
  {
    storage::Transaction transaction(*late, storage::Transaction::Mode::write);
    std::string bytes;
    domain::encode(event(1).event, bytes);
    late->run("INSERT INTO outbox (event) VALUES (?1)", storage::Blob{bytes});
    EXPECT_EQ(late->changes(), 1);
    ASSERT_TRUE(run(market.record({}, install("i-50"), {.key = "k", .fingerprint = 1}, contract::kToday)));
    const auto seen = run(market.outbox_peek({}, 10)).value();
    ASSERT_EQ(seen.size(), 1U);
    ASSERT_TRUE(transaction.commit());
    ASSERT_TRUE(run(market.outbox_remove({}, seen.back().sequence)));
  }
  const auto left = run(market.outbox_peek({}, 10)).value();
  ASSERT_EQ(left.size(), 1U) << "its sequence is the lower one";
  EXPECT_EQ(left[0].event.id, "1");
  ASSERT_TRUE(run(market.outbox_remove({}, left.back().sequence)));
  EXPECT_TRUE(run(market.outbox_peek({}, 10))->empty());
}

TEST_F(PostgresDatabaseTest, ComesBackAfterTheServerCrashed) {
  const auto database = open();
  ASSERT_TRUE(database->load_catalogue(contract::small_catalogue()));
  const auto store = std::move(database->analytics_factory().open().value());
  ASSERT_TRUE(run(store->apply(std::vector{event(0)}, {}, Strategy::batched, 1)));
  server_.stop(SIGQUIT);
  const auto away = run(database->market().categories({}));
  ASSERT_TRUE(away.has_error());
  EXPECT_EQ(away.error().code, Errc::unavailable);
  EXPECT_TRUE(run(store->apply(std::vector{event(1)}, {}, Strategy::batched, 1)).has_error());
  server_.start();
  const Instant deadline = clock_.now() + std::chrono::seconds(20);
  while (run(store->apply(std::vector{event(1)}, {}, Strategy::batched, 2)).has_error() && clock_.now() < deadline) {
  }
  EXPECT_EQ(run(store->progress())->applied, 2U);
  EXPECT_EQ(run(store->progress())->low_watermark, 2U);
  while (run(database->market().categories({})).has_error() && clock_.now() < deadline) {
  }
  EXPECT_TRUE(run(database->market().reconcile({})));
}

}  // namespace
}  // namespace souk::postgres
