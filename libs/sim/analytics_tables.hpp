// What the store knows from analytics events: counters, rollups, which events and positions were consumed. Raw events
// are not kept, only counted, and so are those in quarantine: a run of hours in virtual time must not grow.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "domain/apply.hpp"
#include "domain/event_effects.hpp"
#include "domain/reconciliation.hpp"
#include "domain/recount.hpp"
#include "sim/app_ranking.hpp"
#include "sim/bugs.hpp"
#include "sim/catalogue_index.hpp"
#include "sim/key_window.hpp"
#include "sim/position_set.hpp"
#include "sim/presence_tables.hpp"

namespace souk::sim {

class AnalyticsTables {
 public:
  // `active` installs to begin with, by app. The last `event_keys` applied events are known again as duplicates.
  // They count as reported at `now`.
  AnalyticsTables(const CatalogueIndex& catalogue, const std::vector<std::int64_t>& active, UnixMs now,
                  std::size_t event_keys);

  // One position, and what becomes of it.
  struct Consumed {
    enum class Fate : std::uint8_t { applied, duplicate, quarantined };
    domain::EventKey key;  // of an applied event
    std::uint64_t position = 0;
    UnixMs at = 0;
    std::int64_t amount_cents = 0;
    std::uint32_t app = 0;                           // CatalogueIndex::kNone: concerns no app
    std::uint32_t instance = CatalogueIndex::kNone;  // of an event that says something about presence
    domain::EventType type = domain::EventType::heartbeat;
    Fate fate = Fate::applied;
  };

  // What one transaction would consume, and its outcome; changes nothing. Of two events with the same key or position
  // the first counts. `consumed` is overwritten.
  domain::ApplyOutcome examine(std::span<const domain::PositionedEvent> events,
                               std::span<const domain::PoisonEvent> poison, std::vector<Consumed>& consumed);
  // Does it. The tables must be as they were when it was examined.
  void consume(std::span<const Consumed> consumed);
  void raise_watermark(std::uint64_t low_watermark);

  // The catalogue has changed: apps may have been added and may stand elsewhere, none is gone.
  void follow(const CatalogueIndex& catalogue);
  // A counter, a rank or a vendor's total that is wrong, and by how much.
  struct Correction {
    enum class Of : std::uint8_t { app, rank, vendor };
    Of of = Of::app;
    std::uint32_t number = 0;  // of the app or vendor
    domain::EventEffects missing;
  };
  // Counts the apps of the next vendors again, from the rollups, which here stand for the raw events; changes nothing.
  // `corrections` is overwritten.
  domain::Recounted recount(const domain::RecountPlan& plan, std::vector<Correction>& corrections) const;
  void correct(std::span<const Correction> corrections);
  std::size_t vendors_in(const domain::RecountPlan& plan) const;

  void plant(Bug bug) { planted_ = bug; }
  // A crash: what a planted bug still meant to write is gone.
  void crash() { late_positions_.clear(); }

  const domain::ConsumerProgress& progress() const { return progress_; }
  const AppRanking& ranking() const { return ranking_; }
  std::int64_t active(std::uint32_t app) const { return ranking_.standing(app).active; }
  std::int64_t downloads(std::uint32_t app) const { return counters_[app].downloads; }
  UnixMs reported_at(std::uint32_t app) const { return counters_[app].reported_at; }
  // Active installs gained from `first_day` to `last_day`, by app.
  std::vector<std::int64_t> gained(std::int64_t first_day, std::int64_t last_day) const;
  std::vector<std::int64_t> vendors_active() const;  // by vendor
  PresenceTables& presence() { return presence_; }
  const PresenceTables& presence() const { return presence_; }

  // The insights; see ports::InsightStore.
  domain::AppInsight app_insight(std::uint32_t app, std::int64_t today, std::size_t weeks) const;
  std::vector<domain::RankedApp> trending(std::int64_t today, std::size_t limit) const;
  std::vector<domain::RankedApp> top_selling(std::int64_t today, std::size_t limit) const;

  // Changes a count without an event: for tests that want it to be found out.
  void falsify_active(std::uint32_t app, std::int64_t delta) { ranking_.add(app, delta, 0); }

  // Adds the sums that must agree with each other.
  void compare_sums(domain::ReconciliationReport& report) const;
  std::vector<domain::EventKey> applied_events() const { return keys_.sorted(); }
  std::vector<std::string> consumed_positions() const { return positions_.runs(); }
  // By table, in the order of their keys.
  void dump(std::map<std::string, std::vector<std::string>>& tables) const;

 private:
  struct AppCounter {
    std::int64_t downloads = 0;
    std::int64_t heartbeats = 0;
    std::int64_t events = 0;
    UnixMs reported_at = 0;
  };
  struct VendorTotal {
    std::int64_t active = 0;
    std::int64_t events = 0;
  };
  struct Rollup {
    std::int64_t day = 0;
    std::int64_t count = 0;
    std::uint32_t app = 0;
    domain::EventType type = domain::EventType::heartbeat;
  };

  Consumed consume_one(const domain::PositionedEvent& event, const domain::EventKey& key, bool alone,
                       const std::vector<Consumed>& before, domain::ApplyOutcome& outcome);
  void apply(const Consumed& event);
  void add_to_rollup(const Consumed& event);

  const CatalogueIndex* catalogue_;
  std::vector<std::int64_t> start_;  // active installs when counting began, by app
  AppRanking ranking_;               // active installs and scores
  std::vector<AppCounter> counters_;
  std::vector<VendorTotal> vendors_;
  std::vector<Rollup> rollups_;
  HashIndex rollup_index_;
  PresenceTables presence_;
  std::map<std::pair<std::int64_t, std::uint32_t>, std::int64_t> sales_;  // day, app -> US cents
  KeyWindow keys_;
  PositionSet positions_;
  domain::ConsumerProgress progress_;
  // Rows of tables that are not kept.
  std::uint64_t raw_events_ = 0;
  std::uint64_t event_keys_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t quarantined_ = 0;

  // Scratch of examine().
  HashIndex batch_keys_;
  std::vector<domain::EventKey> key_of_;

  Bug planted_ = Bug::none;
  std::vector<std::uint64_t> late_positions_;  // of the bug position_apart
};

}  // namespace souk::sim
