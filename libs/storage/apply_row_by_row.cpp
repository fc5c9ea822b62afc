// Strategy row_by_row: one transaction for all events, in which each changes its rows as it would alone. It saves the
// fsyncs of per_event and none of the statements, and holds the writer for the whole batch: how a download counter
// locked its rows a thousand at a time (crates.io, 2018).
#include "storage/analytics_store.hpp"

namespace souk::storage {

Result<domain::ApplyOutcome> SqliteAnalyticsStore::apply_row_by_row(std::span<const domain::PositionedEvent> events,
                                                                    std::span<const domain::PoisonEvent> poison,
                                                                    std::uint64_t low_watermark) {
  std::vector<Candidate> candidates;
  candidates.reserve(events.size());
  for (const domain::PositionedEvent& event : events) {
    const Result<Candidate> candidate = examine(event, static_cast<std::uint32_t>(candidates.size()));
    if (!candidate) return candidate.error();
    candidates.push_back(*candidate);
  }
  domain::ApplyOutcome outcome;
  domain::ConsumerProgress progress{.low_watermark = low_watermark};
  const Result<WriterQueue::Turn> turn = take_turn();
  if (!turn) return turn.error();
  Transaction transaction(*connection_, Transaction::Mode::write);
  for (const Candidate& candidate : candidates) consume(candidate, outcome, progress);
  progress.quarantined += quarantine(poison, outcome);
  tables_.advance(progress);
  if (auto committed = transaction.commit(); !committed) return committed.error();
  outcome.applied = progress.applied;
  outcome.duplicates = progress.duplicates;
  counters_.count(TransactionKind::apply_row_by_row);
  return outcome;
}

}  // namespace souk::storage
