#include "postgres/analytics_factory.hpp"

#include "postgres/connection.hpp"

namespace souk::postgres {

Result<std::unique_ptr<ports::AnalyticsStore>> PostgresAnalyticsFactory::open() {
  Result<std::unique_ptr<storage::Connection>> connection = PostgresConnection::open(options_);
  if (!connection) return connection.error();
  return std::unique_ptr<ports::AnalyticsStore>(
      std::make_unique<storage::SqliteAnalyticsStore>(std::move(connection.value()), writers_, apps_, counters_));
}

}  // namespace souk::postgres
