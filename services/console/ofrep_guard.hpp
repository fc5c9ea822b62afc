// Who may ask over OFREP, and how often.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "http/handler.hpp"
#include "ports/clock.hpp"

namespace souk::console {

struct OfrepLimits {
  std::string token{};      // to be shown by every client; empty: nobody has to
  std::string ticket{};     // what the address of a stream carries in its place; as secret, and not the same
  double per_second = 500;  // evaluations, of all clients together: they share a thread with the operator
  double burst = 1'000;
  std::size_t streams = 64;  // of changes, at once
};

// Safe to use from several io threads.
class OfrepGuard {
 public:
  OfrepGuard(OfrepLimits limits, ports::Clock& clock);

  const OfrepLimits& limits() const { return limits_; }
  // The refusal, if there is one: 401 without the right token (Authorization: Bearer, or X-API-Key), 429 with
  // Retry-After when there was too much.
  std::optional<http::Response> refuse(const http::Request& request);
  // Of a stream of changes, for which browsers send no headers: its address carries a ticket.
  std::optional<http::Response> refuse_stream(const http::Request& request) const;

 private:
  bool has_token(const http::Request& request) const;
  double wait_s();  // until there is room for one more; 0: now, and it is taken

  OfrepLimits limits_;
  ports::Clock& clock_;
  std::mutex mutex_;
  double room_;
  Instant filled_at_;
};

}  // namespace souk::console
