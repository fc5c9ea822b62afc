// A rolling restart of the shop: new replicas are started and warmed up, take over, and the old ones are drained and
// stopped. There are never fewer replicas that serve than before or than wanted, whichever is less.
//
// With the flag deploy-guard on, one replica after the other, each warm-up paced (app/warm_up.hpp). With it off, all at
// once and at full speed: done sooner, at the expense of whoever uses the shop meanwhile.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "app/live_settings.hpp"
#include "app/warm_up.hpp"
#include "domain/deployment.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/replicas.hpp"

namespace souk::app {

class Deployment {
 public:
  struct Ports {
    ports::Clock& clock;
    const ports::Flags& flags;
    const LiveSettings& settings;
    ports::Replicas& replicas;
    std::function<CoreLatency()> core_latency;
    Nanos longest = std::chrono::minutes(10);       // all warm-ups together; then it fails
    Nanos longest_drain = std::chrono::seconds(5);  // of one replica; then it is stopped
  };

  explicit Deployment(Ports ports);

  // Claims the next deployment for the caller, who calls run() then. conflict: one is under way. Any thread.
  Result<void> begin();
  // Brings up as many replicas as the setting `replicas` says. Never fails: status() has the outcome. After a failure
  // what served before still does, and new replicas that were not ready are gone. Cancellation is not heard.
  Task<void> run();
  // A deployment under way ends soon, as failed. Any thread.
  void request_stop() { stopping_ = true; }

  domain::DeploymentStatus status() const;  // any thread
  bool running() const { return status().state == domain::DeploymentState::running; }

 private:
  using Ids = std::vector<ports::ReplicaId>;
  Task<Result<void>> replace_one_by_one(Ids old, std::size_t wanted, Instant deadline);
  Task<Result<void>> replace_all(Ids old, std::size_t wanted, Instant deadline);
  Task<Result<void>> bring_up(Instant deadline);
  Task<Result<void>> take_over(ports::ReplicaId id);
  Task<void> warm(ports::ReplicaId id, Instant deadline, std::shared_ptr<Result<void>> outcome);
  Task<void> take_away(ports::ReplicaId id);
  void end(const Result<void>& outcome);
  WarmUpPorts warm_up_ports();

  Ports ports_;
  WarmUpMeter meter_;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  domain::DeploymentStatus status_;  // reads and yielded_ms are in the meter
  Instant began_{};
};

}  // namespace souk::app
