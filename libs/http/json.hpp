// JSON in and out of endpoints.
#pragma once

#include <boost/json.hpp>

#include "domain/result.hpp"
#include "http/handler.hpp"

namespace souk::http {

Response json_response(const boost::json::value& value, int status = 200);

// The body as a JSON object. invalid_argument, naming line and column (both from 1, the column in bytes), if the body
// is empty, is not JSON, is nested deeper than 32 levels, or is not an object.
Result<boost::json::object> parse_json_body(const Request& request);

}  // namespace souk::http
