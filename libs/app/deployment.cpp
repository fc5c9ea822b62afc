#include "app/deployment.hpp"

#include <algorithm>
#include <utility>

#include "app/session_group.hpp"

namespace souk::app {
namespace {

constexpr Nanos kLookAgain = std::chrono::milliseconds(100);  // whether to stop waiting for a replica's clients

}  // namespace

Deployment::Deployment(Ports ports) : ports_(std::move(ports)) {}

Result<void> Deployment::begin() {
  const std::lock_guard lock(mutex_);
  if (status_.state == domain::DeploymentState::running) {
    return fail(Errc::conflict, "deployment " + std::to_string(status_.number) + " is under way");
  }
  if (stopping_) return fail(Errc::unavailable, "the service is stopping");
  const domain::DeploymentStatus before = status_;
  status_ = {};
  status_.state = domain::DeploymentState::running;
  status_.number = before.number + 1;
  status_.failed = before.failed;
  status_.one_at_a_time = ports_.flags.is_on(domain::Flag::deploy_guard, {.component = "deployment"});
  status_.replicas = ports_.settings.count(domain::Setting::replicas);
  began_ = ports_.clock.now();
  ++runs_;
  meter_.reads = 0;
  meter_.yielded_ms = 0;
  return {};
}

domain::DeploymentStatus Deployment::status() const {
  const std::lock_guard lock(mutex_);
  domain::DeploymentStatus status = status_;
  status.reads = meter_.reads;
  status.yielded_ms = meter_.yielded_ms;
  if (status.state == domain::DeploymentState::running) {
    status.elapsed_ms = static_cast<std::int64_t>(to_ms(ports_.clock.now() - began_));
  }
  return status;
}

Task<void> Deployment::run() {
  const domain::DeploymentStatus plan = status();
  const Instant deadline = ports_.clock.now() + ports_.longest;
  const Ids old = ports_.replicas.serving();
  auto bringing =
      plan.one_at_a_time ? replace_one_by_one(old, plan.replicas, deadline) : add_all(plan.replicas, deadline);
  const Result<void> outcome = co_await std::move(bringing);
  end(outcome);
  if (outcome && !plan.one_at_a_time) co_await take_away_all(old);
  --runs_;
}

void Deployment::end(const Result<void>& outcome) {
  const std::lock_guard lock(mutex_);
  status_.state = outcome ? domain::DeploymentState::done : domain::DeploymentState::failed;
  status_.elapsed_ms = static_cast<std::int64_t>(to_ms(ports_.clock.now() - began_));
  if (outcome) return;
  ++status_.failed;
  status_.detail = outcome.error().detail;
}

Task<Result<void>> Deployment::replace_one_by_one(Ids old, std::size_t wanted, Instant deadline) {
  for (std::size_t i = 0; i < std::max(old.size(), wanted); ++i) {
    if (i < wanted) {
      auto bringing = bring_up(deadline);
      const Result<void> up = co_await std::move(bringing);
      if (!up) co_return up;
    }
    if (i < old.size()) co_await take_away(old[i]);
  }
  co_return Result<void>();
}

Task<Result<void>> Deployment::bring_up(Instant deadline) {
  const Result<ports::ReplicaId> id = co_await ports_.replicas.start();
  if (!id) co_return id.error();
  const auto outcome = std::make_shared<Result<void>>();
  co_await warm(*id, deadline, outcome);
  if (*outcome) *outcome = co_await take_over(*id);
  if (!*outcome) co_await ports_.replicas.stop(*id);
  co_return *outcome;
}

Task<Result<void>> Deployment::add_all(std::size_t wanted, Instant deadline) {
  Ids fresh;
  const auto outcome = std::make_shared<Result<void>>();
  while (fresh.size() < wanted && *outcome) {
    const Result<ports::ReplicaId> id = co_await ports_.replicas.start();
    if (id) {
      fresh.push_back(*id);
    } else {
      *outcome = id.error();
    }
  }
  if (*outcome) {
    std::vector<Task<void>> warming;
    for (const ports::ReplicaId id : fresh) warming.push_back(warm(id, deadline, outcome));
    co_await run_all(std::move(warming));
  }
  std::size_t taken_over = 0;
  while (taken_over < fresh.size() && *outcome) {
    *outcome = co_await take_over(fresh[taken_over]);
    if (*outcome) ++taken_over;
  }
  if (!*outcome) {
    for (std::size_t i = taken_over; i < fresh.size(); ++i) co_await ports_.replicas.stop(fresh[i]);
    co_return *outcome;
  }
  co_return Result<void>();
}

Task<void> Deployment::take_away_all(Ids old) {
  std::vector<Task<void>> leaving;
  for (const ports::ReplicaId id : old) leaving.push_back(take_away(id));
  co_await run_all(std::move(leaving));
}

Task<void> Deployment::warm(ports::ReplicaId id, Instant deadline, std::shared_ptr<Result<void>> outcome) {
  auto warming = warm_up(warm_up_ports(), ports_.replicas.store(id), deadline);
  const Result<void> warm = co_await std::move(warming);
  if (!warm) *outcome = warm;
}

Task<Result<void>> Deployment::take_over(ports::ReplicaId id) {
  const Result<void> serving = co_await ports_.replicas.serve(id);
  if (!serving) co_return serving;
  const std::lock_guard lock(mutex_);
  ++status_.ready;
  co_return serving;
}

Task<void> Deployment::take_away(ports::ReplicaId id) {
  const Instant limit = ports_.clock.now() + from_s(ports_.settings.get(domain::Setting::deploy_drain_s));
  bool empty = false;
  while (!empty && !stopping_ && ports_.clock.now() < limit) {
    empty = co_await ports_.replicas.drain(id, std::min(limit, ports_.clock.now() + kLookAgain));
  }
  co_await ports_.replicas.stop(id);
}

WarmUpPorts Deployment::warm_up_ports() {
  return {ports_.clock, ports_.flags, ports_.settings, ports_.core_latency, meter_, stopping_};
}

}  // namespace souk::app
