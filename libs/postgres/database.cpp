#include "postgres/database.hpp"

#include <utility>

#include "postgres/connection.hpp"
#include "postgres/schema.hpp"
#include "storage/catalogue_loader.hpp"

namespace souk::postgres {
namespace {

using storage::Connection;
using storage::ConnectionPool;
using storage::Rows;
using storage::StoreCalls;
using storage::Transaction;

// The server sorts writers out by its row locks: nobody queues for a turn here.
constexpr std::size_t kManyWriters = 1'000'000;

ConnectOptions connect_options(const DatabaseOptions& options, ports::Clock& clock, const char* name,
                               const std::shared_ptr<storage::ConnectionBudget>& budget) {
  return {.url = options.url,
          .password = options.password,
          .clock = clock,
          .name = name,
          .statement_timeout = options.statement_timeout,
          .budget = budget};
}

Result<std::unique_ptr<ConnectionPool>> open_pool(const DatabaseOptions& options, ports::Clock& clock,
                                                  const std::shared_ptr<storage::ConnectionBudget>& budget) {
  ConnectionPool::Options pool{.connections = options.pool_connections,
                               .max_waiting = options.max_waiting,
                               .max_wait = options.max_wait,
                               .connection = {},
                               .phases = options.phases};
  pool.open = [connect = connect_options(options, clock, "souk-shop", budget)] {
    return PostgresConnection::open(connect);
  };
  return ConnectionPool::open(pool, clock);
}

}  // namespace

Result<std::unique_ptr<PostgresDatabase>> PostgresDatabase::open(const DatabaseOptions& options, ports::Clock& clock) {
  const Result<std::string> url = check_url(options.url);
  if (!url) return url.error();
  const auto budget = std::make_shared<storage::ConnectionBudget>();
  Result<std::unique_ptr<Connection>> connection =
      PostgresConnection::open(connect_options(options, clock, "souk-setup", budget));
  if (!connection) return connection.error();
  if (auto ready = ensure_schema(**connection); !ready) return ready.error();
  Result<std::unique_ptr<ConnectionPool>> pool = open_pool(options, clock, budget);
  if (!pool) return pool.error();
  return std::unique_ptr<PostgresDatabase>(
      new PostgresDatabase(options, clock, budget, std::move(connection.value()), std::move(pool.value())));
}

PostgresDatabase::PostgresDatabase(const DatabaseOptions& options, ports::Clock& clock,
                                   std::shared_ptr<storage::ConnectionBudget> budget,
                                   std::unique_ptr<Connection> connection, std::unique_ptr<ConnectionPool> pool)
    : options_(options),
      clock_(clock),
      budget_(std::move(budget)),
      connection_(std::move(connection)),
      writers_({.writers = kManyWriters, .max_wait = options.max_wait, .phases = options.phases}, clock),
      pool_(std::move(pool)),
      market_(*pool_, writers_, counters_, clock),
      vendors_(*pool_, writers_, counters_, clock),
      analytics_(connect_options(options, clock, "souk-worker", budget_), writers_, apps_, counters_),
      insights_(StoreCalls(*pool_, writers_, counters_, clock)),
      reviews_(StoreCalls(*pool_, writers_, counters_, clock)) {}

PostgresDatabase::~PostgresDatabase() { stop(); }

Result<std::unique_ptr<storage::ReplicaStore>> PostgresDatabase::open_replica_store() {
  Result<std::unique_ptr<ConnectionPool>> pool = open_pool(options_, clock_, budget_);
  if (!pool) return pool.error();
  return std::make_unique<storage::ReplicaStore>(std::move(pool.value()), writers_, counters_, clock_);
}

Result<bool> PostgresDatabase::empty() {
  bool found = false;
  {
    Rows rows = connection_->query("SELECT 1 FROM app LIMIT 1");
    found = rows.next();
  }
  if (auto asked = connection_->take_error(); !asked) return asked.error();
  return !found;
}

Result<void> PostgresDatabase::load_catalogue(const domain::Catalogue& catalogue,
                                              const std::function<void(std::size_t)>& progress) {
  Transaction transaction(*connection_, Transaction::Mode::write);
  connection_->lock("souk schema");
  const Result<bool> is_empty = empty();
  if (!is_empty) return is_empty.error();
  if (!*is_empty) return fail(Errc::conflict, "the store has a catalogue already");
  storage::insert_catalogue(*connection_, catalogue, clock_.unix_ms(), progress);
  return transaction.commit();
}

void PostgresDatabase::stop() { pool_->stop(); }

}  // namespace souk::postgres
