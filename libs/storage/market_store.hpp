// MarketStore on SQLite: every call hops to a pooled connection; writes take a turn at the writer queue there.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "ports/market_store.hpp"
#include "storage/store_calls.hpp"

namespace souk::storage {

class SqliteMarketStore final : public ports::MarketStore {
 public:
  SqliteMarketStore(ConnectionPool& pool, WriterQueue& writers, TransactionCounters& counters, ports::Clock& clock)
      : pool_(pool), writers_(writers), counters_(counters), calls_(pool, writers, counters, clock) {}

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
  Task<Result<ports::SearchFindings>> search_findings(ports::RequestContext context,
                                                      std::vector<std::string> texts) override;
  Task<Result<domain::SearchSnapshot>> take_search_snapshot(ports::RequestContext context,
                                                            domain::SnapshotRequest request) override;
  Task<Result<domain::ReconciliationReport>> reconcile(ports::RequestContext context) override;
  Task<Result<domain::Recounted>> recount(ports::RequestContext context, domain::RecountPlan plan) override;
  void set_bulkhead(bool on) override;
  Stats stats() const override;

 private:
  template <class T>
  using Work = StoreCalls::Work<T>;

  ConnectionPool& pool_;
  WriterQueue& writers_;
  TransactionCounters& counters_;
  StoreCalls calls_;
  std::mutex outbox_mutex_;
  std::string outbox_seen_;  // with the latest outbox_peek(), see OutboxView
};

}  // namespace souk::storage
