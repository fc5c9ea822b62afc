// What the store knows from analytics events: counters, rollups, which events and positions were consumed. Raw events
// are not kept, only counted, and so are those in quarantine: a run of hours in virtual time must not grow.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "domain/apply.hpp"
#include "domain/event_effects.hpp"
#include "domain/reconciliation.hpp"
#include "sim/app_ranking.hpp"
#include "sim/bugs.hpp"
#include "sim/catalogue_index.hpp"
#include "sim/key_window.hpp"
#include "sim/position_set.hpp"

namespace souk::sim {

class AnalyticsTables {
 public:
  // `active` installs to begin with, by app. The last `event_keys` applied events are known again as duplicates.
  AnalyticsTables(const CatalogueIndex& catalogue, const std::vector<std::int64_t>& active, std::size_t event_keys);

  // One position, and what becomes of it.
  struct Consumed {
    enum class Fate : std::uint8_t { applied, duplicate, quarantined };
    domain::EventKey key;  // of an applied event
    std::uint64_t position = 0;
    std::int64_t day = 0;
    std::uint32_t app = 0;  // CatalogueIndex::kNone: concerns no app
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

  void plant(Bug bug) { planted_ = bug; }
  // A crash: what a planted bug still meant to write is gone.
  void crash() { late_positions_.clear(); }

  const domain::ConsumerProgress& progress() const { return progress_; }
  const AppRanking& ranking() const { return ranking_; }
  std::int64_t active(std::uint32_t app) const { return ranking_.standing(app).active; }
  std::int64_t downloads(std::uint32_t app) const { return counters_[app].downloads; }

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

  const CatalogueIndex& catalogue_;
  AppRanking ranking_;  // active installs and scores
  std::vector<AppCounter> counters_;
  std::vector<VendorTotal> vendors_;
  std::vector<Rollup> rollups_;
  HashIndex rollup_index_;
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
