#include "storage/analytics_store.hpp"

#include "storage/presence_roll.hpp"

namespace souk::storage {

SqliteAnalyticsStore::SqliteAnalyticsStore(std::unique_ptr<Connection> connection, WriterQueue& writers,
                                           AppDirectory& apps, TransactionCounters& counters)
    : connection_(std::move(connection)), writers_(writers), apps_(apps), counters_(counters), tables_(*connection_) {}

Task<Result<domain::ApplyOutcome>> SqliteAnalyticsStore::apply(std::span<const domain::PositionedEvent> events,
                                                               std::span<const domain::PoisonEvent> poison,
                                                               domain::Strategy strategy, std::uint64_t low_watermark) {
  if (strategy == domain::Strategy::batched) co_return apply_together(events, poison, low_watermark);
  if (strategy == domain::Strategy::row_by_row) co_return apply_row_by_row(events, poison, low_watermark);
  co_return apply_each(events, poison, low_watermark);
}

Task<Result<void>> SqliteAnalyticsStore::save_watermark(std::uint64_t low_watermark) {
  const Result<WriterQueue::Turn> turn = take_turn();
  if (!turn) co_return turn.error();
  Transaction transaction(*connection_, Transaction::Mode::write);
  tables_.advance({.low_watermark = low_watermark});
  counters_.count(TransactionKind::save_watermark);
  co_return transaction.commit();
}

Task<Result<domain::ConsumerProgress>> SqliteAnalyticsStore::progress() {
  const domain::ConsumerProgress progress = tables_.progress();
  if (auto asked = connection_->take_error(); !asked) co_return asked.error();
  counters_.count(TransactionKind::progress);
  co_return progress;
}

Task<Result<domain::PresenceRolled>> SqliteAnalyticsStore::roll_presence(domain::PresenceRoll roll) {
  const Result<WriterQueue::Turn> turn = take_turn();
  if (!turn) co_return turn.error();
  Transaction transaction(*connection_, Transaction::Mode::write);
  const domain::PresenceRolled rolled = storage::roll_presence(*connection_, roll);
  if (auto committed = transaction.commit(); !committed) co_return committed.error();
  counters_.count(TransactionKind::roll_presence);
  co_return rolled;
}

Result<SqliteAnalyticsStore::Candidate> SqliteAnalyticsStore::examine(const domain::PositionedEvent& event,
                                                                      std::uint32_t order) {
  Candidate candidate;
  candidate.event = &event;
  candidate.key = domain::key_of(event.event.source, event.event.id);
  candidate.order = order;
  if (!event.event.app_key.empty()) {
    const Result<std::optional<AppReference>> app = apps_.find(*connection_, event.event.app_key);
    if (!app) return app.error();
    candidate.app = app->value_or(AppReference{});
  }
  candidate.poison_reason = domain::poison_reason(event.event, candidate.app.app_id != 0);
  return candidate;
}

Result<WriterQueue::Turn> SqliteAnalyticsStore::take_turn() {
  Result<WriterQueue::Turn> turn = writers_.take(domain::Owner::analytics, kNever);
  // A worker has no deadline of its own: that it waited as long as anybody may means that the store is overloaded.
  if (!turn && turn.error().code == Errc::deadline_exceeded) return fail(Errc::overloaded, turn.error().detail);
  return turn;
}

std::uint64_t SqliteAnalyticsStore::quarantine(std::span<const domain::PoisonEvent> poison,
                                               domain::ApplyOutcome& outcome) {
  std::uint64_t added = 0;
  for (const domain::PoisonEvent& event : poison) {
    if (tables_.is_consumed(event.position)) {
      ++outcome.replayed;
    } else {
      tables_.add_quarantined(event.position, event.payload, event.reason);
      ++added;
    }
  }
  return added;
}

void SqliteAnalyticsStore::quarantine(const Candidate& candidate, domain::ApplyOutcome& outcome) {
  domain::PoisonEvent poison{.position = candidate.event->position, .payload = {}, .reason = candidate.poison_reason};
  domain::encode(candidate.event->event, poison.payload);
  tables_.add_quarantined(poison.position, poison.payload, poison.reason);
  outcome.poison.push_back(std::move(poison));
}

Result<std::unique_ptr<ports::AnalyticsStore>> SqliteAnalyticsStoreFactory::open() {
  Result<std::unique_ptr<Connection>> connection = Connection::open(options_);
  if (!connection) return connection.error();
  std::unique_ptr<ports::AnalyticsStore> store =
      std::make_unique<SqliteAnalyticsStore>(std::move(*connection), writers_, apps_, counters_);
  return store;
}

}  // namespace souk::storage
