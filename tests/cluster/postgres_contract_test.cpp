// Registers the store on PostgreSQL with the contract suites.
#include "postgres/database.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/analytics_store_contract.hpp"
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

class PostgresHarness final : public StoreHarness {
 public:
  // A hundred databases of 8 MB are more than a small disk has room for.
  ~PostgresHarness() override {
    database_.reset();
    server().sql("postgres", "DROP DATABASE " + name_ + " WITH (FORCE)");
  }
  ports::MarketStore& market() override { return database_->market(); }
  ports::VendorStore& vendors() override { return database_->vendors(); }
  ports::InsightStore& insights() override { return database_->insights(); }
  ports::ReviewStore& reviews() override { return database_->reviews(); }
  Result<std::unique_ptr<ports::AnalyticsStore>> open_analytics() override {
    return database_->analytics_factory().open();
  }
  Result<void> load(const domain::Catalogue& catalogue) override { return database_->load_catalogue(catalogue); }
  void drive(Task<void> task) override {
    asio::io_context loop(1);
    asio::co_spawn(loop, std::move(task), rethrow);
    loop.run();
  }

  std::map<std::string, std::vector<std::string>> dump_analytics() override {
    std::map<std::string, std::vector<std::string>> dump;
    for (const char* table : {"raw_event", "event_key", "duplicate", "quarantine", "daily_rollup", "app_counter",
                              "vendor_total", "app_rank", "consumer", "sales_rollup"}) {
      // The first columns of each are its key.
      dump[table] = {server().sql(name_, "SELECT * FROM " + std::string(table) + " t ORDER BY t")};
    }
    return dump;
  }

  void falsify_active(const std::string& app_key, std::int64_t delta) override {
    server().sql(name_, "UPDATE app_counter SET active = active + " + std::to_string(delta) +
                            " WHERE app_id = (SELECT id FROM app WHERE key = '" + app_key + "')");
  }

 private:
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
