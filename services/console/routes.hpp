// The operator API. It listens on a port and a thread of its own and waits for nothing of the shop's, so that it
// answers while the shop does not. (Reconciliation is the exception: it reads the store, last in line.)
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/live_settings.hpp"
#include "domain/status.hpp"
#include "http/handler.hpp"
#include "ports/flags.hpp"
#include "ports/market_store.hpp"

namespace souk::console {

// References must outlive the routes.
struct ConsolePorts {
  ports::Flags& flags;
  ports::FlagAdmin& flag_admin;
  app::LiveSettings& settings;
  ports::MarketStore& store;
  std::function<domain::ServiceStatus()> status;
  std::function<std::string()> metrics_text;
  std::function<bool()> ready;
  // Begins a deployment in the background. Errors: conflict (one is under way), unavailable (stopping).
  std::function<Result<void>()> deploy;
  std::function<domain::DeploymentStatus()> deployment;
};

// GET /rest/souk/1/ops/status            one reading of everything
// GET /rest/souk/1/ops/flags             all flags with description
// GET|PUT /rest/souk/1/ops/flags/{key}   one flag; body {"value": "off", "who": "...", "why": "..."}
// GET /rest/souk/1/ops/settings
// PUT /rest/souk/1/ops/settings/{name}   body {"value": 8}
// POST /rest/souk/1/ops/reconcile
// POST /rest/souk/1/ops/deploy           begins a rolling restart of the shop's replicas: 202, or 409 if one is under
// way GET /rest/souk/1/ops/deploy            the latest one GET /metrics, /livez, /readyz
std::vector<http::Route> console_routes(ConsolePorts ports);

}  // namespace souk::console
