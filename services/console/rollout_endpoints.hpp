#pragma once

#include "app/rollouts.hpp"
#include "http/handler.hpp"
#include "services/console/flag_endpoints.hpp"

namespace souk::console {

http::Handler list_rollouts(app::Rollouts& rollouts);
// Body {"flag": "core-bulkhead", "value": "on", "steps": [10, 50, 100], "every_s": 60, "in_s": 0 or "at": Unix ms,
// "slo": "install-server", "who": "...", "why": "...", "confirm": true}; all but flag and value may be left out.
http::Handler post_rollout(const FlagPorts& flags, app::Rollouts& rollouts, ports::Clock& clock);
http::Handler cancel_rollout(app::Rollouts& rollouts);

}  // namespace souk::console
