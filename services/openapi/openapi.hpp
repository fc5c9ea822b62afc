// The OpenAPI 3.1 document of a table of routes. Paths, methods and path parameters come from the table itself, so that
// the document cannot know another interface than the one that is served; operations.json says what it means.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "http/handler.hpp"

namespace souk::openapi {

inline constexpr const char* kPath = "/rest/openapi.json";

boost::json::object document(const std::vector<http::Route>& routes, const std::string& title);

// GET /rest/openapi.json for these routes and itself.
http::Route openapi_route(const std::vector<http::Route>& routes, const std::string& title);

}  // namespace souk::openapi
