#include "services/analytics/refused_events.hpp"

#include <algorithm>

#include "http/problem.hpp"

namespace souk::analytics {

http::Response refused_events(const Error& error) {
  constexpr std::string_view kRetryAfter = "Retry-After";
  http::Response response = http::problem(error);
  const bool said = std::any_of(response.headers.begin(), response.headers.end(),
                                [&](const auto& header) { return header.first == kRetryAfter; });
  if (response.status == 503 && !said) response.headers.emplace_back(kRetryAfter, "1");
  return response;
}

}  // namespace souk::analytics
