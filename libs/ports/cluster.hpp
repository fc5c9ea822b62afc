// The drill's hands and eyes: start, stop and kill the service, turn its knobs, read its instruments.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/drill.hpp"
#include "domain/fault.hpp"
#include "domain/incident_command.hpp"
#include "domain/reconciliation.hpp"
#include "domain/result.hpp"
#include "domain/status.hpp"
#include "ports/task.hpp"

namespace souk::ports {

class Cluster {
 public:
  virtual ~Cluster() = default;
  // Each returns when done. Errors: unavailable, deadline_exceeded, invalid_argument.
  virtual Task<Result<void>> start() = 0;  // returns when ready
  virtual Task<Result<void>> stop() = 0;   // gracefully; in-flight work is finished
  virtual Task<Result<void>> kill() = 0;   // at once (SIGKILL live)
  virtual Task<Result<void>> set_flag(std::string key, std::string value, std::string why) = 0;
  // Settings of the controllers (names as in `souk up --help`, for example "autoscaler.backlog_per_worker").
  virtual Task<Result<void>> set_setting(std::string name, double value) = 0;
  // Replaces every replica of the shop; returns when that is done. Errors besides: conflict (one is under way), and why
  // it failed.
  virtual Task<Result<void>> deploy() = 0;
  // Breaks, or heals, the world around the service. invalid_argument where that cannot be done, as in every live world.
  virtual Task<Result<void>> set_faults(domain::Faults faults) = 0;
  virtual Task<Result<domain::ServiceStatus>> status() = 0;
  virtual Task<Result<domain::ReconciliationReport>> reconcile() = 0;
  // Opens an incident, or does something to it; returns it as it is then. Errors: those of domain::IncidentBook.
  virtual Task<Result<domain::Incident>> change_incident(domain::IncidentCommand command) = 0;
  virtual Task<Result<std::vector<domain::Incident>>> incidents() = 0;
  // What an operator asks of the Top Vendor programme; what came of it, in words. Also: conflict.
  virtual Task<Result<std::string>> review_vendors(domain::VendorAction action) = 0;
};

}  // namespace souk::ports
