// MarketStore on SQLite: every call hops to a pooled connection; writes take a turn at the writer queue there.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ports/market_store.hpp"
#include "storage/connection_pool.hpp"
#include "storage/transaction_counters.hpp"
#include "storage/writer_queue.hpp"

namespace souk::storage {

class SqliteMarketStore final : public ports::MarketStore {
 public:
  SqliteMarketStore(ConnectionPool& pool, WriterQueue& writers, TransactionCounters& counters, ports::Clock& clock)
      : pool_(pool), writers_(writers), counters_(counters), clock_(clock) {}

  Task<Result<ports::AppPage>> app_page(ports::RequestContext context, std::string key) override;
  Task<Result<ports::AppList>> list_apps(ports::RequestContext context, ports::AppQuery query) override;
  Task<Result<std::vector<ports::Category>>> categories(ports::RequestContext context) override;
  Task<Result<ports::LatestVersion>> latest_version(ports::RequestContext context, std::string key) override;
  Task<Result<domain::Offer>> offer(ports::RequestContext context, std::string instance_id,
                                    std::string app_key) override;
  Task<Result<std::vector<domain::Licence>>> licences(ports::RequestContext context, std::string instance_id) override;
  Task<Result<domain::Recorded>> record(ports::RequestContext context, domain::Command command,
                                        domain::IdempotencyKey key, UnixMs now) override;
  Task<Result<std::vector<ports::OutboxEntry>>> outbox_peek(ports::RequestContext context, std::size_t max) override;
  Task<Result<void>> outbox_remove(ports::RequestContext context, std::int64_t up_to_sequence) override;
  Task<Result<domain::ReconciliationReport>> reconcile(ports::RequestContext context) override;
  Task<Result<domain::Recounted>> recount(ports::RequestContext context, domain::RecountPlan plan) override;
  void set_bulkhead(bool on) override;
  Stats stats() const override;

 private:
  template <class T>
  using Work = std::function<Result<T>(Connection&)>;

  template <class T>
  Task<Result<T>> read(TransactionKind kind, ports::RequestContext context, Work<T> work);
  template <class T>
  Task<Result<T>> write(TransactionKind kind, ports::RequestContext context, Work<T> work);
  // On the connection's thread: the turn, the transaction around `work`, the commit.
  template <class T>
  Result<T> write_here(TransactionKind kind, const ports::RequestContext& context, const Work<T>& work,
                       Connection& connection);

  ConnectionPool& pool_;
  WriterQueue& writers_;
  TransactionCounters& counters_;
  ports::Clock& clock_;
};

}  // namespace souk::storage
