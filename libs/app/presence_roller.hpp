// Keeps the window-based count of active installs up to date: takes in what the workers have applied, a bounded
// transaction at a time, and forgets instances that fell silent. It is apart from the workers' transactions so that an
// event costs them no more than before. It has a connection of its own, as a worker has, so its calls may block its
// thread; and it rests whenever analytics-processing is off.
#pragma once

#include <atomic>
#include <functional>

#include "app/live_settings.hpp"
#include "ports/analytics_store.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"

namespace souk::app {

class PresenceRoller {
 public:
  struct Ports {
    ports::AnalyticsStoreFactory& stores;
    ports::Flags& flags;
    ports::Clock& clock;
    const LiveSettings& settings;
    std::function<std::uint64_t()> consumed;  // every position of the log below it is
    // Between transactions; a fifth of it while there is more to do, so that others who write get turns in between.
    Nanos pause = std::chrono::seconds(1);
  };

  explicit PresenceRoller(Ports ports) : ports_(std::move(ports)) {}

  // Runs until request_stop().
  Task<void> run();
  void request_stop() { stopping_ = true; }
  // At most one transaction; none if there is nothing to do. True: there is more to do.
  Task<Result<bool>> roll_once(ports::AnalyticsStore& store);

 private:
  Ports ports_;
  std::atomic<bool> stopping_{false};
  // What was done, so that an idle round asks the store nothing.
  std::uint64_t rolled_up_to_ = 0;
  std::int64_t expired_on_ = -1;
  std::int64_t expired_window_ = 0;
};

}  // namespace souk::app
