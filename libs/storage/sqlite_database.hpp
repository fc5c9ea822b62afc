// The embedded store: one data file, the writer queue that everybody shares, the connection pool of the shop, and the
// connections of the analytics workers.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>

#include "domain/catalogue.hpp"
#include "ports/analytics_store.hpp"
#include "ports/clock.hpp"
#include "ports/market_store.hpp"
#include "ports/phase_sink.hpp"
#include "ports/vendor_store.hpp"
#include "storage/analytics_store.hpp"
#include "storage/connection_pool.hpp"
#include "storage/insight_store.hpp"
#include "storage/market_store.hpp"
#include "storage/replica_store.hpp"
#include "storage/review_store.hpp"
#include "storage/table_event_log.hpp"
#include "storage/vendor_store.hpp"
#include "storage/writer_queue.hpp"

namespace souk::storage {

struct SqliteOptions {
  std::filesystem::path path;
  std::size_t pool_connections = 8;
  std::size_t max_waiting = 2'048;            // calls that wait for a pooled connection
  std::size_t writer_max_waiting = 2'048;     // threads that wait for the writer's turn
  Nanos max_wait = std::chrono::seconds(30);  // in either line, for those without a deadline of their own
  std::uint64_t max_bytes = 0;                // quota of the data file; 0 = none
  ports::PhaseSink* phases = nullptr;         // told of what has no trace of its own; outlives the database
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
  ports::VendorStore& vendors() { return vendors_; }
  ports::AnalyticsStoreFactory& analytics_factory() { return analytics_; }
  ports::InsightStore& insights() { return insights_; }
  ports::ReviewStore& reviews() { return reviews_; }

  // A pool as large as the first one, of connections that have read nothing yet. The database outlives it. Any thread.
  // Errors: those of Connection::open.
  Result<std::unique_ptr<ReplicaStore>> open_replica_store();

  // For setting up, one call at a time. True before a catalogue was loaded.
  Result<bool> empty();
  // All or nothing. `progress` is told from time to time how many of the apps are written. Errors: conflict (there is
  // a catalogue already), no_space, io.
  Result<void> load_catalogue(const domain::Catalogue& catalogue,
                              const std::function<void(std::size_t)>& progress = {});

  // The event queue as a table of this store, made if it is not there. It must be gone before the database.
  Result<std::unique_ptr<TableEventLog>> open_queue();
  // Whether the data file ever had one.
  Result<bool> has_queue();
  // The writer's turn, without doing anything in it.
  Result<WriterQueue::Turn> take_writer(domain::Owner owner) { return writers_.take(owner, kNever); }

  // From now on the data file may grow by `bytes` and not more: writes that need room fail with no_space. 0 = as much
  // as the disk has. Beside one call for setting up at most.
  Result<void> set_room(std::uint64_t bytes);

  // From now on so many connections are let in, those of all pools and workers together; 0 = without limit. Who is
  // there may stay. Any thread.
  void limit_connections(std::size_t limit) { budget_->set_limit(limit); }
  std::size_t connections() const { return budget_->open(); }

  // Refuses new calls with unavailable, sends those in line away, and waits for those under way. Idempotent.
  void stop();

 private:
  SqliteDatabase(const SqliteOptions& options, ports::Clock& clock, std::shared_ptr<PageLimit> limit,
                 std::shared_ptr<ConnectionBudget> budget, std::unique_ptr<Connection> connection,
                 std::unique_ptr<ConnectionPool> pool);

  const SqliteOptions options_;
  ports::Clock& clock_;
  std::shared_ptr<PageLimit> limit_;
  std::shared_ptr<ConnectionBudget> budget_;
  std::unique_ptr<Connection> connection_;  // for setting up; keeps the file open between workers
  TransactionCounters counters_;
  AppDirectory apps_;
  WriterQueue writers_;
  std::unique_ptr<ConnectionPool> pool_;
  SqliteMarketStore market_;
  SqliteVendorStore vendors_;
  SqliteAnalyticsStoreFactory analytics_;
  SqliteInsightStore insights_;
  SqliteReviewStore reviews_;
};

}  // namespace souk::storage
