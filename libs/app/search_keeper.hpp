// Looks after the search ranking: measures its quality with a fixed set of queries, and takes a snapshot of the
// installs while counts are good, so that there is one when they are not.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "app/live_settings.hpp"
#include "domain/status.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/market_store.hpp"

namespace souk::app {

class SearchKeeper {
 public:
  struct Ports {
    ports::MarketStore& store;
    ports::Flags& flags;
    ports::Clock& clock;
    const LiveSettings& settings;
    std::function<std::int64_t()> oldest_age_ms;  // of the events that wait to be applied
  };
  // In a run of weeks looking every few seconds would cost more than it tells.
  struct Rhythm {
    Nanos pause = std::chrono::milliseconds(250);
    Nanos least_between_measurements{0};  // whatever the setting search.quality_every_s says
  };

  explicit SearchKeeper(Ports ports);
  SearchKeeper(Ports ports, const Rhythm& rhythm);
  SearchKeeper(const SearchKeeper&) = delete;
  SearchKeeper& operator=(const SearchKeeper&) = delete;

  // Runs until request_stop(). The first measurement, and the first snapshot if there is none, come at once.
  Task<void> run();
  void request_stop() { stopping_ = true; }

  // One round: measures, and takes a snapshot if one is due and counts are good. False: the store did not answer.
  Task<bool> look();

  // What an operator asks for, at any time. `whatever_the_counts`: also when they are bad. conflict: they are bad.
  Task<Result<domain::SearchSnapshot>> take_snapshot(bool whatever_the_counts);

  // From any thread. The quality is none before the first measurement and when the last one is long ago.
  domain::SearchStatus status() const;

 private:
  Nanos between_measurements() const;
  ports::RequestContext context() const;
  Task<Result<bool>> have_queries();
  Task<Result<void>> measure();
  bool is_snapshot_due() const;
  void note_snapshot(const domain::SearchSnapshot& snapshot);

  const Ports ports_;
  const Rhythm rhythm_;
  std::vector<std::string> queries_;  // of run() alone
  std::atomic<bool> stopping_{false};

  mutable std::mutex mutex_;  // of what follows; never held while anything waits
  std::optional<double> quality_;
  Instant measured_at_;
  UnixMs snapshot_at_ = 0;
};

}  // namespace souk::app
