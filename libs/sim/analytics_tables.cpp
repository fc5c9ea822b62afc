#include "sim/analytics_tables.hpp"

#include <algorithm>
#include <utility>

namespace souk::sim {
namespace {

using Fate = AnalyticsTables::Consumed::Fate;

std::vector<AppRanking::Standing> standings_of(const std::vector<std::int64_t>& active) {
  std::vector<AppRanking::Standing> standings;
  standings.reserve(active.size());
  for (const std::int64_t installs : active) standings.push_back({.active = installs});
  return standings;
}

std::uint64_t hash_of(std::uint32_t app, std::int64_t day, domain::EventType type) {
  return spread_bits((std::uint64_t{app} << 32) ^ (static_cast<std::uint64_t>(day) << 8) ^
                     static_cast<std::uint64_t>(type));
}

// Which positions a transaction has consumed so far. They mostly ascend, so looking through all of them is rare.
class BatchPositions {
 public:
  bool contains(std::uint64_t position, const std::vector<AnalyticsTables::Consumed>& consumed) const {
    if (consumed.empty() || position > highest_) return false;
    return std::any_of(consumed.begin(), consumed.end(), [&](const auto& c) { return c.position == position; });
  }
  void add(std::uint64_t position) { highest_ = std::max(highest_, position); }

 private:
  std::uint64_t highest_ = 0;
};

}  // namespace

AnalyticsTables::AnalyticsTables(const CatalogueIndex& catalogue, const std::vector<std::int64_t>& active, UnixMs now,
                                 std::size_t event_keys)
    : catalogue_(&catalogue),
      start_(active),
      ranking_(catalogue, standings_of(active)),
      counters_(catalogue.app_count()),
      vendors_(catalogue.vendor_count()),
      presence_(catalogue, day_of(now)),
      keys_(event_keys) {
  for (std::uint32_t app = 0; app < catalogue.app_count(); ++app) {
    vendors_[catalogue.vendor_of(app)].active += active[app];
    counters_[app].reported_at = now;
  }
}

domain::ApplyOutcome AnalyticsTables::examine(std::span<const domain::PositionedEvent> events,
                                              std::span<const domain::PoisonEvent> poison,
                                              std::vector<Consumed>& consumed) {
  domain::ApplyOutcome outcome;
  BatchPositions positions;
  consumed.clear();
  batch_keys_.clear();
  key_of_.clear();
  for (const domain::PositionedEvent& event : events) {
    key_of_.push_back(domain::key_of(event.event.source, event.event.id));
    keys_.prefetch(key_of_.back());
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    const domain::PositionedEvent& event = events[i];
    if (positions_.contains(event.position) || positions.contains(event.position, consumed)) {
      ++outcome.replayed;
      continue;
    }
    consumed.push_back(consume_one(event, key_of_[i], events.size() == 1, consumed, outcome));
    positions.add(event.position);
  }
  for (const domain::PoisonEvent& event : poison) {
    if (positions_.contains(event.position) || positions.contains(event.position, consumed)) {
      ++outcome.replayed;
      continue;
    }
    consumed.push_back({.key = {}, .position = event.position, .fate = Fate::quarantined});
    positions.add(event.position);
  }
  return outcome;
}

// `before`: what the transaction has consumed so far. `alone`: nothing else will look for this event's key in it.
AnalyticsTables::Consumed AnalyticsTables::consume_one(const domain::PositionedEvent& event,
                                                       const domain::EventKey& key, bool alone,
                                                       const std::vector<Consumed>& before,
                                                       domain::ApplyOutcome& outcome) {
  const domain::AnalyticsEvent& told = event.event;
  Consumed consumed{.key = {},
                    .position = event.position,
                    .at = told.occurred_at,
                    .amount_cents = told.amount_cents,
                    .app = told.app_key.empty() ? CatalogueIndex::kNone : catalogue_->find_app(told.app_key),
                    .type = told.type};
  if (const char* reason = domain::poison_reason(told, consumed.app != CatalogueIndex::kNone); reason != nullptr) {
    consumed.fate = Fate::quarantined;
    outcome.poison.push_back({.position = event.position, .payload = {}, .reason = reason});
    domain::encode(told, outcome.poison.back().payload);
    return consumed;
  }
  consumed.key = key;
  const auto same = [&](std::uint32_t place) { return before[place].key == consumed.key; };
  const bool overlooked = planted_ == Bug::dedupe_off_by_one && keys_.is_newest(consumed.key);  // planted: one short
  if ((keys_.contains(consumed.key) && !overlooked) || batch_keys_.find(consumed.key.low, same) != HashIndex::kNone) {
    consumed.fate = Fate::duplicate;
    ++outcome.duplicates;
    return consumed;
  }
  rollup_index_.prefetch(hash_of(consumed.app, day_of(consumed.at), consumed.type));  // counted at the commit
  if (!alone) batch_keys_.insert(consumed.key.low, static_cast<std::uint32_t>(before.size()));
  ++outcome.applied;
  const bool tells = domain::presence_of(told.type) != domain::Presence::silent && !told.instance_id.empty();
  if (tells && consumed.app != CatalogueIndex::kNone) consumed.instance = presence_.number_of(told.instance_id);
  return consumed;
}

void AnalyticsTables::consume(std::span<const Consumed> consumed) {
  for (const std::uint64_t position : late_positions_) positions_.insert(position);
  late_positions_.clear();
  for (const Consumed& event : consumed) {
    if (planted_ == Bug::position_apart) {
      late_positions_.push_back(event.position);  // planted: commits with the next transaction
    } else {
      positions_.insert(event.position);
    }
    switch (event.fate) {
      case Fate::applied:
        apply(event);
        ++progress_.applied;
        break;
      case Fate::duplicate:
        ++duplicates_;
        ++progress_.duplicates;
        break;
      case Fate::quarantined:
        ++quarantined_;
        ++progress_.quarantined;
        break;
    }
  }
}

void AnalyticsTables::apply(const Consumed& event) {
  keys_.insert(event.key);
  ++event_keys_;
  ++raw_events_;
  add_to_rollup(event);
  if (event.app == CatalogueIndex::kNone) return;
  const domain::EventEffects effects = domain::effects_of(event.type, event.at);
  AppCounter& counter = counters_[event.app];
  counter.downloads += effects.downloads;
  counter.heartbeats += effects.heartbeats;
  counter.events += effects.events;
  counter.reported_at = std::max(counter.reported_at, effects.reported_at);
  VendorTotal& vendor = vendors_[catalogue_->vendor_of(event.app)];
  vendor.active += effects.active;
  vendor.events += effects.events;
  ranking_.add(event.app, effects.active, effects.score);
  if (event.amount_cents != 0) sales_[{day_of(event.at), event.app}] += event.amount_cents;
  if (event.instance == CatalogueIndex::kNone) return;
  presence_.add({.position = event.position,
                 .day = day_of(event.at),
                 .app = event.app,
                 .instance = event.instance,
                 .presence = domain::presence_of(event.type)});
}

void AnalyticsTables::add_to_rollup(const Consumed& event) {
  const std::int64_t day = day_of(event.at);
  const std::uint64_t hash = hash_of(event.app, day, event.type);
  std::uint32_t place = rollup_index_.find(hash, [&](std::uint32_t candidate) {
    const Rollup& row = rollups_[candidate];
    return row.app == event.app && row.day == day && row.type == event.type;
  });
  if (place == HashIndex::kNone) {
    place = static_cast<std::uint32_t>(rollups_.size());
    rollups_.push_back({.day = day, .app = event.app, .type = event.type});
    rollup_index_.insert(hash, place);
  }
  ++rollups_[place].count;
}

void AnalyticsTables::follow(const CatalogueIndex& catalogue) {
  std::vector<AppRanking::Standing> standings;
  for (std::uint32_t app = 0; app < catalogue.app_count(); ++app) {
    standings.push_back(app < counters_.size() ? ranking_.standing(app) : AppRanking::Standing{});
  }
  counters_.resize(catalogue.app_count());
  start_.resize(catalogue.app_count());
  ranking_ = AppRanking(catalogue, std::move(standings));
  presence_.follow(catalogue);
  catalogue_ = &catalogue;
}

void AnalyticsTables::raise_watermark(std::uint64_t low_watermark) {
  if (low_watermark <= progress_.low_watermark) return;
  progress_.low_watermark = low_watermark;
  positions_.pass(low_watermark);
}

}  // namespace souk::sim
