// What the server tells its metrics. Called on the io threads, several at a time, inside every request: implementations
// are thread-safe, quick and never throw.
#pragma once

#include <string_view>

#include "domain/owner.hpp"
#include "domain/request_phase.hpp"
#include "domain/time.hpp"

namespace souk::http {

enum class Refusal : unsigned char {
  shutdown,            // 503: the server is stopping
  connections,         // 503: too many connections
  in_flight,           // 429: too many requests at once
  malformed,           // 400
  not_found,           // 404
  method_not_allowed,  // 405
  header_timeout,      // 408
  body_timeout,        // 408
  body_limit,          // 413
  expectation,         // 417
  header_limit,        // 431
  transfer_coding,     // 501
};
std::string_view to_string(Refusal reason);

// A request that some route was meant by, seen from its end.
struct FinishedRequest {
  domain::Owner owner;  // of the route
  int status;
  Nanos latency;  // as in on_request
  bool in_time;   // the client had not left by then, as far as it said when it would
  const domain::PhaseTimes& phases;
};

class ServerProbe {
 public:
  virtual ~ServerProbe() = default;
  // One answer. `route` is the route's pattern or "unmatched"; `method` is one that a route has, HEAD, or "other":
  // both are bounded sets. `latency` counts from the request's first byte to the answer's last.
  virtual void on_request(std::string_view route, std::string_view method, int status, Nanos latency) = 0;
  // After on_request, for requests that a route was found for.
  virtual void on_finished(const FinishedRequest&) {}
  // The admission pipeline turned a request (or a connection) away. on_request follows unless no request was read.
  virtual void on_refusal(Refusal reason) = 0;
  virtual void on_connection(int change) = 0;  // +1 or -1
  // A handler threw: a broken invariant. The client gets a 500 without a reason, so this is the place to log it.
  virtual void on_exception(std::string_view /*route*/, std::string_view /*what*/) {}
};

}  // namespace souk::http
