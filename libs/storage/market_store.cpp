#include "storage/market_store.hpp"

#include <utility>

#include "storage/app_search.hpp"
#include "storage/market_reads.hpp"
#include "storage/outbox.hpp"
#include "storage/reconciler.hpp"
#include "storage/recorder.hpp"
#include "storage/recounter.hpp"

namespace souk::storage {

Task<Result<ports::AppPage>> SqliteMarketStore::app_page(ports::RequestContext context, std::string key) {
  Work<ports::AppPage> work = [key = std::move(key)](Connection& c) { return read_app_page(c, key); };
  return calls_.read(TransactionKind::app_page, context, std::move(work));
}

Task<Result<ports::AppList>> SqliteMarketStore::list_apps(ports::RequestContext context, ports::AppQuery query) {
  Work<ports::AppList> work = [query = std::move(query)](Connection& c) { return read_app_list(c, query); };
  return calls_.read(TransactionKind::list_apps, context, std::move(work));
}

Task<Result<std::vector<ports::Category>>> SqliteMarketStore::categories(ports::RequestContext context) {
  Work<std::vector<ports::Category>> work = [](Connection& c) { return read_categories(c); };
  return calls_.read(TransactionKind::categories, context, std::move(work));
}

Task<Result<ports::LatestVersion>> SqliteMarketStore::latest_version(ports::RequestContext context, std::string key) {
  Work<ports::LatestVersion> work = [key = std::move(key)](Connection& c) { return read_latest_version(c, key); };
  return calls_.read(TransactionKind::latest_version, context, std::move(work));
}

Task<Result<domain::Offer>> SqliteMarketStore::offer(ports::RequestContext context, std::string instance_id,
                                                     std::string app_key) {
  Work<domain::Offer> work = [instance = std::move(instance_id), app = std::move(app_key)](Connection& c) {
    return read_offer(c, instance, app);
  };
  return calls_.read(TransactionKind::offer, context, std::move(work));
}

Task<Result<std::vector<domain::Licence>>> SqliteMarketStore::licences(ports::RequestContext context,
                                                                       std::string instance_id) {
  Work<std::vector<domain::Licence>> work = [instance = std::move(instance_id)](Connection& c) {
    return read_licences(c, instance);
  };
  return calls_.read(TransactionKind::licences, context, std::move(work));
}

Task<Result<domain::Recorded>> SqliteMarketStore::record(ports::RequestContext context, domain::Command command,
                                                         domain::IdempotencyKey key, UnixMs now) {
  const TransactionKind kind = kind_of(command.kind);
  Work<domain::Recorded> work = [command = std::move(command), key = std::move(key), now](Connection& c) {
    return record_command(c, command, key, now);
  };
  return calls_.write(kind, context, std::move(work));
}

Task<Result<std::vector<ports::OutboxEntry>>> SqliteMarketStore::outbox_peek(ports::RequestContext context,
                                                                             std::size_t max) {
  Work<std::vector<ports::OutboxEntry>> work = [this, max](Connection& c) -> Result<std::vector<ports::OutboxEntry>> {
    Result<OutboxView> view = read_outbox(c, max);
    if (!view) return view.error();
    const std::scoped_lock lock(outbox_mutex_);
    outbox_seen_ = std::move(view->seen);
    return std::move(view->entries);
  };
  return calls_.read(TransactionKind::outbox_peek, context, std::move(work));
}

Task<Result<void>> SqliteMarketStore::outbox_remove(ports::RequestContext context, std::int64_t up_to_sequence) {
  Work<void> work = [this, up_to_sequence](Connection& c) {
    std::string seen;
    {
      const std::scoped_lock lock(outbox_mutex_);
      seen = outbox_seen_;
    }
    remove_from_outbox(c, up_to_sequence, seen);
    return Result<void>();
  };
  return calls_.write(TransactionKind::outbox_remove, context, std::move(work));
}

Task<Result<ports::SearchFindings>> SqliteMarketStore::search_findings(ports::RequestContext context,
                                                                       std::vector<std::string> texts) {
  Work<ports::SearchFindings> work = [texts = std::move(texts)](Connection& c) {
    return read_search_findings(c, texts);
  };
  return calls_.read(TransactionKind::search_quality, context, std::move(work));
}

Task<Result<domain::SearchSnapshot>> SqliteMarketStore::take_search_snapshot(ports::RequestContext context,
                                                                             domain::SnapshotRequest request) {
  Work<domain::SearchSnapshot> work = [request](Connection& c) { return write_search_snapshot(c, request); };
  return calls_.write(TransactionKind::search_snapshot, context, std::move(work));
}

Task<Result<domain::ReconciliationReport>> SqliteMarketStore::reconcile(ports::RequestContext context) {
  Work<domain::ReconciliationReport> work = [](Connection& c) { return storage::reconcile(c); };
  return calls_.read(TransactionKind::reconcile, context, std::move(work));
}

Task<Result<domain::Recounted>> SqliteMarketStore::recount(ports::RequestContext context, domain::RecountPlan plan) {
  Work<domain::Recounted> work = [plan](Connection& c) { return Result<domain::Recounted>(storage::recount(c, plan)); };
  return calls_.write(TransactionKind::repair_counts, context, std::move(work));
}

void SqliteMarketStore::set_bulkhead(bool on) {
  const auto shares = on ? std::optional(domain::bulkhead_shares()) : std::nullopt;
  pool_.set_shares(shares);
  writers_.set_shares(shares);
}

ports::MarketStore::Stats SqliteMarketStore::stats() const {
  return {.pool = pool_.status(),
          .writer = writers_.status(),
          .transactions = counters_.by_name(),
          .wasted = pool_.wasted()};
}

}  // namespace souk::storage
