// A rolling restart of the shop: new replicas are started and warmed up, take over, and the old ones are drained and
// stopped. There are never fewer replicas that serve than before or than wanted, whichever is less.
//
// With the flag deploy-guard on, one replica after the other, each warm-up paced (app/warm_up.hpp), and it is done when
// the old ones are gone. With it off, all at once and at full speed, and it is done when the new ones serve: sooner, at
// the expense of whoever uses the shop meanwhile, and the next one may begin while old ones still have connections.
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
    Nanos longest = std::chrono::minutes(10);  // all warm-ups together; then it fails
  };

  explicit Deployment(Ports ports);

  // Claims the next deployment for the caller, who calls run() then. conflict: one is under way. Any thread.
  Result<void> begin();
  // Brings up as many replicas as the setting `replicas` says, and ends when the old ones are gone, which may be after
  // the deployment is done. Never fails: status() has the outcome. After a failure what served before still does, and
  // new replicas that were not ready are gone. Cancellation is not heard.
  Task<void> run();
  // A deployment under way ends soon, as failed, and nobody waits for old replicas' clients any more. Any thread.
  void request_stop() { stopping_ = true; }

  domain::DeploymentStatus status() const;  // any thread
  // Whether a run() has begun and not ended. Any thread.
  bool busy() const { return runs_ > 0; }

 private:
  using Ids = std::vector<ports::ReplicaId>;
  Task<Result<void>> replace_one_by_one(Ids old, std::size_t wanted, Instant deadline);
  Task<Result<void>> add_all(std::size_t wanted, Instant deadline);
  Task<Result<void>> bring_up(Instant deadline);
  Task<Result<void>> take_over(ports::ReplicaId id);
  Task<void> warm(ports::ReplicaId id, Instant deadline, std::shared_ptr<Result<void>> outcome);
  Task<void> take_away(ports::ReplicaId id);
  Task<void> take_away_all(Ids old);
  void end(const Result<void>& outcome);
  WarmUpPorts warm_up_ports();

  Ports ports_;
  WarmUpMeter meter_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> runs_{0};
  mutable std::mutex mutex_;
  domain::DeploymentStatus status_;  // reads and yielded_ms are in the meter
  Instant began_{};
};

}  // namespace souk::app
