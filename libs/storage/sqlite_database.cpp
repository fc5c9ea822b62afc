#include "storage/sqlite_database.hpp"

#include "storage/catalogue_loader.hpp"
#include "storage/schema.hpp"

namespace souk::storage {
namespace {

constexpr int kPoolCacheKib = 4'096;
// There may be a thousand workers, and the events of others push out what they cached anyway.
constexpr int kWorkerCacheKib = 512;

ConnectionOptions connection_options(const SqliteOptions& options, int cache_kib) {
  return {.path = options.path, .cache_kib = cache_kib, .max_bytes = options.max_bytes};
}

ConnectionPool::Options pool_options(const SqliteOptions& options) {
  return {.connections = options.pool_connections,
          .max_waiting = options.max_waiting,
          .max_wait = options.max_wait,
          .connection = connection_options(options, kPoolCacheKib)};
}

}  // namespace

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const SqliteOptions& options, ports::Clock& clock) {
  Result<std::unique_ptr<Connection>> connection = Connection::open(connection_options(options, kPoolCacheKib));
  if (!connection) return connection.error();
  if (auto ready = ensure_schema(**connection); !ready) return ready.error();
  Result<std::unique_ptr<ConnectionPool>> pool = ConnectionPool::open(pool_options(options), clock);
  if (!pool) return pool.error();
  return std::unique_ptr<SqliteDatabase>(new SqliteDatabase(options, clock, std::move(*connection), std::move(*pool)));
}

SqliteDatabase::SqliteDatabase(const SqliteOptions& options, ports::Clock& clock,
                               std::unique_ptr<Connection> connection, std::unique_ptr<ConnectionPool> pool)
    : options_(options),
      clock_(clock),
      connection_(std::move(connection)),
      writers_({.max_waiting = options.writer_max_waiting, .max_wait = options.max_wait}, clock),
      pool_(std::move(pool)),
      market_(*pool_, writers_, counters_, clock),
      analytics_(connection_options(options, kWorkerCacheKib), writers_, apps_, counters_) {}

SqliteDatabase::~SqliteDatabase() { stop(); }

Result<std::unique_ptr<ReplicaStore>> SqliteDatabase::open_replica_store() {
  Result<std::unique_ptr<ConnectionPool>> pool = ConnectionPool::open(pool_options(options_), clock_);
  if (!pool) return pool.error();
  return std::make_unique<ReplicaStore>(std::move(*pool), writers_, counters_, clock_);
}

Result<bool> SqliteDatabase::empty() {
  bool found = false;
  {
    Rows rows = connection_->query("SELECT 1 FROM app LIMIT 1");
    found = rows.next();
  }
  if (auto asked = connection_->take_error(); !asked) return asked.error();
  return !found;
}

Result<void> SqliteDatabase::load_catalogue(const domain::Catalogue& catalogue) {
  const Result<WriterQueue::Turn> turn = writers_.take(domain::Owner::ops, kNever);
  if (!turn) return turn.error();
  Transaction transaction(*connection_, Transaction::Mode::write);
  const Result<bool> is_empty = empty();
  if (!is_empty) return is_empty.error();
  if (!*is_empty) return fail(Errc::conflict, "the store has a catalogue already");
  insert_catalogue(*connection_, catalogue, clock_.unix_ms());
  return transaction.commit();
}

void SqliteDatabase::stop() { pool_->stop(); }

}  // namespace souk::storage
