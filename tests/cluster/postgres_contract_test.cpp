// Registers the store on PostgreSQL with the contract suites.
#include "postgres/database.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/analytics_store_contract.hpp"
#include "tests/contract/database_harness.hpp"
#include "tests/contract/insight_store_contract.hpp"
#include "tests/contract/market_search_contract.hpp"
#include "tests/contract/market_store_contract.hpp"
#include "tests/contract/review_store_contract.hpp"
#include "tests/contract/vendor_store_contract.hpp"
#include "tests/support/postgres_server.hpp"

namespace souk::contract {
namespace {

// One for the process; every store has a database of its own in it.
tests::PostgresServer& server() {
  static tests::PostgresServer started;
  return started;
}

class PostgresHarness final : public DatabaseHarness<postgres::PostgresDatabase> {
 public:
  // A hundred databases of 8 MB are more than a small disk has room for.
  ~PostgresHarness() override {
    database_.reset();
    server().sql("postgres", "DROP DATABASE " + name_ + " WITH (FORCE)");
  }
  void falsify_active(const std::string& app_key, std::int64_t delta) override {
    server().sql(name_, "UPDATE app_counter SET active = active + " + std::to_string(delta) +
                            " WHERE app_id = (SELECT id FROM app WHERE key = '" + app_key + "')");
  }

 private:
  postgres::PostgresDatabase& database() override { return *database_; }

  std::vector<std::string> rows_of(const std::string& table) const override {
    return {server().sql(name_, "SELECT * FROM " + table + " t ORDER BY t")};
  }

  std::string name_ = server().make_database();
  storage::TestClock clock_;
  std::unique_ptr<postgres::PostgresDatabase> database_ =
      postgres::PostgresDatabase::open({.url = server().url(name_), .pool_connections = 2}, clock_).value();
};

const StoreCase kPostgres{"postgres", [] { return std::make_unique<PostgresHarness>(); }};

INSTANTIATE_TEST_SUITE_P(Postgres, MarketStoreContract, testing::Values(kPostgres),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Postgres, MarketSearchContract, testing::Values(kPostgres),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Postgres, VendorStoreContract, testing::Values(kPostgres),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Postgres, AnalyticsStoreContract, testing::Values(kPostgres),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Postgres, InsightStoreContract, testing::Values(kPostgres),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Postgres, ReviewStoreContract, testing::Values(kPostgres),
                         case_name<testing::TestParamInfo<StoreCase>>);

}  // namespace
}  // namespace souk::contract
