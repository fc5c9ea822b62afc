#include "sim/cluster.hpp"

#include <utility>

namespace souk::sim {
namespace {

constexpr Nanos kDeployPoll = std::chrono::milliseconds(100);

}  // namespace

Cluster::~Cluster() { end_process(); }

Task<Result<void>> Cluster::start() {
  if (service_) co_return Result<void>();
  co_await machine_.clock.sleep_for(options_.boot);
  const Process process = ++last_process_;
  const Context::Scope scope(machine_.context, process);
  service_ = std::make_unique<Service>(machine_, data_, process, options_.service, probe_client_);
  co_return Result<void>();
}

Task<Result<void>> Cluster::stop() {
  if (!service_) co_return Result<void>();
  auto stopping = service_->stop(options_.grace);
  co_await std::move(stopping);
  end_process();
  co_return Result<void>();
}

Task<Result<void>> Cluster::kill() {
  end_process();
  co_return Result<void>();
}

void Cluster::end_process() {
  if (!service_) return;
  machine_.context.kill(service_->process());
  service_.reset();
  data_.database.drop_prepared();
  data_.log.crash(random_.below(data_.log.volatile_payloads() + 1));
}

Result<void> Cluster::need_service() const {
  if (service_) return {};
  return fail(Errc::unavailable, "the service is down");
}

// There and back; the operator's thread is not in the shop's way.
Task<bool> Cluster::reach() {
  const Nanos way = machine_.model.network.mean() * 2;
  co_return co_await machine_.clock.sleep_for(way);
}

Task<Result<void>> Cluster::set_flag(std::string key, std::string value, std::string why) {
  co_await reach();
  if (const Result<void> up = need_service(); !up) co_return up;
  const std::optional<domain::Flag> flag = domain::find_flag(key);
  if (!flag) co_return fail(Errc::invalid_argument, "there is no flag \"" + key + "\"");
  const Result<domain::FlagValue> parsed = domain::parse_flag_value(*flag, value);
  if (!parsed) co_return parsed.error();
  const Result<domain::FlagChange> changed = data_.flags.set(*flag, *parsed, "drill", std::move(why));
  if (!changed) co_return changed.error();
  co_return Result<void>();
}

Task<Result<void>> Cluster::set_setting(std::string name, double value) {
  co_await reach();
  if (const Result<void> up = need_service(); !up) co_return up;
  if (name == domain::setting_definitions()[static_cast<std::size_t>(domain::Setting::store_room_mib)].name &&
      value > 0) {
    co_return fail(Errc::invalid_argument, "the simulated store has no size to limit");
  }
  co_return service_->settings().set(name, value);
}

Task<Result<void>> Cluster::deploy() {
  co_await reach();
  if (const Result<void> up = need_service(); !up) co_return up;
  const Process process = service_->process();
  {
    const Context::Scope scope(machine_.context, process);
    if (const Result<void> begun = service_->deploy(); !begun) co_return begun;
  }
  while (service_ && service_->process() == process) {
    const domain::DeploymentStatus deployment = service_->deployment();
    if (deployment.state == domain::DeploymentState::done) co_return Result<void>();
    if (deployment.state == domain::DeploymentState::failed) co_return fail(Errc::unavailable, deployment.detail);
    co_await machine_.clock.sleep_for(kDeployPoll);
  }
  co_return fail(Errc::unavailable, "the service went down during the deployment");
}

// Of the world, not of the service: it may be down.
Task<Result<void>> Cluster::set_faults(domain::Faults faults) {
  if (faults.disk) machine_.disk.set_fault(*faults.disk);
  if (faults.network) machine_.network.set_fault(*faults.network);
  co_return Result<void>();
}

Task<Result<domain::ServiceStatus>> Cluster::status() {
  co_await reach();
  if (const Result<void> up = need_service(); !up) co_return up.error();
  co_return service_->status();
}

Task<Result<domain::ReconciliationReport>> Cluster::reconcile() {
  co_await reach();
  if (const Result<void> up = need_service(); !up) co_return up.error();
  const ports::RequestContext context{.owner = domain::Owner::ops};
  auto reconciling = service_->store().reconcile(context);
  co_return co_await std::move(reconciling);
}

Task<Result<domain::Incident>> Cluster::change_incident(domain::IncidentCommand command) {
  co_await reach();
  if (const Result<void> up = need_service(); !up) co_return up.error();
  co_return service_->incidents().carry_out(command);
}

Task<Result<std::vector<domain::Incident>>> Cluster::incidents() {
  co_await reach();
  if (const Result<void> up = need_service(); !up) co_return up.error();
  co_return service_->incidents().incidents();
}

Task<Result<std::string>> Cluster::review_vendors(domain::VendorAction action) {
  co_await reach();
  if (const Result<void> up = need_service(); !up) co_return up.error();
  if (action == domain::VendorAction::evaluate) {
    auto evaluating = service_->vendors().evaluate();
    const Result<app::Evaluation> evaluation = co_await std::move(evaluating);
    if (!evaluation) co_return evaluation.error();
    co_return evaluation->text();
  }
  auto retracting = service_->vendors().retract();
  const Result<app::Retraction> retraction = co_await std::move(retracting);
  if (!retraction) co_return retraction.error();
  co_return retraction->text();
}

}  // namespace souk::sim
