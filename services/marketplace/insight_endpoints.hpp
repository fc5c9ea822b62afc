// What analytics know of apps, over HTTP: series by ISO week, trending, top-selling. See docs/http-api.md.
#pragma once

#include <vector>

#include "app/insights.hpp"
#include "app/shop.hpp"
#include "http/handler.hpp"

namespace souk::marketplace {

// All arguments must outlive the routes. The shop says what may be shown of a count.
std::vector<http::Route> insight_routes(app::Insights& insights, app::Shop& shop);

}  // namespace souk::marketplace
