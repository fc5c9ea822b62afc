// POST /rest/1.0/plugins/usage/{type}: phone home as the old plugin managers do it. See docs/http-api.md.
#pragma once

#include "app/ingest.hpp"
#include "http/handler.hpp"
#include "ports/clock.hpp"

namespace souk::analytics {

// Both must outlive the route.
http::Route usage_route(app::Ingest& ingest, ports::Clock& clock);

}  // namespace souk::analytics
