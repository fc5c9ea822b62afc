// The embedded store: one data file, the writer queue that everybody shares, the connection pool of the shop, and the
// connections of the analytics workers.
#pragma once

#include <filesystem>
#include <memory>

#include "domain/catalogue.hpp"
#include "ports/analytics_store.hpp"
#include "ports/clock.hpp"
#include "ports/market_store.hpp"
#include "storage/analytics_store.hpp"
#include "storage/connection_pool.hpp"
#include "storage/market_store.hpp"
#include "storage/replica_store.hpp"
#include "storage/writer_queue.hpp"

namespace souk::storage {

struct SqliteOptions {
  std::filesystem::path path;
  std::size_t pool_connections = 8;
  std::size_t max_waiting = 2'048;            // calls that wait for a pooled connection
  std::size_t writer_max_waiting = 2'048;     // threads that wait for the writer's turn
  Nanos max_wait = std::chrono::seconds(30);  // in either line, for those without a deadline of their own
  std::uint64_t max_bytes = 0;                // quota of the data file; 0 = none
};

class SqliteDatabase {
 public:
  // Opens the data file, or makes it. `clock` outlives the database. Errors: conflict (the file is not souk's, or of a
  // newer souk), unavailable (in use by another process), no_space, io, corrupt.
  static Result<std::unique_ptr<SqliteDatabase>> open(const SqliteOptions& options, ports::Clock& clock);
  // Stops the pool. Analytics stores must be gone by then, and so must callers.
  ~SqliteDatabase();
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  ports::MarketStore& market() { return market_; }
  ports::AnalyticsStoreFactory& analytics_factory() { return analytics_; }

  // A pool as large as the first one, of connections that have read nothing yet. The database outlives it. Any thread.
  // Errors: those of Connection::open.
  Result<std::unique_ptr<ReplicaStore>> open_replica_store();

  // For setting up, one call at a time. True before a catalogue was loaded.
  Result<bool> empty();
  // All or nothing. Errors: conflict (there is a catalogue already), no_space, io.
  Result<void> load_catalogue(const domain::Catalogue& catalogue);

  // Refuses new calls with unavailable, sends those in line away, and waits for those under way. Idempotent.
  void stop();

 private:
  SqliteDatabase(const SqliteOptions& options, ports::Clock& clock, std::unique_ptr<Connection> connection,
                 std::unique_ptr<ConnectionPool> pool);

  const SqliteOptions options_;
  ports::Clock& clock_;
  std::unique_ptr<Connection> connection_;  // for setting up; keeps the file open between workers
  TransactionCounters counters_;
  AppDirectory apps_;
  WriterQueue writers_;
  std::unique_ptr<ConnectionPool> pool_;
  SqliteMarketStore market_;
  SqliteAnalyticsStoreFactory analytics_;
};

}  // namespace souk::storage
