// What the contract suites of the store ports ask of an adapter's test: how to make a store, and how to drive a
// coroutine in its world. An adapter registers with
//   INSTANTIATE_TEST_SUITE_P(Sqlite, MarketStoreContract, testing::Values(StoreCase{"sqlite", make}), case_name);
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/catalogue.hpp"
#include "ports/analytics_store.hpp"
#include "ports/insight_store.hpp"
#include "ports/market_store.hpp"
#include "ports/review_store.hpp"
#include "ports/task.hpp"
#include "ports/vendor_store.hpp"

namespace souk::contract {

class StoreHarness {
 public:
  virtual ~StoreHarness() = default;

  virtual ports::MarketStore& market() = 0;
  virtual ports::VendorStore& vendors() = 0;
  virtual ports::InsightStore& insights() = 0;
  virtual ports::ReviewStore& reviews() = 0;
  virtual Result<std::unique_ptr<ports::AnalyticsStore>> open_analytics() = 0;
  virtual Result<void> load(const domain::Catalogue& catalogue) = 0;
  // Runs the coroutine to its end.
  virtual void drive(Task<void> task) = 0;
  // Every row of every analytics table as text, in the order of the table's key; by table name.
  virtual std::map<std::string, std::vector<std::string>> dump_analytics() = 0;
  // Adds to an app's active installs behind the store's back.
  virtual void falsify_active(const std::string& app_key, std::int64_t delta) = 0;

  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    drive(keep(std::move(task), &result));
    return std::move(result).value();
  }

 private:
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>* result) {
    result->emplace(co_await std::move(task));
  }
};

struct StoreCase {
  std::string name;
  std::function<std::unique_ptr<StoreHarness>()> make;  // empty, without a catalogue
};

template <class Info>
std::string case_name(const Info& info) {
  return info.param.name;
}

inline constexpr UnixMs kToday = 1'583'366'400'000;  // 2020-03-05

// Three vendors, six apps in two categories, three installations of which two are licensed.
inline domain::Catalogue small_catalogue() {
  domain::Catalogue made;
  made.vendors = {
      {.id = 1, .name = "Tidewater", .top_vendor = true}, {.id = 2, .name = "Quarry"}, {.id = 3, .name = "Lantern"}};
  const char* const names[] = {"Tables", "Charts", "Timesheets", "Diagrams", "Polls", "Macros"};
  for (int n = 0; n < 6; ++n) {
    domain::App app;
    app.id = n + 1;
    app.key = "com.example." + std::string(names[n]);
    app.name = names[n];
    app.summary = n < 3 ? "Numbers at a glance" : "Pictures for teams";
    app.description = "Everything about " + std::string(names[n]);
    app.vendor_id = n % 3 + 1;
    app.category = n < 4 ? "reports" : "utilities";
    app.stars = 3.5;
    app.price_cents_usd = n == 5 ? 0 : 1'000 * (n + 1);
    app.base_installs = 100 * (n + 1);
    app.versions = {{.name = "1.0", .released_at = kToday - (90 - n) * kMsPerDay, .release_notes = "First"},
                    {.name = "1.1", .released_at = kToday - (10 + n) * kMsPerDay, .release_notes = "Better"}};
    made.apps.push_back(std::move(app));
  }
  made.installations = {
      {.instance_id = "i-1", .app_id = 1, .hosting = domain::Hosting::server, .version = "1.0", .licensed = true},
      {.instance_id = "i-1", .app_id = 2, .hosting = domain::Hosting::cloud, .version = "1.0", .licensed = true},
      {.instance_id = "i-2", .app_id = 1, .hosting = domain::Hosting::cloud, .version = "1.1"}};
  return made;
}

}  // namespace souk::contract
