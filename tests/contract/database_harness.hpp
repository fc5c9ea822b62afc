// What the harnesses of stores in an SQL database share: the stores are the database's own, and coroutines run on a
// loop.
#pragma once

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>

#include "ports/rethrow.hpp"
#include "tests/contract/store_harness.hpp"

namespace souk::contract {

// Of every one the first columns are the key.
inline constexpr std::array<const char*, 10> kAnalyticsTables{
    "raw_event",   "event_key",    "duplicate", "quarantine", "daily_rollup",
    "app_counter", "vendor_total", "app_rank",  "consumer",   "sales_rollup"};

template <class Database>
class DatabaseHarness : public StoreHarness {
 public:
  ports::MarketStore& market() override { return database().market(); }
  ports::VendorStore& vendors() override { return database().vendors(); }
  ports::InsightStore& insights() override { return database().insights(); }
  ports::ReviewStore& reviews() override { return database().reviews(); }
  Result<std::unique_ptr<ports::AnalyticsStore>> open_analytics() override {
    return database().analytics_factory().open();
  }
  Result<void> load(const domain::Catalogue& catalogue) override { return database().load_catalogue(catalogue); }
  void drive(Task<void> task) override {
    asio::io_context loop(1);
    asio::co_spawn(loop, std::move(task), rethrow);
    loop.run();
  }
  std::map<std::string, std::vector<std::string>> dump_analytics() override {
    std::map<std::string, std::vector<std::string>> dump;
    for (const char* table : kAnalyticsTables) dump[table] = rows_of(table);
    return dump;
  }

 private:
  virtual Database& database() = 0;
  // The table's rows as text, in the order of its key.
  virtual std::vector<std::string> rows_of(const std::string& table) const = 0;
};

}  // namespace souk::contract
