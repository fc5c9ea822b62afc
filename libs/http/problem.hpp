// application/problem+json (RFC 9457).
#pragma once

#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "http/handler.hpp"

namespace souk::http {

Response problem(int status, std::string_view title, std::string detail);
Response problem(const Error& error);

}  // namespace souk::http
