#include "app/worker_control.hpp"

#include <algorithm>
#include <utility>

namespace souk::app {
namespace {

constexpr domain::FlagContext kAsker{.component = "workers"};

}  // namespace

WorkerControl::WorkerControl(Ports ports)
    : ports_(std::move(ports)),
      autoscaler_(domain::Autoscaler::Settings{}),
      catch_up_(domain::CatchUpController::Settings{}) {}

Task<void> WorkerControl::run() {
  while (!stopping_) {
    control();
    const bool reached = co_await ports_.clock.sleep_for(ports_.interval);
    if (!reached) co_return;
  }
}

std::size_t WorkerControl::wanted_workers(Instant now, std::uint64_t backlog, std::size_t limit) {
  using domain::Setting;
  const std::size_t current = ports_.settings.count(Setting::workers);
  const bool processing = ports_.flags.is_on(domain::Flag::analytics_processing, kAsker);
  // With processing off the backlog says nothing about the size of the cluster: leave it alone.
  if (!processing || !ports_.flags.is_on(domain::Flag::worker_autoscaling, kAsker)) return current;

  domain::Autoscaler::Settings settings = autoscaler_.settings();
  // Not beyond the limit: what it asked for in vain would all be there the moment the limit is lifted.
  settings.min_workers = std::min(limit, ports_.settings.count(Setting::autoscaler_min_workers));
  settings.max_workers =
      std::max(settings.min_workers, std::min(limit, ports_.settings.count(Setting::autoscaler_max_workers)));
  settings.backlog_per_worker = ports_.settings.get(Setting::autoscaler_backlog_per_worker);
  autoscaler_.set_settings(settings);
  const std::size_t wanted = autoscaler_.decide({.backlog = backlog, .current_target = current, .now = now});
  if (wanted != current) ports_.settings.set(Setting::workers, static_cast<double>(wanted));
  return wanted;
}

std::size_t WorkerControl::allowed_workers(Instant now, std::uint64_t backlog) {
  using domain::Setting;
  const std::size_t full_batch = ports_.settings.count(Setting::batch_size);
  const bool on = ports_.flags.is_on(domain::Flag::catch_up_control, kAsker);
  if (on && !catching_up_) catch_up_.reset();
  catching_up_ = on;
  ports_.policy.duty = on ? ports_.settings.get(Setting::catch_up_duty) : 1.0;
  if (!on) {
    ports_.policy.batch_size = full_batch;
    return std::numeric_limits<std::size_t>::max();
  }
  domain::CatchUpController::Settings settings = catch_up_.settings();
  settings.target = from_s(ports_.settings.get(Setting::catch_up_target_ms) / 1e3);
  settings.max_workers = ports_.settings.count(Setting::catch_up_max_workers);
  settings.max_batch = std::max(settings.min_batch, full_batch);
  settings.interval = ports_.latency_window / 4;
  settings.settle = ports_.latency_window;
  catch_up_.set_settings(settings);
  const CoreLatency latency = ports_.core_latency();
  const domain::CatchUpController::Decision decision =
      catch_up_.decide({.core_p99 = latency.p99, .samples = latency.samples, .backlog = backlog, .now = now});
  ports_.policy.batch_size = decision.batch;
  return decision.workers;
}

void WorkerControl::control() {
  const Instant now = ports_.clock.now();
  const std::uint64_t backlog = ports_.consumer.backlog();
  const std::size_t limit = std::min(static_cast<std::size_t>(ports_.flags.number(domain::Flag::worker_limit, kAsker)),
                                     allowed_workers(now, backlog));
  const std::size_t workers = std::min(limit, wanted_workers(now, backlog, limit));
  ports_.queue.set_paused(!ports_.flags.is_on(domain::Flag::analytics_processing, kAsker));
  target_ = workers;
  ports_.cluster.scale_to(workers);
}

}  // namespace souk::app
