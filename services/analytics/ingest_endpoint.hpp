// POST /rest/souk/1/events: CloudEvents in, 202 once they are durable. See docs/http-api.md.
#pragma once

#include "app/ingest.hpp"
#include "http/handler.hpp"

namespace souk::analytics {

// `ingest` must outlive the route.
http::Route ingest_route(app::Ingest& ingest);

}  // namespace souk::analytics
