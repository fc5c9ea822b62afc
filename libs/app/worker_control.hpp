// The controllers of the worker cluster, a few times a second: sensor -> controller -> limiter.
//   cluster size = min(worker-limit, catch-up allowance) of what the autoscaler (or the operator) asks for.
#pragma once

#include <atomic>
#include <functional>
#include <limits>

#include "app/event_consumer.hpp"
#include "app/live_settings.hpp"
#include "app/worker_loop.hpp"
#include "domain/autoscaler.hpp"
#include "domain/catch_up_controller.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/worker_cluster.hpp"

namespace souk::app {

// Latency of core requests in the last seconds, as the service itself measures it.
struct CoreLatency {
  Nanos p99{0};
  std::uint64_t samples = 0;
};

class WorkerControl {
 public:
  struct Ports {
    ports::Clock& clock;
    ports::Flags& flags;
    ports::WorkQueue& queue;
    ports::WorkerCluster& cluster;
    EventConsumer& consumer;
    LiveSettings& settings;
    WorkerPolicy& policy;
    std::function<CoreLatency()> core_latency;
    Nanos interval = std::chrono::milliseconds(50);  // between rounds: a flag is in force within 100 ms
    // What core_latency() looks back over: the catch-up controller acts no faster than its sensor sees.
    Nanos latency_window = std::chrono::seconds(2);
  };

  explicit WorkerControl(Ports ports);

  // Runs until request_stop().
  Task<void> run();
  void request_stop() { stopping_ = true; }
  // One round of all controllers.
  void control();
  // What the controllers ask for now.
  std::size_t target() const { return target_; }

 private:
  std::size_t wanted_workers(Instant now, std::uint64_t backlog, std::size_t limit);
  // The catch-up controller's allowance of workers; also sets the batch size. No limit while it is off.
  std::size_t allowed_workers(Instant now, std::uint64_t backlog);

  Ports ports_;
  domain::Autoscaler autoscaler_;
  domain::CatchUpController catch_up_;
  bool catching_up_ = false;
  std::atomic<std::size_t> target_{0};
  std::atomic<bool> stopping_{false};
};

}  // namespace souk::app
