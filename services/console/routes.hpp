// The operator API. It listens on a port and a thread of its own and waits for nothing of the shop's, so that it
// answers while the shop does not. (Reconciliation is the exception: it reads the store, last in line.)
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/component_board.hpp"
#include "app/incident_desk.hpp"
#include "app/live_settings.hpp"
#include "app/rollouts.hpp"
#include "app/search_keeper.hpp"
#include "app/vendor_desk.hpp"
#include "app/vendor_review.hpp"
#include "domain/status.hpp"
#include "http/handler.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/market_store.hpp"
#include "ports/review_store.hpp"
#include "profiler/cpu_profiler.hpp"
#include "services/console/ofrep_guard.hpp"
#include "services/console/ofrep_stream.hpp"

namespace souk::console {

// References must outlive the routes.
struct ConsolePorts {
  ports::Flags& flags;
  ports::FlagAdmin& flag_admin;
  app::LiveSettings& settings;
  ports::MarketStore& store;
  app::SearchKeeper& search;
  app::VendorDesk& vendors;
  ports::ReviewStore& reviews;
  app::VendorReview& vendor_review;
  profiler::CpuProfiler& profiler;
  std::function<domain::ServiceStatus()> status;
  std::function<std::string()> metrics_text;
  std::function<bool()> ready;
  app::ComponentBoard& components;
  app::IncidentDesk& incidents;
  ports::Clock& clock;
  // Begins a deployment in the background. Errors: conflict (one is under way), unavailable (stopping).
  std::function<Result<void>()> deploy;
  std::function<domain::DeploymentStatus()> deployment;
  RulesSource flag_rules;
  std::function<std::string()> flag_problem;  // what is wrong with the flags' file; empty: nothing
  app::Rollouts& rollouts;
  OfrepGuard& ofrep;
};

// GET /rest/souk/1/ops/status            one reading of everything
// GET /rest/souk/1/ops/resources         who holds and who waits, by resource and owner
// GET /rest/souk/1/ops/flags             all flags with description
// GET|PUT /rest/souk/1/ops/flags/{key}   one flag; body {"value": "off", "percent": 10, "who": "...", "why": "...",
//                                        "confirm": true}, "percent" and "confirm" where they are needed
// GET|POST /rest/souk/1/ops/rollouts     changes of flags that wait or go in steps; begins one
// POST /rest/souk/1/ops/rollouts/{id}/cancellation
// GET /rest/souk/1/ops/settings
// PUT /rest/souk/1/ops/settings/{name}   body {"value": 8}
// POST /rest/souk/1/ops/reconcile
// GET|POST /rest/souk/1/ops/incidents    all incidents; opens one
// GET /rest/souk/1/ops/incidents/{name}, POST .../updates, .../hypotheses/{hypothesis}, .../close
// GET /status, /status.json              the public status page
// GET /rest/souk/1/ops/search            quality of the ranking, age of the snapshot
// POST /rest/souk/1/ops/search/snapshot  body {"force": true}, optional: also when the counts are bad
// GET /rest/souk/1/ops/submissions       apps that wait for a decision
// POST /rest/souk/1/ops/submissions/{addonKey}/approval    body {"launch": true, "note": "..."}
// POST /rest/souk/1/ops/submissions/{addonKey}/rejection   body {"note": "..."}
// POST /rest/souk/1/ops/vendors/evaluate  the Top Vendor rules, now
// POST /rest/souk/1/ops/vendors/retract   take false notices back
// GET /rest/souk/1/ops/vendors/mail?after=17&state=waiting   e-mails to vendors, 100 at most
// POST /rest/souk/1/ops/profile?seconds=5  a CPU profile of the service as folded stacks; one at a time
// GET /metrics, /livez, /readyz
// POST /rest/souk/1/ops/deploy           begins a rolling restart of the shop's replicas: 202, or 409 if one is under
// way GET /rest/souk/1/ops/deploy            the latest one and those of OFREP: see ofrep_endpoints.hpp
std::vector<http::Route> console_routes(ConsolePorts ports);

}  // namespace souk::console
