#pragma once

#include <vector>

#include "http/handler.hpp"
#include "ports/clock.hpp"
#include "services/console/ofrep_guard.hpp"
#include "services/console/ofrep_stream.hpp"

namespace souk::console {

// OpenFeature Remote Evaluation Protocol 0.3. References must outlive the routes.
// POST /ofrep/v1/evaluate/flags/{key}    one flag; body {"context": {"targetingKey": "...", ...}}
// POST /ofrep/v1/evaluate/flags          all flags; ETag and If-None-Match
// GET /ofrep/v1/changes                  Server-Sent Events: when to ask again
std::vector<http::Route> ofrep_routes(RulesSource rules, OfrepGuard& guard, ports::Clock& clock);

}  // namespace souk::console
