// POST /rest/1.0/plugins/usage/{type}: phone home as the old plugin managers do it. See docs/http-api.md.
#pragma once

#include "app/ingest.hpp"
#include "http/handler.hpp"
#include "ports/clock.hpp"
#include "ports/flags.hpp"

namespace souk::analytics {

// All must outlive the route. Refused while the flag phone-home is off.
http::Route usage_route(app::Ingest& ingest, ports::Clock& clock);

}  // namespace souk::analytics
