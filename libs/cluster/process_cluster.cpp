#include "cluster/process_cluster.hpp"

#include <csignal>
#include <utility>

namespace souk::cluster {
namespace {

constexpr Nanos kPoll = std::chrono::milliseconds(10);
// A deployment takes seconds and limits itself; asking more often would only disturb it.
constexpr Nanos kDeployPoll = std::chrono::milliseconds(100);

}  // namespace

ProcessCluster::ProcessCluster(ProcessClusterOptions options, http::Client& client, ports::Clock& clock)
    : options_(std::move(options)), clock_(clock), ops_(client, clock) {}

Task<Result<void>> ProcessCluster::start() {
  if (child_ && !child_->poll()) co_return fail(Errc::conflict, "the service runs already");
  std::vector<std::string> command{options_.program};
  command.insert(command.end(), options_.arguments.begin(), options_.arguments.end());
  Result<ChildProcess> child = ChildProcess::start(command, options_.log_path);
  if (child.has_error()) co_return child.error();
  child_.emplace(std::move(child.value()));

  const Instant deadline = clock_.now() + options_.start_timeout;
  while (clock_.now() < deadline) {
    if (child_->poll()) {
      co_return fail(Errc::unavailable, "the service ended while starting; its log is " + options_.log_path);
    }
    const Result<bool> ready = co_await ops_.ready();
    if (ready.has_value()) co_return Result<void>{};
    const bool reached = co_await clock_.sleep_for(kPoll);
    if (!reached) co_return fail(Errc::cancelled, "starting the service was cancelled");
  }
  co_return fail(Errc::deadline_exceeded, "the service was not ready in time; its log is " + options_.log_path);
}

Task<bool> ProcessCluster::wait_for_end(Instant deadline) {
  while (!child_->poll()) {
    if (clock_.now() >= deadline) co_return false;
    const bool reached = co_await clock_.sleep_for(kPoll);
    if (!reached) co_return false;
  }
  co_return true;
}

Task<Result<void>> ProcessCluster::stop() {
  if (!child_) co_return Result<void>{};
  child_->signal(SIGTERM);
  const Instant deadline = clock_.now() + options_.stop_timeout;
  const bool ended = co_await wait_for_end(deadline);
  if (!ended) {
    child_.reset();  // kills and reaps it
    co_return fail(Errc::deadline_exceeded, "the service did not stop in time and was killed");
  }
  const int status = *child_->poll();
  child_.reset();
  if (status != 0) co_return fail(Errc::internal, "the service ended badly; its log is " + options_.log_path);
  co_return Result<void>{};
}

Task<Result<void>> ProcessCluster::kill() {
  child_.reset();
  co_return Result<void>{};
}

Task<Result<void>> ProcessCluster::set_flag(std::string key, std::string value, std::string why) {
  // Confirmed: a drill says what it does, and whoever starts it means it.
  FlagOrder order{
      .key = std::move(key), .value = std::move(value), .who = "drill", .why = std::move(why), .confirm = true};
  auto setting = ops_.set_flag(std::move(order));
  const Result<boost::json::object> flag = co_await std::move(setting);
  if (flag.has_error()) co_return flag.error();
  co_return Result<void>{};
}

Task<Result<void>> ProcessCluster::set_setting(std::string name, double value) {
  return ops_.set_setting(std::move(name), value);
}

Task<Result<void>> ProcessCluster::deploy() {
  Result<domain::DeploymentStatus> deployment = co_await ops_.deploy();
  while (deployment && deployment->state == domain::DeploymentState::running) {
    const bool reached = co_await clock_.sleep_for(kDeployPoll);
    if (!reached) co_return fail(Errc::cancelled, "watching the deployment was cancelled");
    deployment = co_await ops_.deployment();
  }
  if (!deployment) co_return deployment.error();
  if (deployment->state == domain::DeploymentState::failed) co_return fail(Errc::unavailable, deployment->detail);
  co_return Result<void>{};
}

Task<Result<void>> ProcessCluster::set_faults(domain::Faults faults) {
  co_return fail(Errc::invalid_argument,
                 "not supported live: " + domain::text_of(faults) + " (play it with --world sim)");
}

Task<Result<domain::ServiceStatus>> ProcessCluster::status() { return ops_.status(); }

Task<Result<domain::ReconciliationReport>> ProcessCluster::reconcile() { return ops_.reconcile(); }

Task<Result<domain::Incident>> ProcessCluster::change_incident(domain::IncidentCommand command) {
  return ops_.change_incident(std::move(command));
}

Task<Result<std::vector<domain::Incident>>> ProcessCluster::incidents() { return ops_.incidents(); }

Task<Result<std::string>> ProcessCluster::review_vendors(domain::VendorAction action) {
  const Result<boost::json::object> done = co_await ops_.review_vendors(action);
  if (done.has_error()) co_return done.error();
  const boost::json::value* words = done->if_contains("summary");
  if (words == nullptr || !words->is_string()) co_return fail(Errc::corrupt, "the answer lacks its summary");
  co_return std::string(words->as_string());
}

}  // namespace souk::cluster
