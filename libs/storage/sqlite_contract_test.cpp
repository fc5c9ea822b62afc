// Registers the SQLite store with the contract suites.
#include <sqlite3.h>

#include "storage/sqlite_database.hpp"
#include "storage/test_support.hpp"
#include "tests/contract/analytics_store_contract.hpp"
#include "tests/contract/database_harness.hpp"
#include "tests/contract/insight_store_contract.hpp"
#include "tests/contract/market_search_contract.hpp"
#include "tests/contract/market_store_contract.hpp"
#include "tests/contract/review_store_contract.hpp"
#include "tests/contract/vendor_store_contract.hpp"

namespace souk::contract {
namespace {

class SqliteHarness final : public DatabaseHarness<storage::SqliteDatabase> {
 public:
  void falsify_active(const std::string& app_key, std::int64_t delta) override {
    const auto connection = connect();
    connection->run("UPDATE app_counter SET active = active + ?2 WHERE app_id = (SELECT id FROM app WHERE key = ?1)",
                    app_key, delta);
    connection->take_error().value();
  }

 private:
  storage::SqliteDatabase& database() override { return *database_; }

  std::unique_ptr<storage::Connection> connect() const {
    return storage::Connection::open({.path = folder_.file()}).value();
  }

  // Whole tables, in the order of their primary keys.
  std::vector<std::string> rows_of(const std::string& table) const override {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(folder_.file().c_str(), &database), SQLITE_OK);
    std::vector<std::string> rows;
    const auto append = [](void* out, int columns, char** values, char**) {
      std::string row;
      for (int i = 0; i < columns; ++i) row.append(values[i] != nullptr ? values[i] : "NULL").append("|");
      static_cast<std::vector<std::string>*>(out)->push_back(std::move(row));
      return 0;
    };
    const std::string sql = "SELECT * FROM " + table;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), append, &rows, nullptr), SQLITE_OK);
    sqlite3_close(database);
    return rows;
  }

  storage::TempFolder folder_;
  storage::TestClock clock_;
  std::unique_ptr<storage::SqliteDatabase> database_ =
      storage::SqliteDatabase::open({.path = folder_.file()}, clock_).value();
};

const StoreCase kSqlite{"sqlite", [] { return std::make_unique<SqliteHarness>(); }};

INSTANTIATE_TEST_SUITE_P(Sqlite, MarketStoreContract, testing::Values(kSqlite),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Sqlite, MarketSearchContract, testing::Values(kSqlite),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Sqlite, VendorStoreContract, testing::Values(kSqlite),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Sqlite, AnalyticsStoreContract, testing::Values(kSqlite),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Sqlite, InsightStoreContract, testing::Values(kSqlite),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Sqlite, ReviewStoreContract, testing::Values(kSqlite),
                         case_name<testing::TestParamInfo<StoreCase>>);

}  // namespace
}  // namespace souk::contract
