// Strategy per_event: a transaction, with its turn at the writer queue and its fsync, for every event.
#include "storage/analytics_store.hpp"

namespace souk::storage {

Result<domain::ApplyOutcome> SqliteAnalyticsStore::apply_each(std::span<const domain::PositionedEvent> events,
                                                              std::span<const domain::PoisonEvent> poison,
                                                              std::uint64_t low_watermark) {
  domain::ApplyOutcome outcome;
  std::uint32_t order = 0;
  for (const domain::PositionedEvent& event : events) {
    const Result<Candidate> candidate = examine(event, order++);
    if (!candidate) return candidate.error();
    if (auto applied = apply_one(*candidate, low_watermark, outcome); !applied) return applied.error();
  }
  for (const domain::PoisonEvent& event : poison) {
    const Result<WriterQueue::Turn> turn = take_turn();
    if (!turn) return turn.error();
    Transaction transaction(*connection_, Transaction::Mode::write);
    const std::uint64_t added = quarantine(std::span(&event, 1), outcome);
    tables_.advance({.low_watermark = low_watermark, .quarantined = added});
    if (auto committed = transaction.commit(); !committed) return committed.error();
    counters_.count(TransactionKind::apply_per_event);
  }
  return outcome;
}

Result<void> SqliteAnalyticsStore::apply_one(const Candidate& candidate, std::uint64_t low_watermark,
                                             domain::ApplyOutcome& outcome) {
  domain::ConsumerProgress progress{.low_watermark = low_watermark};
  const Result<WriterQueue::Turn> turn = take_turn();
  if (!turn) return turn.error();
  Transaction transaction(*connection_, Transaction::Mode::write);
  consume(candidate, outcome, progress);
  tables_.advance(progress);
  auto committed = transaction.commit();
  if (!committed) return committed;
  outcome.applied += progress.applied;
  outcome.duplicates += progress.duplicates;
  counters_.count(TransactionKind::apply_per_event);
  return {};
}

void SqliteAnalyticsStore::consume(const Candidate& candidate, domain::ApplyOutcome& outcome,
                                   domain::ConsumerProgress& progress) {
  const domain::PositionedEvent& event = *candidate.event;
  if (tables_.is_consumed(event.position)) {
    ++outcome.replayed;
  } else if (candidate.poison_reason != nullptr) {
    quarantine(candidate, outcome);
    ++progress.quarantined;
  } else if (const auto claim = tables_.claim_key(candidate.key, event.position);
             claim == EventTables::Claim::replayed) {
    ++outcome.replayed;
  } else if (claim == EventTables::Claim::duplicate) {
    tables_.add_duplicate(event.position);
    ++progress.duplicates;
  } else {
    const domain::EventEffects effects = effects_of(event.event.type, event.event.occurred_at);
    tables_.add_raw_event(event, candidate.app.app_id);
    tables_.add_to_rollup(candidate.app.app_id, day_of(event.event.occurred_at), event.event.type, 1);
    if (candidate.app.app_id != 0) {
      tables_.add_to_app(candidate.app.app_id, effects);
      tables_.add_to_vendor(candidate.app.vendor_id, effects);
      if (event.event.amount_cents != 0) {
        tables_.add_to_sales(candidate.app.app_id, day_of(event.event.occurred_at), event.event.amount_cents);
      }
    }
    ++progress.applied;
  }
}

}  // namespace souk::storage
