// The store on PostgreSQL, as one process has it: a pool of connections for the shop, and connections of the workers.
// Other processes, on other machines, have theirs to the same database.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "domain/catalogue.hpp"
#include "ports/analytics_store.hpp"
#include "ports/clock.hpp"
#include "ports/phase_sink.hpp"
#include "postgres/analytics_factory.hpp"
#include "postgres/options.hpp"
#include "storage/connection_pool.hpp"
#include "storage/insight_store.hpp"
#include "storage/market_store.hpp"
#include "storage/replica_store.hpp"
#include "storage/review_store.hpp"
#include "storage/vendor_store.hpp"
#include "storage/writer_queue.hpp"

namespace souk::postgres {

struct DatabaseOptions {
  std::string url;         // see check_url()
  std::string password{};  // see ConnectOptions
  std::size_t pool_connections = 8;
  std::size_t max_waiting = 2'048;            // calls that wait for a pooled connection
  Nanos max_wait = std::chrono::seconds(30);  // in that line, for those without a deadline of their own
  Nanos statement_timeout = std::chrono::seconds(30);
  ports::PhaseSink* phases = nullptr;  // told of what has no trace of its own; outlives the database
};

class PostgresDatabase {
 public:
  // Connects, and makes or migrates the tables. `clock` outlives the database. Errors: those of check_url(),
  // Session::open() and ensure_schema().
  static Result<std::unique_ptr<PostgresDatabase>> open(const DatabaseOptions& options, ports::Clock& clock);
  // Stops the pool. Analytics stores must be gone by then, and so must callers.
  ~PostgresDatabase();
  PostgresDatabase(const PostgresDatabase&) = delete;
  PostgresDatabase& operator=(const PostgresDatabase&) = delete;

  ports::MarketStore& market() { return market_; }
  ports::VendorStore& vendors() { return vendors_; }
  ports::AnalyticsStoreFactory& analytics_factory() { return analytics_; }
  ports::InsightStore& insights() { return insights_; }
  ports::ReviewStore& reviews() { return reviews_; }

  // A pool as large as the first one. The database outlives it. Any thread. Errors: those of Session::open().
  Result<std::unique_ptr<storage::ReplicaStore>> open_replica_store();

  // For setting up, one call at a time. True before a catalogue was loaded.
  Result<bool> empty();
  // All or nothing; of several processes one does it. `progress` is told from time to time how many of the apps are
  // written. Errors: conflict (there is a catalogue already), no_space, and those of the connection.
  Result<void> load_catalogue(const domain::Catalogue& catalogue,
                              const std::function<void(std::size_t)>& progress = {});

  // From now on this process asks for so many connections and no more, those of all pools and workers together; 0 =
  // without limit. Any thread. What the server lets in is its own affair.
  void limit_connections(std::size_t limit) { budget_->set_limit(limit); }
  std::size_t connections() const { return budget_->open(); }

  // Refuses new calls with unavailable, sends those in line away, and waits for those under way. Idempotent.
  void stop();

 private:
  PostgresDatabase(const DatabaseOptions& options, ports::Clock& clock,
                   std::shared_ptr<storage::ConnectionBudget> budget, std::unique_ptr<storage::Connection> connection,
                   std::unique_ptr<storage::ConnectionPool> pool);

  const DatabaseOptions options_;
  ports::Clock& clock_;
  std::shared_ptr<storage::ConnectionBudget> budget_;
  std::unique_ptr<storage::Connection> connection_;  // for setting up
  storage::TransactionCounters counters_;
  storage::AppDirectory apps_;
  storage::WriterQueue writers_;
  std::unique_ptr<storage::ConnectionPool> pool_;
  storage::SqliteMarketStore market_;
  storage::SqliteVendorStore vendors_;
  PostgresAnalyticsFactory analytics_;
  storage::SqliteInsightStore insights_;
  storage::SqliteReviewStore reviews_;
};

}  // namespace souk::postgres
