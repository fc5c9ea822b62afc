#include "storage/sqlite_database.hpp"

#include <algorithm>
#include <utility>

#include "storage/catalogue_loader.hpp"
#include "storage/schema.hpp"

namespace souk::storage {
namespace {

constexpr int kPoolCacheKib = 4'096;
// There may be a thousand workers, and the events of others push out what they cached anyway.
constexpr int kWorkerCacheKib = 512;

// What all connections have in common.
struct Bounds {
  std::shared_ptr<PageLimit> limit;
  std::shared_ptr<ConnectionBudget> budget;
};

ConnectionOptions connection_options(const SqliteOptions& options, int cache_kib, const Bounds& bounds) {
  return {.path = options.path,
          .cache_kib = cache_kib,
          .max_bytes = options.max_bytes,
          .limit = bounds.limit,
          .budget = bounds.budget};
}

ConnectionPool::Options pool_options(const SqliteOptions& options, const Bounds& bounds) {
  return {.connections = options.pool_connections,
          .max_waiting = options.max_waiting,
          .max_wait = options.max_wait,
          .connection = connection_options(options, kPoolCacheKib, bounds),
          .phases = options.phases};
}

}  // namespace

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const SqliteOptions& options, ports::Clock& clock) {
  const Bounds bounds{std::make_shared<PageLimit>(0), std::make_shared<ConnectionBudget>()};
  Result<std::unique_ptr<Connection>> connection = Connection::open(connection_options(options, kPoolCacheKib, bounds));
  if (!connection) return connection.error();
  if (auto ready = ensure_schema(**connection); !ready) return ready.error();
  Result<std::unique_ptr<ConnectionPool>> pool = ConnectionPool::open(pool_options(options, bounds), clock);
  if (!pool) return pool.error();
  return std::unique_ptr<SqliteDatabase>(
      new SqliteDatabase(options, clock, bounds.limit, bounds.budget, std::move(*connection), std::move(*pool)));
}

SqliteDatabase::SqliteDatabase(const SqliteOptions& options, ports::Clock& clock, std::shared_ptr<PageLimit> limit,
                               std::shared_ptr<ConnectionBudget> budget, std::unique_ptr<Connection> connection,
                               std::unique_ptr<ConnectionPool> pool)
    : options_(options),
      clock_(clock),
      limit_(std::move(limit)),
      budget_(std::move(budget)),
      connection_(std::move(connection)),
      writers_({.max_waiting = options.writer_max_waiting, .max_wait = options.max_wait, .phases = options.phases},
               clock),
      pool_(std::move(pool)),
      market_(*pool_, writers_, counters_, clock),
      vendors_(*pool_, writers_, counters_, clock),
      analytics_(connection_options(options, kWorkerCacheKib, {limit_, budget_}), writers_, apps_, counters_),
      insights_(StoreCalls(*pool_, writers_, counters_, clock)),
      reviews_(StoreCalls(*pool_, writers_, counters_, clock)) {}

SqliteDatabase::~SqliteDatabase() { stop(); }

Result<std::unique_ptr<ReplicaStore>> SqliteDatabase::open_replica_store() {
  Result<std::unique_ptr<ConnectionPool>> pool =
      ConnectionPool::open(pool_options(options_, {limit_, budget_}), clock_);
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

Result<void> SqliteDatabase::load_catalogue(const domain::Catalogue& catalogue,
                                            const std::function<void(std::size_t)>& progress) {
  const Result<WriterQueue::Turn> turn = writers_.take(domain::Owner::ops, kNever);
  if (!turn) return turn.error();
  Transaction transaction(*connection_, Transaction::Mode::write);
  const Result<bool> is_empty = empty();
  if (!is_empty) return is_empty.error();
  if (!*is_empty) return fail(Errc::conflict, "the store has a catalogue already");
  insert_catalogue(*connection_, catalogue, clock_.unix_ms(), progress);
  return transaction.commit();
}

Result<std::unique_ptr<TableEventLog>> SqliteDatabase::open_queue() {
  const Result<WriterQueue::Turn> turn = writers_.take(domain::Owner::ops, kNever);
  if (!turn) return turn.error();
  const Result<QueueBounds> found = storage::open_queue(*connection_);
  if (!found) return found.error();
  return std::make_unique<TableEventLog>(*pool_, writers_, counters_, clock_, *found);
}

Result<bool> SqliteDatabase::has_queue() { return storage::has_queue(*connection_); }

Result<void> SqliteDatabase::set_room(std::uint64_t bytes) {
  if (bytes == 0) {
    *limit_ = 0;
    return {};
  }
  std::uint64_t pages = 0;
  std::uint64_t page_bytes = 1;
  {
    Rows rows = connection_->query("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size");
    if (rows.next()) {
      pages = rows.natural(0);
      page_bytes = rows.natural(1);
    }
  }
  if (auto asked = connection_->take_error(); !asked) return asked.error();
  *limit_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(pages + bytes / page_bytes, kMostPages));
  return {};
}

void SqliteDatabase::stop() { pool_->stop(); }

}  // namespace souk::storage
