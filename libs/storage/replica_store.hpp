// The store as one more replica of the shop sees it: connections, prepared statements and page caches of its own, on
// the data file, the writer queue and the counters that all share.
#pragma once

#include <memory>

#include "ports/market_store.hpp"
#include "storage/connection_pool.hpp"
#include "storage/market_store.hpp"

namespace souk::storage {

class ReplicaStore {
 public:
  ReplicaStore(std::unique_ptr<ConnectionPool> pool, WriterQueue& writers, TransactionCounters& counters,
               ports::Clock& clock)
      : pool_(std::move(pool)), market_(*pool_, writers, counters, clock) {}

  ports::MarketStore& market() { return market_; }
  // Refuses new calls, sends those in line away, and waits for those under way. Idempotent.
  void stop() { pool_->stop(); }

 private:
  std::unique_ptr<ConnectionPool> pool_;
  SqliteMarketStore market_;
};

}  // namespace souk::storage
