// The operator API, from outside: what the command line and the drill's hands use.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "domain/reconciliation.hpp"
#include "domain/result.hpp"
#include "domain/status.hpp"
#include "http/client.hpp"
#include "ports/clock.hpp"
#include "ports/task.hpp"

namespace souk::cluster {

// Errors of every call: unavailable (nobody answers), deadline_exceeded, and what the API's problem+json says
// (invalid_argument, not_found, ...), with its detail.
class OpsClient {
 public:
  OpsClient(http::Client& client, ports::Clock& clock) : client_(client), clock_(clock) {}

  Task<Result<domain::ServiceStatus>> status();
  Task<Result<bool>> ready();
  Task<Result<boost::json::object>> flags();
  Task<Result<boost::json::object>> flag(std::string key);
  // Returns the flag as it is now, with `before`.
  Task<Result<boost::json::object>> set_flag(std::string key, std::string value, std::string who, std::string why);
  Task<Result<void>> set_setting(std::string name, double value);
  // Begins a deployment. conflict: one is under way.
  Task<Result<domain::DeploymentStatus>> deploy();
  Task<Result<domain::DeploymentStatus>> deployment();
  Task<Result<domain::ReconciliationReport>> reconcile();

 private:
  Task<Result<std::string>> call(std::string method, std::string target, std::string body, Nanos timeout);

  http::Client& client_;
  ports::Clock& clock_;
};

}  // namespace souk::cluster
