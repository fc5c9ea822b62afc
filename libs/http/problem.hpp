// Errors as `application/problem+json` (RFC 9457).
#pragma once

#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "http/handler.hpp"

namespace souk::http {

// Problem types of the IANA registry that souk uses.
inline constexpr std::string_view kQuotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded";
inline constexpr std::string_view kReducedCapacity =
    "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

// `instance` is the path of the request, decoded; left out of the document if empty, as is an empty `detail`.
Response problem(int status, std::string_view title, std::string_view detail, std::string_view instance = {},
                 std::string_view type = "about:blank");

// The error with its domain::http_status(). Answers of 503 carry Retry-After: 1. The details of no_space, corrupt, io
// and internal may name files of the server: they are replaced by a general sentence.
Response problem(const Error& error, std::string_view instance = {});

}  // namespace souk::http
