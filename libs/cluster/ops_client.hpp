// The operator API, from outside: what the command line and the drill's hands use.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/drill.hpp"
#include "domain/incident_command.hpp"
#include "domain/reconciliation.hpp"
#include "domain/result.hpp"
#include "domain/search_quality.hpp"
#include "domain/status.hpp"
#include "http/client.hpp"
#include "ports/clock.hpp"
#include "ports/task.hpp"

namespace souk::cluster {

struct FlagOrder {
  std::string key{}, value{}, who{}, why{};
  bool confirm = false;  // also if it cannot be taken back
  std::optional<unsigned>
      percent{};  // of those who ask, by a rule; none: everybody to whom no rule gives another value
};

// A change in steps, or later.
struct RolloutOrder {
  FlagOrder flag{};                  // without a percentage
  std::vector<unsigned> steps{100};  // percent
  double every_s = 60;
  double in_s = 0;             // begins so many seconds from now, or
  std::optional<UnixMs> at{};  // then
  std::string slo{};           // the component whose SLO must not break; empty: none
};

// Errors of every call: unavailable (nobody answers), deadline_exceeded, and what the API's problem+json says
// (invalid_argument, not_found, ...), with its detail.
class OpsClient {
 public:
  OpsClient(http::Client& client, ports::Clock& clock) : client_(client), clock_(clock) {}

  Task<Result<domain::ServiceStatus>> status();
  Task<Result<bool>> ready();
  Task<Result<boost::json::object>> flags();
  Task<Result<boost::json::object>> flag(std::string key);
  // Returns the flag as it is now, with `before`. conflict: it cannot be taken back, and was not confirmed.
  Task<Result<boost::json::object>> set_flag(FlagOrder order);
  Task<Result<boost::json::object>> begin_rollout(RolloutOrder order);
  Task<Result<boost::json::object>> rollouts();
  Task<Result<boost::json::object>> cancel_rollout(std::uint64_t id);
  Task<Result<void>> set_setting(std::string name, double value);
  // Begins a deployment. conflict: one is under way.
  Task<Result<domain::DeploymentStatus>> deploy();
  Task<Result<domain::DeploymentStatus>> deployment();
  Task<Result<domain::ReconciliationReport>> reconcile();
  Task<Result<domain::Incident>> change_incident(domain::IncidentCommand command);
  Task<Result<std::vector<domain::Incident>>> incidents();
  // conflict: the counts are bad, and not `whatever_the_counts`.
  Task<Result<domain::SearchSnapshot>> take_search_snapshot(bool whatever_the_counts);
  // What was done, with `summary` in words.
  Task<Result<boost::json::object>> review_vendors(domain::VendorAction action);
  // E-mails to vendors behind `after`, oldest first; `next` is where to go on, absent at the end.
  Task<Result<boost::json::object>> vendor_mail(std::int64_t after);
  // Takes `seconds`, and what reading the symbols takes. Folded stacks. Also conflict: a profile is under way.
  Task<Result<std::string>> profile(std::int64_t seconds);

 private:
  Task<Result<std::string>> call(std::string method, std::string target, std::string body, Nanos timeout);

  http::Client& client_;
  ports::Clock& clock_;
};

}  // namespace souk::cluster
