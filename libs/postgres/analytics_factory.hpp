// The workers' stores: each on a connection of its own.
#pragma once

#include "postgres/options.hpp"
#include "storage/analytics_store.hpp"

namespace souk::postgres {

class PostgresAnalyticsFactory final : public ports::AnalyticsStoreFactory {
 public:
  PostgresAnalyticsFactory(ConnectOptions options, storage::WriterQueue& writers, storage::AppDirectory& apps,
                           storage::TransactionCounters& counters)
      : options_(std::move(options)), writers_(writers), apps_(apps), counters_(counters) {}
  // Errors: those of PostgresConnection::open.
  Result<std::unique_ptr<ports::AnalyticsStore>> open() override;

 private:
  ConnectOptions options_;
  storage::WriterQueue& writers_;
  storage::AppDirectory& apps_;
  storage::TransactionCounters& counters_;
};

}  // namespace souk::postgres
