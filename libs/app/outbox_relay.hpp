// Carries what happened in the shop (installed, upgraded, renewed, ...) from the store's outbox into the event log.
// The change and its outbox entry commit together; the relay delivers at least once; the event's source + id make it
// count once.
#pragma once

#include <atomic>

#include "ports/clock.hpp"
#include "ports/event_log.hpp"
#include "ports/market_store.hpp"

namespace souk::app {

class OutboxRelay {
 public:
  // Looks again `pause` after a round that left nothing behind.
  OutboxRelay(ports::MarketStore& store, ports::EventLog& log, ports::Clock& clock,
              Nanos pause = std::chrono::milliseconds(100))
      : store_(store), log_(log), clock_(clock), pause_(pause) {}

  // Runs until request_stop().
  Task<void> run();
  // One round: moves what the outbox holds now (bounded) and returns how many entries went out.
  Task<Result<std::size_t>> relay_once();
  void request_stop() { stopping_ = true; }

 private:
  ports::MarketStore& store_;
  ports::EventLog& log_;
  ports::Clock& clock_;
  const Nanos pause_;
  std::atomic<bool> stopping_{false};
};

}  // namespace souk::app
