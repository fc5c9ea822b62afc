// The simulated stores and log under the contracts that every store and every log keeps, in virtual time: the very
// adapters that a world is made of.
#include <boost/asio/co_spawn.hpp>
#include <optional>

#include "ports/rethrow.hpp"
#include "sim/analytics_store.hpp"
#include "sim/event_log.hpp"
#include "sim/insight_store.hpp"
#include "sim/market_store.hpp"
#include "sim/model.hpp"
#include "sim/review_store.hpp"
#include "sim/vendor_store.hpp"
#include "tests/contract/analytics_store_contract.hpp"
#include "tests/contract/event_log_contract.hpp"
#include "tests/contract/insight_store_contract.hpp"
#include "tests/contract/market_search_contract.hpp"
#include "tests/contract/market_store_contract.hpp"
#include "tests/contract/review_store_contract.hpp"
#include "tests/contract/vendor_store_contract.hpp"

namespace souk::sim {
namespace {

class SimHarness final : public contract::StoreHarness {
 public:
  ~SimHarness() override { context_.clear(); }
  ports::MarketStore& market() override { return *market_; }
  ports::VendorStore& vendors() override { return *vendors_; }
  ports::InsightStore& insights() override { return *insights_; }
  ports::ReviewStore& reviews() override { return *reviews_; }
  Result<std::unique_ptr<ports::AnalyticsStore>> open_analytics() override {
    return AnalyticsStoreFactory(*database_).open();
  }
  Result<void> load(const domain::Catalogue& catalogue) override {
    state_.emplace(std::make_shared<const CatalogueIndex>(catalogue), contract::kToday);
    database_.emplace(machine_, *state_, DatabaseOptions{});
    market_.emplace(*database_);
    vendors_.emplace(*database_);
    insights_.emplace(*database_);
    reviews_.emplace(*database_);
    return {};
  }
  void drive(Task<void> task) override {
    asio::co_spawn(context_.executor(), std::move(task), rethrow);
    context_.run();
  }
  std::map<std::string, std::vector<std::string>> dump_analytics() override { return state_->dump(); }
  void falsify_active(const std::string& app_key, std::int64_t delta) override {
    state_->falsify_active(app_key, delta);
  }

 private:
  Context context_;
  Machine machine_{context_, default_model(), 1};
  std::optional<MemoryDatabase> state_;
  std::optional<Database> database_;
  std::optional<MarketStore> market_;
  std::optional<VendorStore> vendors_;
  std::optional<InsightStore> insights_;
  std::optional<ReviewStore> reviews_;
};

class SimCoroutines final : public tests::CoroutineWorld {
 public:
  explicit SimCoroutines(Context& context) : context_(context) {}
  asio::any_io_executor executor() override { return context_.executor(); }
  void poll() override { context_.run(context_.now()); }
  void finish() override { context_.run(); }

 private:
  Context& context_;
};

class SimLogFixture final : public tests::EventLogFixture {
 public:
  ~SimLogFixture() override { context_.clear(); }
  ports::EventLog& log() override { return *log_; }
  ports::Clock& clock() override { return machine_.clock; }
  tests::CoroutineWorld& coroutines() override { return coroutines_; }
  void close() override { log_->close(); }
  // The process is started again, and what was not durable is gone.
  void reopen() override {
    context_.clear();
    records_.crash(0);
    log_.emplace(machine_, records_);
  }

 private:
  Context context_;
  Machine machine_{context_, default_model(), 1};
  MemoryLog records_;
  std::optional<EventLog> log_{std::in_place, machine_, records_};
  SimCoroutines coroutines_{context_};
};

const contract::StoreCase kSimulated{"simulated", [] { return std::make_unique<SimHarness>(); }};

}  // namespace
}  // namespace souk::sim

namespace souk::contract {

INSTANTIATE_TEST_SUITE_P(Simulated, MarketStoreContract, testing::Values(sim::kSimulated),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Simulated, MarketSearchContract, testing::Values(sim::kSimulated),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Simulated, VendorStoreContract, testing::Values(sim::kSimulated),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Simulated, AnalyticsStoreContract, testing::Values(sim::kSimulated),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Simulated, InsightStoreContract, testing::Values(sim::kSimulated),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Simulated, ReviewStoreContract, testing::Values(sim::kSimulated),
                         case_name<testing::TestParamInfo<StoreCase>>);

}  // namespace souk::contract

namespace souk::tests {

INSTANTIATE_TEST_SUITE_P(Simulated, EventLogContract,
                         testing::Values(EventLogAdapter{"simulated",
                                                         [] { return std::make_unique<sim::SimLogFixture>(); }}),
                         adapter_name);

}  // namespace souk::tests
