// One analytics worker: take events, apply them with the strategy in force, report them consumed. The same loop runs
// on a thread of its own (live) and in virtual time (simulated).
#pragma once

#include <atomic>
#include <cstddef>

#include "app/event_consumer.hpp"
#include "ports/analytics_store.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/work_queue.hpp"

namespace souk::app {

// Shared by all workers; written by the controllers.
struct WorkerPolicy {
  std::atomic<std::size_t> batch_size{500};  // events per transaction, unless per_event
  // Share of its time that a worker spends in transactions, above 0 to 1. Below 1 it rests after each, in proportion
  // to what the transaction took: one worker without a rest keeps the writer busy for as long as there is a backlog,
  // and every core write then waits for a transaction of its.
  std::atomic<double> duty{1.0};
};

struct WorkerPorts {
  ports::WorkQueue& queue;
  ports::Flags& flags;
  ports::Clock& clock;
  EventConsumer& consumer;
  const WorkerPolicy& policy;
};

// Returns when the queue tells this worker to stop. A failed transaction puts its events back and waits before the
// next try, so that nothing is lost and a full disk is not hammered.
Task<void> run_worker(WorkerPorts ports, ports::AnalyticsStore& store);

}  // namespace souk::app
