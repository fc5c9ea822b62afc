#include "sim/market_store.hpp"

#include <utility>

#include "sim/witness.hpp"

namespace souk::sim {

using domain::TransactionKind;

Task<Result<ports::AppPage>> MarketStore::app_page(ports::RequestContext context, std::string key) {
  return database_.read<ports::AppPage>(
      TransactionKind::app_page, context,
      [key = std::move(key), texts = texts_](const auto& state) { return state.app_page(key, texts); });
}

Task<Result<ports::AppList>> MarketStore::list_apps(ports::RequestContext context, ports::AppQuery query) {
  return database_.read<ports::AppList>(
      TransactionKind::list_apps, context,
      [query = std::move(query), texts = texts_](const auto& state) { return state.list_apps(query, texts); });
}

Task<Result<std::vector<ports::Category>>> MarketStore::categories(ports::RequestContext context) {
  using Categories = std::vector<ports::Category>;
  return database_.read<Categories>(TransactionKind::categories, context,
                                    [](const auto& state) { return Result<Categories>(state.categories()); });
}

Task<Result<ports::LatestVersion>> MarketStore::latest_version(ports::RequestContext context, std::string key) {
  return database_.read<ports::LatestVersion>(
      TransactionKind::latest_version, context,
      [key = std::move(key)](const auto& state) { return state.latest_version(key); });
}

Task<Result<domain::Offer>> MarketStore::offer(ports::RequestContext context, std::string instance_id,
                                               std::string app_key) {
  return database_.read<domain::Offer>(TransactionKind::offer, context,
                                       [instance = std::move(instance_id), app = std::move(app_key)](
                                           const auto& state) { return state.offer(instance, app); });
}

Task<Result<std::vector<domain::Licence>>> MarketStore::licences(ports::RequestContext context,
                                                                 std::string instance_id) {
  using Licences = std::vector<domain::Licence>;
  return database_.read<Licences>(
      TransactionKind::licences, context,
      [instance = std::move(instance_id)](const auto& state) { return Result<Licences>(state.licences(instance)); });
}

Task<Result<domain::Recorded>> MarketStore::record(ports::RequestContext context, domain::Command command,
                                                   domain::IdempotencyKey key, UnixMs now) {
  const TransactionKind kind = domain::kind_of(command.kind);
  std::string name = database_.witness() == nullptr ? std::string() : key.key;
  auto recording = database_.write<domain::Recorded>(
      kind, context, [command = std::move(command), key = std::move(key), now](auto& state) {
        return state.record(command, key, now);
      });
  if (database_.witness() == nullptr) return recording;
  return tell_witness(std::move(recording), std::move(name));
}

Task<Result<domain::Recorded>> MarketStore::tell_witness(Task<Result<domain::Recorded>> recording, std::string key) {
  Result<domain::Recorded> recorded = co_await std::move(recording);
  if (recorded && !recorded->replayed) database_.witness()->committed(key);
  co_return recorded;
}

Task<Result<std::vector<ports::OutboxEntry>>> MarketStore::outbox_peek(ports::RequestContext context, std::size_t max) {
  using Entries = std::vector<ports::OutboxEntry>;
  return database_.read<Entries>(TransactionKind::outbox_peek, context,
                                 [max](const auto& state) { return Result<Entries>(state.outbox_peek(max)); });
}

Task<Result<void>> MarketStore::outbox_remove(ports::RequestContext context, std::int64_t up_to_sequence) {
  auto removing = database_.write<Nothing>(TransactionKind::outbox_remove, context, [up_to_sequence](auto& state) {
    return Result<Prepared<Nothing>>(state.outbox_remove(up_to_sequence));
  });
  const Result<Nothing> removed = co_await std::move(removing);
  if (!removed) co_return removed.error();
  co_return Result<void>();
}

Task<Result<ports::SearchFindings>> MarketStore::search_findings(ports::RequestContext context,
                                                                 std::vector<std::string> texts) {
  using Findings = ports::SearchFindings;
  return database_.read<Findings>(
      TransactionKind::search_quality, context,
      [texts = std::move(texts)](const auto& state) { return Result<Findings>(state.search_findings(texts)); });
}

Task<Result<domain::SearchSnapshot>> MarketStore::take_search_snapshot(ports::RequestContext context,
                                                                       domain::SnapshotRequest request) {
  return database_.write<domain::SearchSnapshot>(TransactionKind::search_snapshot, context, [request](auto& state) {
    return state.take_search_snapshot(request);
  });
}

Task<Result<domain::ReconciliationReport>> MarketStore::reconcile(ports::RequestContext context) {
  using Report = domain::ReconciliationReport;
  return database_.read<Report>(TransactionKind::reconcile, context,
                                [](const auto& state) { return Result<Report>(state.reconcile()); });
}

// The model has the cost of reading a thousand raw events; for each vendor all of them are read.
Task<Result<domain::Recounted>> MarketStore::recount(ports::RequestContext context, domain::RecountPlan plan) {
  const MemoryDatabase& state = database_.state();
  const std::uint64_t thousands = (state.progress().applied + 999) / 1'000;
  const std::size_t items = state.vendors_in(plan) * thousands;
  return database_.write<domain::Recounted>(
      TransactionKind::repair_counts, context,
      [plan](auto& prepared) { return Result<Prepared<domain::Recounted>>(prepared.recount(plan)); }, items);
}

ports::MarketStore::Stats MarketStore::stats() const {
  return {.pool = database_.pool().status(),
          .writer = database_.writer().status(),
          .transactions = database_.transactions(),
          .wasted = database_.wasted()};
}

}  // namespace souk::sim
