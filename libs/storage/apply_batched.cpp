// Strategy batched: one transaction for all events. Rows are written in the order of their tables, and counters are
// added up first, so that each page is changed once however many events concern it.
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "storage/analytics_store.hpp"

namespace souk::storage {
namespace {

// Enough for the pages a batch changes. It is given back after every batch, so that the memory is needed once, by
// whoever has the writer's turn, and not once for every worker.
constexpr int kBatchCacheKib = 16'384;

// Positions closer than this are looked up as one range.
constexpr std::uint64_t kMaxGap = 64;

}  // namespace

Result<domain::ApplyOutcome> SqliteAnalyticsStore::apply_together(std::span<const domain::PositionedEvent> events,
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
  connection_->set_cache_kib(kBatchCacheKib);
  const Result<WriterQueue::Turn> turn = take_turn();
  if (!turn) return turn.error();
  Transaction transaction(*connection_, Transaction::Mode::write);
  apply_fresh(drop_replayed(std::move(candidates), outcome), outcome);
  const std::uint64_t quarantined = outcome.poison.size() + quarantine(poison, outcome);
  tables_.advance({.low_watermark = low_watermark,
                   .applied = outcome.applied,
                   .duplicates = outcome.duplicates,
                   .quarantined = quarantined});
  const Result<void> committed = transaction.commit();
  connection_->release_memory();
  if (!committed) return committed.error();
  counters_.count(TransactionKind::apply_batch);
  return outcome;
}

std::vector<SqliteAnalyticsStore::Candidate> SqliteAnalyticsStore::drop_replayed(std::vector<Candidate> candidates,
                                                                                 domain::ApplyOutcome& outcome) {
  const auto position_of = [](const Candidate& c) { return c.event->position; };
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(a.event->position, a.order) < std::tuple(b.event->position, b.order);
  });
  std::vector<std::uint64_t> consumed;
  for (std::size_t first = 0, next = 0; first < candidates.size(); first = next) {
    next = first + 1;
    while (next < candidates.size() && position_of(candidates[next]) - position_of(candidates[next - 1]) <= kMaxGap) {
      ++next;
    }
    tables_.consumed_between(position_of(candidates[first]), position_of(candidates[next - 1]), consumed);
  }
  std::sort(consumed.begin(), consumed.end());
  std::vector<Candidate> fresh;
  fresh.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    const bool again = !fresh.empty() && position_of(fresh.back()) == position_of(candidate);
    if (again || std::binary_search(consumed.begin(), consumed.end(), position_of(candidate))) {
      ++outcome.replayed;
    } else {
      fresh.push_back(candidate);
    }
  }
  return fresh;
}

void SqliteAnalyticsStore::apply_fresh(std::vector<Candidate> fresh, domain::ApplyOutcome& outcome) {
  std::sort(fresh.begin(), fresh.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(a.key.high, a.key.low, a.order) < std::tuple(b.key.high, b.key.low, b.order);
  });
  std::vector<Candidate> sound;
  std::vector<EventTables::KeyAt> keys;
  for (const Candidate& candidate : fresh) {
    if (candidate.poison_reason != nullptr) {
      quarantine(candidate, outcome);
    } else {
      sound.push_back(candidate);
      keys.push_back({.key = candidate.key, .position = candidate.event->position});
    }
  }
  const std::vector<EventTables::Claim> claims = tables_.claim_keys(keys);
  std::vector<Candidate> applied;
  applied.reserve(sound.size());
  for (std::size_t i = 0; i < sound.size(); ++i) {
    switch (claims[i]) {
      case EventTables::Claim::won:
        applied.push_back(sound[i]);
        break;
      case EventTables::Claim::replayed:
        ++outcome.replayed;
        break;
      case EventTables::Claim::duplicate:
        tables_.add_duplicate(sound[i].event->position);
        ++outcome.duplicates;
        break;
    }
  }
  outcome.applied = applied.size();
  std::sort(applied.begin(), applied.end(),
            [](const Candidate& a, const Candidate& b) { return a.event->position < b.event->position; });
  for (const Candidate& candidate : applied) tables_.add_raw_event(*candidate.event, candidate.app.app_id);
  add_up(applied);
}

void SqliteAnalyticsStore::add_up(const std::vector<Candidate>& applied) {
  std::map<std::tuple<std::int64_t, std::int64_t, domain::EventType>, std::int64_t> rollups;
  std::map<std::int64_t, domain::EventEffects> apps;
  std::map<std::int64_t, domain::EventEffects> vendors;
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> sales;  // day, app
  for (const Candidate& candidate : applied) {
    const domain::AnalyticsEvent& event = candidate.event->event;
    ++rollups[{candidate.app.app_id, day_of(event.occurred_at), event.type}];
    if (candidate.app.app_id == 0) continue;
    const domain::EventEffects effects = effects_of(event.type, event.occurred_at);
    apps[candidate.app.app_id] += effects;
    vendors[candidate.app.vendor_id] += effects;
    if (event.amount_cents != 0) sales[{day_of(event.occurred_at), candidate.app.app_id}] += event.amount_cents;
  }
  for (const auto& [key, count] : rollups) {
    const auto& [app_id, day, type] = key;
    tables_.add_to_rollup(app_id, day, type, count);
  }
  for (const auto& [app_id, effects] : apps) tables_.add_to_app(app_id, effects);
  for (const auto& [vendor_id, effects] : vendors) tables_.add_to_vendor(vendor_id, effects);
  for (const auto& [key, amount] : sales) tables_.add_to_sales(key.second, key.first, amount);
}

}  // namespace souk::storage
