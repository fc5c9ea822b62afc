// Carries what happened in the shop (installed, upgraded, renewed, ...) from the store's outbox into the event log.
// The change and its outbox entry commit together; the relay delivers at least once; the event's source + id make it
// count once. What is in the log already and could not be removed from the outbox is remembered, and only removed in
// the next round: a store too busy to remove it would otherwise get the same events to apply again, round after round.
// A crash forgets that, and sends them once more.
#pragma once

#include <atomic>
#include <cstdint>

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
  Task<Result<void>> remove_delivered(ports::RequestContext context);

  ports::MarketStore& store_;
  ports::EventLog& log_;
  ports::Clock& clock_;
  const Nanos pause_;
  std::int64_t delivered_up_to_ = 0;  // sequence of entries that are in the log and still in the outbox; 0: none
  std::atomic<bool> stopping_{false};
};

}  // namespace souk::app
