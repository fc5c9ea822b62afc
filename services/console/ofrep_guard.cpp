#include "services/console/ofrep_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "http/problem.hpp"

namespace souk::console {
namespace {

constexpr std::string_view kBearer = "Bearer ";

// In a time that does not tell how much of it is right.
bool are_equal(std::string_view given, std::string_view wanted) {
  unsigned difference = given.size() == wanted.size() ? 0U : 1U;
  for (std::size_t i = 0; i < given.size() && !wanted.empty(); ++i) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(given[i]) ^
                                        static_cast<unsigned char>(wanted[i % wanted.size()]));
  }
  return difference == 0;
}

http::Response unauthorized() {
  http::Response response =
      http::problem(401, "Unauthorized", "The token of this service is wanted, as Authorization: Bearer or X-API-Key.");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

http::Response too_many(double wait_s, const OfrepLimits& limits) {
  http::Response response =
      http::problem(429, "Too Many Requests", "Flags are evaluated too often.", {}, http::kQuotaExceeded);
  response.headers.emplace_back("Retry-After", fmt::format("{:.0f}", std::max(1.0, std::ceil(wait_s))));
  response.headers.emplace_back("RateLimit-Policy", fmt::format(R"("ofrep";q={:.0f};w=1)", limits.per_second));
  return response;
}

}  // namespace

OfrepGuard::OfrepGuard(OfrepLimits limits, ports::Clock& clock)
    : limits_(std::move(limits)), clock_(clock), room_(limits_.burst), filled_at_(clock.now()) {}

bool OfrepGuard::has_token(const http::Request& request) const {
  if (limits_.token.empty()) return true;
  std::string_view given = request.header("authorization");
  if (given.starts_with(kBearer)) {
    given.remove_prefix(kBearer.size());
  } else {
    given = request.header("x-api-key");
  }
  return are_equal(given, limits_.token);
}

double OfrepGuard::wait_s() {
  const std::lock_guard lock(mutex_);
  const Instant now = clock_.now();
  room_ = std::min(limits_.burst, room_ + to_s(now - filled_at_) * limits_.per_second);
  filled_at_ = now;
  if (room_ < 1) return (1 - room_) / limits_.per_second;
  room_ -= 1;
  return 0;
}

std::optional<http::Response> OfrepGuard::refuse(const http::Request& request) {
  if (!has_token(request)) return unauthorized();
  const double wait = wait_s();
  if (wait > 0) return too_many(wait, limits_);
  return std::nullopt;
}

std::optional<http::Response> OfrepGuard::refuse_stream(const http::Request& request) const {
  if (has_token(request) || are_equal(request.query("ticket").value_or(""), limits_.ticket)) return std::nullopt;
  return unauthorized();
}

}  // namespace souk::console
