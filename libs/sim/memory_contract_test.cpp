// The state in memory under the contracts that every store and every log keeps: thin adapters without modelled time.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <list>
#include <optional>

#include "domain/transaction_kind.hpp"
#include "ports/clock.hpp"
#include "sim/memory_database.hpp"
#include "sim/memory_log.hpp"
#include "tests/contract/analytics_store_contract.hpp"
#include "tests/contract/event_log_contract.hpp"
#include "tests/contract/market_store_contract.hpp"

namespace souk::sim {
namespace {

using domain::TransactionKind;

// Every call has the store to itself, so all that is left of the resources is their books.
class DirectMarketStore final : public ports::MarketStore {
 public:
  explicit DirectMarketStore(MemoryDatabase& database) : database_(database) {
    for (const std::string_view name : domain::kTransactionKindNames) stats_.transactions[std::string(name)] = 0;
  }

  Task<Result<ports::AppPage>> app_page(ports::RequestContext context, std::string key) override {
    co_return counted(TransactionKind::app_page, context, database_.app_page(key));
  }
  Task<Result<ports::AppList>> list_apps(ports::RequestContext context, ports::AppQuery query) override {
    co_return counted(TransactionKind::list_apps, context, database_.list_apps(query));
  }
  Task<Result<std::vector<ports::Category>>> categories(ports::RequestContext context) override {
    co_return counted(TransactionKind::categories, context, Result<std::vector<ports::Category>>(categories_here()));
  }
  Task<Result<ports::LatestVersion>> latest_version(ports::RequestContext context, std::string key) override {
    co_return counted(TransactionKind::latest_version, context, database_.latest_version(key));
  }
  Task<Result<domain::Offer>> offer(ports::RequestContext context, std::string instance_id,
                                    std::string app_key) override {
    co_return counted(TransactionKind::offer, context, database_.offer(instance_id, app_key));
  }
  Task<Result<std::vector<domain::Licence>>> licences(ports::RequestContext context, std::string instance_id) override {
    co_return counted(TransactionKind::licences, context,
                      Result<std::vector<domain::Licence>>(database_.licences(instance_id)));
  }
  Task<Result<domain::Recorded>> record(ports::RequestContext context, domain::Command command,
                                        domain::IdempotencyKey key, UnixMs now) override {
    if (is_late(context)) co_return fail(Errc::deadline_exceeded, "late");
    ++stats_.writer.granted[index_of(context.owner)];
    auto prepared = database_.record(command, key, now);
    if (!prepared) co_return prepared.error();
    co_return counted(domain::kind_of(command.kind), context,
                      Result<domain::Recorded>(database_.commit(std::move(*prepared))));
  }
  Task<Result<std::vector<ports::OutboxEntry>>> outbox_peek(ports::RequestContext context, std::size_t max) override {
    co_return counted(TransactionKind::outbox_peek, context,
                      Result<std::vector<ports::OutboxEntry>>(database_.outbox_peek(max)));
  }
  Task<Result<void>> outbox_remove(ports::RequestContext context, std::int64_t up_to_sequence) override {
    ++stats_.writer.granted[index_of(context.owner)];
    database_.commit(database_.outbox_remove(up_to_sequence));
    co_return counted(TransactionKind::outbox_remove, context, Result<void>());
  }
  Task<Result<domain::ReconciliationReport>> reconcile(ports::RequestContext context) override {
    co_return counted(TransactionKind::reconcile, context, Result<domain::ReconciliationReport>(database_.reconcile()));
  }
  void set_bulkhead(bool) override {}
  Stats stats() const override { return stats_; }

 private:
  static constexpr Instant kNow{std::chrono::seconds(1)};

  std::vector<ports::Category> categories_here() const { return database_.categories(); }
  static bool is_late(const ports::RequestContext& context) { return context.deadline <= kNow; }

  template <class T>
  Result<T> counted(TransactionKind kind, const ports::RequestContext& context, Result<T> result) {
    if (is_late(context)) return fail(Errc::deadline_exceeded, "late");
    ++stats_.pool.granted[index_of(context.owner)];
    if (context.client_leaves <= kNow) ++stats_.wasted;
    if (result) ++stats_.transactions[std::string(domain::to_string(kind))];
    return result;
  }

  MemoryDatabase& database_;
  Stats stats_;
};

class DirectAnalyticsStore final : public ports::AnalyticsStore {
 public:
  explicit DirectAnalyticsStore(MemoryDatabase& database) : database_(database) {}

  Task<Result<domain::ApplyOutcome>> apply(std::span<const domain::PositionedEvent> events,
                                           std::span<const domain::PoisonEvent> poison, domain::Strategy strategy,
                                           std::uint64_t low_watermark) override {
    if (strategy == domain::Strategy::batched)
      co_return database_.commit(database_.apply(events, poison, low_watermark));
    domain::ApplyOutcome outcome;
    for (std::size_t i = 0; i < events.size(); ++i) add(outcome, events.subspan(i, 1), {}, low_watermark);
    for (std::size_t i = 0; i < poison.size(); ++i) add(outcome, {}, poison.subspan(i, 1), low_watermark);
    co_return outcome;
  }
  Task<Result<void>> save_watermark(std::uint64_t low_watermark) override {
    database_.commit(database_.save_watermark(low_watermark));
    co_return Result<void>();
  }
  Task<Result<domain::ConsumerProgress>> progress() override { co_return database_.progress(); }

 private:
  void add(domain::ApplyOutcome& outcome, std::span<const domain::PositionedEvent> events,
           std::span<const domain::PoisonEvent> poison, std::uint64_t low_watermark) {
    domain::ApplyOutcome one = database_.commit(database_.apply(events, poison, low_watermark));
    outcome.applied += one.applied;
    outcome.duplicates += one.duplicates;
    outcome.replayed += one.replayed;
    std::move(one.poison.begin(), one.poison.end(), std::back_inserter(outcome.poison));
  }

  MemoryDatabase& database_;
};

void rethrow(const std::exception_ptr& failure) {
  if (failure) std::rethrow_exception(failure);
}

class MemoryHarness final : public contract::StoreHarness {
 public:
  ports::MarketStore& market() override { return *market_; }
  Result<std::unique_ptr<ports::AnalyticsStore>> open_analytics() override {
    return std::unique_ptr<ports::AnalyticsStore>(std::make_unique<DirectAnalyticsStore>(*database_));
  }
  Result<void> load(const domain::Catalogue& catalogue) override {
    database_.emplace(std::make_shared<const CatalogueIndex>(catalogue), contract::kToday);
    market_.emplace(*database_);
    return {};
  }
  void drive(Task<void> task) override {
    asio::io_context loop(1);
    asio::co_spawn(loop, std::move(task), rethrow);
    loop.run();
  }
  std::map<std::string, std::vector<std::string>> dump_analytics() override { return database_->dump(); }
  void falsify_active(const std::string& app_key, std::int64_t delta) override {
    database_->falsify_active(app_key, delta);
  }

 private:
  std::optional<MemoryDatabase> database_;
  std::optional<DirectMarketStore> market_;
};

// Real time, because the suite's deadlines are.
class TestClock final : public ports::Clock {
 public:
  Instant now() const override { return Instant(std::chrono::steady_clock::now().time_since_epoch()); }
  UnixMs unix_ms() const override { return contract::kToday; }
  Task<bool> sleep_until(Instant when) override {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(when - now());
    const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return !error;
  }
};

// Syncs after every append, at once.
class DirectEventLog final : public ports::EventLog {
 public:
  DirectEventLog(MemoryLog& log, ports::Clock& clock) : log_(log), clock_(clock) {}

  Task<Result<ports::AppendReceipt>> append(std::vector<std::string> payloads) override {
    if (closed_) co_return fail(Errc::unavailable, "the log is closed");
    auto receipt = log_.append(std::move(payloads), clock_.unix_ms());
    log_.sync(log_.end());
    wake();
    co_return receipt;
  }
  Task<Result<std::vector<ports::LogRecord>>> read(std::uint64_t from, std::size_t max) override {
    co_return log_.read(from, max);
  }
  Task<bool> wait_for(std::uint64_t position, Instant deadline) override {
    if (position < log_.durable_end() || closed_ || deadline <= clock_.now()) co_return position < log_.durable_end();
    asio::steady_timer timer(co_await asio::this_coro::executor);
    if (deadline == kNever) {
      timer.expires_at(asio::steady_timer::time_point::max());
    } else {
      timer.expires_after(deadline - clock_.now());
    }
    const auto place = waiting_.insert(waiting_.end(), {position, &timer});
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    waiting_.erase(place);
    co_return position < log_.durable_end();
  }
  Task<Result<void>> trim(std::uint64_t position) override {
    log_.trim(position);
    co_return Result<void>();
  }
  ports::LogStats stats() const override { return log_.stats(); }
  void close() {
    closed_ = true;
    wake();
  }

 private:
  struct Waiter {
    std::uint64_t position;
    asio::steady_timer* timer;
  };
  void wake() {
    for (const Waiter& waiter : waiting_) {
      if (closed_ || waiter.position < log_.durable_end()) waiter.timer->cancel();
    }
  }

  MemoryLog& log_;
  ports::Clock& clock_;
  bool closed_ = false;
  std::list<Waiter> waiting_;
};

class MemoryLogFixture final : public tests::EventLogFixture {
 public:
  ports::EventLog& log() override { return *adapter_; }
  ports::Clock& clock() override { return clock_; }
  void close() override { adapter_->close(); }
  // The process is started again, and what was not durable is gone.
  void reopen() override {
    log_.crash(0);
    adapter_.emplace(log_, clock_);
  }

 private:
  TestClock clock_;
  MemoryLog log_;
  std::optional<DirectEventLog> adapter_{std::in_place, log_, clock_};
};

const contract::StoreCase kMemory{"memory", [] { return std::make_unique<MemoryHarness>(); }};

}  // namespace
}  // namespace souk::sim

namespace souk::contract {

INSTANTIATE_TEST_SUITE_P(Memory, MarketStoreContract, testing::Values(sim::kMemory),
                         case_name<testing::TestParamInfo<StoreCase>>);
INSTANTIATE_TEST_SUITE_P(Memory, AnalyticsStoreContract, testing::Values(sim::kMemory),
                         case_name<testing::TestParamInfo<StoreCase>>);

}  // namespace souk::contract

namespace souk::tests {

INSTANTIATE_TEST_SUITE_P(Memory, EventLogContract,
                         testing::Values(EventLogAdapter{"memory",
                                                         [] { return std::make_unique<sim::MemoryLogFixture>(); }}),
                         adapter_name);

}  // namespace souk::tests
