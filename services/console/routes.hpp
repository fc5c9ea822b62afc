// The operator API. It listens on a port and a thread of its own and waits for nothing of the shop's, so that it
// answers while the shop does not. (Reconciliation is the exception: it reads the store, last in line.)
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/live_settings.hpp"
#include "domain/status.hpp"
#include "http/handler.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"
#include "ports/market_store.hpp"
#include "profiler/cpu_profiler.hpp"

namespace souk::console {

// References must outlive the routes.
struct ConsolePorts {
  ports::Flags& flags;
  ports::FlagAdmin& flag_admin;
  app::LiveSettings& settings;
  ports::MarketStore& store;
  ports::Clock& clock;
  profiler::CpuProfiler& profiler;
  std::function<domain::ServiceStatus()> status;
  std::function<std::string()> metrics_text;
  std::function<bool()> ready;
};

// GET /rest/souk/1/ops/status            one reading of everything
// GET /rest/souk/1/ops/resources         who holds and who waits, by resource and owner
// GET /rest/souk/1/ops/flags             all flags with description
// GET|PUT /rest/souk/1/ops/flags/{key}   one flag; body {"value": "off", "who": "...", "why": "..."}
// GET /rest/souk/1/ops/settings
// PUT /rest/souk/1/ops/settings/{name}   body {"value": 8}
// POST /rest/souk/1/ops/reconcile
// POST /rest/souk/1/ops/profile?seconds=5  a CPU profile of the service as folded stacks; one at a time
// GET /metrics, /livez, /readyz
std::vector<http::Route> console_routes(ConsolePorts ports);

}  // namespace souk::console
