#include "sim/analytics_store.hpp"

#include <iterator>
#include <utility>

namespace souk::sim {

using domain::TransactionKind;

Task<Result<domain::ApplyOutcome>> AnalyticsStore::apply(std::span<const domain::PositionedEvent> events,
                                                         std::span<const domain::PoisonEvent> poison,
                                                         domain::Strategy strategy, std::uint64_t low_watermark) {
  if (strategy == domain::Strategy::batched) {
    return apply_once(TransactionKind::apply_batch, events, poison, low_watermark);
  }
  if (strategy == domain::Strategy::row_by_row) {
    return apply_once(TransactionKind::apply_row_by_row, events, poison, low_watermark);
  }
  // What a worker takes under this strategy, so it is worth a shorter way.
  if (events.size() + poison.size() == 1) {
    return apply_once(TransactionKind::apply_per_event, events, poison, low_watermark);
  }
  return apply_each(events, poison, low_watermark);
}

Task<Result<domain::ApplyOutcome>> AnalyticsStore::apply_each(std::span<const domain::PositionedEvent> events,
                                                              std::span<const domain::PoisonEvent> poison,
                                                              std::uint64_t low_watermark) {
  domain::ApplyOutcome sum;
  for (std::size_t i = 0; i < events.size() + poison.size(); ++i) {
    const bool readable = i < events.size();
    auto applying = apply_once(TransactionKind::apply_per_event, readable ? events.subspan(i, 1) : events.first(0),
                               readable ? poison.first(0) : poison.subspan(i - events.size(), 1), low_watermark);
    Result<domain::ApplyOutcome> one = co_await std::move(applying);
    if (!one) co_return one.error();
    sum.applied += one->applied;
    sum.duplicates += one->duplicates;
    sum.replayed += one->replayed;
    std::move(one->poison.begin(), one->poison.end(), std::back_inserter(sum.poison));
  }
  co_return sum;
}

Task<Result<domain::ApplyOutcome>> AnalyticsStore::apply_once(TransactionKind kind,
                                                              std::span<const domain::PositionedEvent> events,
                                                              std::span<const domain::PoisonEvent> poison,
                                                              std::uint64_t low_watermark) {
  using Outcome = domain::ApplyOutcome;
  auto writing =
      database_.write_here<Outcome>(kind, domain::Owner::analytics, kNever, events.size() + poison.size(),
                                    [events, poison, low_watermark](auto& state) {
                                      return Result<Prepared<Outcome>>(state.apply(events, poison, low_watermark));
                                    });
  Result<Outcome> outcome = co_await std::move(writing);
  if (outcome) database_.count(kind);
  co_return outcome;
}

Task<Result<void>> AnalyticsStore::save_watermark(std::uint64_t low_watermark) {
  auto writing = database_.write_here<Nothing>(
      TransactionKind::save_watermark, domain::Owner::analytics, kNever, 0,
      [low_watermark](auto& state) { return Result<Prepared<Nothing>>(state.save_watermark(low_watermark)); });
  const Result<Nothing> saved = co_await std::move(writing);
  if (!saved) co_return saved.error();
  database_.count(TransactionKind::save_watermark);
  co_return Result<void>();
}

Task<Result<domain::PresenceRolled>> AnalyticsStore::roll_presence(domain::PresenceRoll roll) {
  using Late = std::shared_ptr<domain::PresenceRolled>;
  auto rolling =
      database_.write_here<Late>(TransactionKind::roll_presence, domain::Owner::analytics, kNever, 0,
                                 [roll](auto& state) { return Result<Prepared<Late>>(state.roll_presence(roll)); });
  const Result<Late> rolled = co_await std::move(rolling);
  if (!rolled) co_return rolled.error();
  database_.count(TransactionKind::roll_presence);
  co_return **rolled;
}

Task<Result<domain::ConsumerProgress>> AnalyticsStore::progress() { co_return database_.state().progress(); }

}  // namespace souk::sim
